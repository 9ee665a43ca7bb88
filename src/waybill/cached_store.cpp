#include <waybill/impl/store/cached_store.ipp>
#include <waybill/impl/store/clock.ipp>
