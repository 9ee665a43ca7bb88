#include <waybill/impl/store/memory_reports.ipp>
#include <waybill/impl/store/memory_store.ipp>
