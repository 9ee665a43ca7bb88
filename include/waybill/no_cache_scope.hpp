#pragma once

#include <waybill/config.hpp>
#include <waybill/counted_scope.hpp>

namespace waybill {

/// While one lives, no cache answers its thread: a `cached_store` asks its inner store for every
/// id. The service opens one where what a cache told is not enough.
///
///     const no_cache_scope anew;
///     const auto rows = where.load(keys);
///
/// Scopes nest. It belongs to the thread that made it.
class WAYBILL_EXPORT no_cache_scope : public counted_scope<no_cache_scope> {};

}  // namespace waybill
