#pragma once

// Baileys' own events, raw or through a relay.

#include <string>
#include <vector>

#include <waybill/config.hpp>
#include <waybill/dialect.hpp>

namespace waybill {

/// Baileys: a raw array or object of `{key, update}` or `{key, receipt}`, or a relay's envelope
/// around them (`data`, `messages` or `body.messages`), with Baileys' own numbers. The wrapper of
/// n8n is removed.
///
/// `own_addresses` are all addresses of all our own accounts, phone numbers and LIDs
/// (`5531900000001@s.whatsapp.net`, `900000000000001@lid`). In a group Baileys reports the receipts
/// of our own other devices as reads. So a read counts only if the reader is known to be another
/// account: by these addresses, by the body's `sender`, or because the reader has sent a delivery
/// receipt earlier in the same body.
[[nodiscard]] WAYBILL_EXPORT dialect baileys(std::vector<std::string> own_addresses = {});

}  // namespace waybill

#if !defined(WAYBILL_COMPILED)
#include <waybill/impl/parse/baileys.ipp>
#endif
