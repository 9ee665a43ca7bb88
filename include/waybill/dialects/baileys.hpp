#pragma once

// Baileys' own events, raw or through one of the many home-made relays.

#include <string>
#include <vector>

#include <waybill/config.hpp>
#include <waybill/dialect.hpp>

namespace waybill {

/// Baileys: a raw array or object of `{key, update}` or `{key, receipt}`, or a relay's envelope
/// around them (`data`, `messages` or `body.messages`), with Baileys' own numbers. What n8n puts
/// around a body is taken off.
///
/// `own_addresses` are all addresses of all our own accounts, phone numbers and LIDs
/// (`5531900000001@s.whatsapp.net`, `900000000000001@lid`). In a group Baileys tells the receipts
/// of our own other devices as reads. A read counts only where the reader can be told from us: by
/// these, by the body's `sender`, or because the reader has told a delivery earlier in the same
/// body.
[[nodiscard]] WAYBILL_EXPORT dialect baileys(std::vector<std::string> own_addresses = {});

}  // namespace waybill

#if !defined(WAYBILL_COMPILED)
#include <waybill/impl/parse/baileys.ipp>
#endif
