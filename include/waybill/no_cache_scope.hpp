#pragma once

#include <cstddef>

#include <waybill/config.hpp>

namespace waybill {

/// While one lives, no cache answers its thread: a `cached_store` asks its inner store for every
/// id. The service opens one where what a cache told is not enough.
///
///     const no_cache_scope anew;
///     const auto rows = where.load(keys);
///
/// Scopes nest. It belongs to the thread that made it.
class WAYBILL_EXPORT no_cache_scope {
 public:
  no_cache_scope() noexcept { ++depth(); }  ///< on the calling thread
  no_cache_scope(const no_cache_scope&) = delete;
  no_cache_scope& operator=(const no_cache_scope&) = delete;
  ~no_cache_scope() { --depth(); }  ///< on the thread that made it

  /// Whether the calling thread is in one.
  [[nodiscard]] static bool is_open() noexcept { return depth() != 0; }

 private:
  [[nodiscard]] static std::size_t& depth() noexcept {
    thread_local std::size_t open = 0;
    return open;
  }
};

}  // namespace waybill
