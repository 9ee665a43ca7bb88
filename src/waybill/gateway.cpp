#include <waybill/impl/service/prometheus.ipp>
#include <waybill/impl/service/send_response.ipp>
#include <waybill/impl/service/webhook_settings.ipp>
