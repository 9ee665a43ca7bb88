#pragma once

// Evolution API, from 1.0 on, and what stands in front of it or imitates it.

#include <waybill/config.hpp>
#include <waybill/dialect.hpp>
#include <waybill/number_table.hpp>

namespace waybill {

/// Evolution API: v1 and v2, with Baileys or in front of Meta's Cloud API, bare or in its envelope,
/// one item or a list, and the reference handler's nested shape. What n8n puts around a body is
/// taken off.
///
/// `numbers` tells what a status number means there; upstream Evolution posts words, which are
/// never ambiguous.
[[nodiscard]] WAYBILL_EXPORT dialect evolution(const number_table& numbers);

/// The same with the reference handler's numbers for want of better knowledge: where a status is a
/// number after all, a tracker warns that nobody chose.
[[nodiscard]] WAYBILL_EXPORT dialect evolution();

}  // namespace waybill

#if !defined(WAYBILL_COMPILED)
#include <waybill/impl/parse/evolution.ipp>
#endif
