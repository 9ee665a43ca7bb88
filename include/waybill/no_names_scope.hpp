#pragma once

#include <waybill/config.hpp>
#include <waybill/counted_scope.hpp>

namespace waybill {

/// While one lives, a store may leave contacts' names out of what it loads on its thread, where to
/// look for them costs. The service opens one where no reply tells them.
///
///     const no_names_scope nameless;
///     const auto rows = where.load(keys);
///
/// Scopes nest. It belongs to the thread that made it.
class WAYBILL_EXPORT no_names_scope : public counted_scope<no_names_scope> {};

}  // namespace waybill
