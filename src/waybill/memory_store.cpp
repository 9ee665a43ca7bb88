#include <waybill/impl/store/memory_store.ipp>
