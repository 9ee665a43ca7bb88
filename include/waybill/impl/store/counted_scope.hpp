#pragma once

namespace waybill::detail {

/// Scopes of one kind, which nest. Each belongs to the thread that made it. `Kind::depth()` has how
/// many are open there: one for a program and its shared libraries, which share what a kind shows.
template <typename Kind>
class counted_scope {
 public:
  counted_scope() noexcept { ++Kind::depth(); }  ///< on the calling thread
  counted_scope(const counted_scope&) = delete;
  counted_scope& operator=(const counted_scope&) = delete;
  ~counted_scope() { --Kind::depth(); }  ///< on the thread that made it

  /// Whether the calling thread is in one.
  [[nodiscard]] static bool is_open() noexcept { return Kind::depth() != 0; }
};

}  // namespace waybill::detail
