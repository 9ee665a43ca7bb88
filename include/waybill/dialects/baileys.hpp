#pragma once

// Baileys' own events, raw or through one of the many home-made relays.

#include <waybill/config.hpp>
#include <waybill/dialect.hpp>

namespace waybill {

/// Baileys: a raw array or object of `{key, update}` or `{key, receipt}`, or a relay's envelope
/// around them (`data`, `messages` or `body.messages`), with Baileys' own numbers.
[[nodiscard]] WAYBILL_EXPORT dialect baileys();

}  // namespace waybill

#if !defined(WAYBILL_COMPILED)
#include <waybill/impl/parse/baileys.ipp>
#endif
