#pragma once

// Evolution API, from 1.0 on, and what relays or imitates it.

#include <waybill/config.hpp>
#include <waybill/dialect.hpp>
#include <waybill/dialects/number_table.hpp>

namespace waybill {

/// Evolution API: v1 and v2, with Baileys or in front of Meta's Cloud API, bare or in its envelope,
/// one item or a list, and the reference handler's nested shape. The wrapper of n8n is removed.
///
/// `numbers` defines what a status number means; upstream Evolution posts words, which are never
/// ambiguous.
[[nodiscard]] WAYBILL_EXPORT dialect evolution(const number_table& numbers);

/// The same with the reference handler's numbers by default: if a status is a number, a tracker
/// warns that no table was chosen.
[[nodiscard]] WAYBILL_EXPORT dialect evolution();

}  // namespace waybill

#if !defined(WAYBILL_COMPILED)
#include <waybill/impl/parse/evolution.ipp>
#endif
