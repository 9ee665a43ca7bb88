#pragma once

#include <cstddef>

#include <waybill/config.hpp>

namespace waybill {

/// What the scopes of one kind share, such as `no_cache_scope`: they nest, and each belongs to the
/// thread that made it. A program and its shared libraries count them together.
template <typename Kind>
class WAYBILL_EXPORT counted_scope {
 public:
  counted_scope() noexcept { ++depth(); }  ///< on the calling thread
  counted_scope(const counted_scope&) = delete;
  counted_scope& operator=(const counted_scope&) = delete;
  ~counted_scope() { --depth(); }  ///< on the thread that made it

  /// Whether the calling thread is in one.
  [[nodiscard]] static bool is_open() noexcept { return depth() != 0; }

 private:
  [[nodiscard]] static std::size_t& depth() noexcept {
    thread_local std::size_t open = 0;
    return open;
  }
};

}  // namespace waybill
