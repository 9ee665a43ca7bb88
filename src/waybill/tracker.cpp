#include <waybill/impl/service/tracker_handle.ipp>
#include <waybill/impl/service/tracker_operations.ipp>
#include <waybill/impl/service/tracker_sends.ipp>
