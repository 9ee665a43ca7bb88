#include <waybill/impl/service/ingestor.ipp>
