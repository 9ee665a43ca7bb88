#pragma once

#include <cstddef>

#include <waybill/config.hpp>

namespace waybill::detail {

/// Scopes of one kind, which nest. Each belongs to the thread that made it.
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

}  // namespace waybill::detail
