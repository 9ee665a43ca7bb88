#pragma once

#include <cstddef>

#include <waybill/config.hpp>
#include <waybill/impl/store/counted_scope.hpp>

namespace waybill {

/// While one lives, no cache answers its thread: a `cached_store` asks its inner store for every
/// id. The service opens one where what a cache told is not enough.
///
///     const no_cache_scope anew;
///     const auto rows = where.load(keys);
///
/// Scopes nest. It belongs to the thread that made it.
class WAYBILL_EXPORT no_cache_scope : public detail::counted_scope<no_cache_scope> {
  friend detail::counted_scope<no_cache_scope>;

  [[nodiscard]] static std::size_t& depth() noexcept {
    thread_local std::size_t open = 0;
    return open;
  }
};

}  // namespace waybill
