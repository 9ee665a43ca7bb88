#pragma once

#include <cstddef>

#include <waybill/config.hpp>
#include <waybill/impl/store/counted_scope.hpp>

namespace waybill {

/// While one lives, a store may leave contacts' names out of what it loads on its thread, where to
/// look for them costs. The service opens one where no reply tells them.
///
///     const no_names_scope nameless;
///     const auto rows = where.load(keys);
///
/// Scopes nest. It belongs to the thread that made it.
class WAYBILL_EXPORT no_names_scope : public detail::counted_scope<no_names_scope> {
  friend detail::counted_scope<no_names_scope>;

  [[nodiscard]] static std::size_t& depth() noexcept {
    thread_local std::size_t open = 0;
    return open;
  }
};

}  // namespace waybill
