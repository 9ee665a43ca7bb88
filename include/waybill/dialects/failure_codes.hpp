#pragma once

// What the providers' codes of failures mean: one table for each. A code that a table does not have
// stays unknown, as one that says no more than that something failed.

#include <array>
#include <span>
#include <string_view>

#include <waybill/failure_kind.hpp>
#include <waybill/update.hpp>

namespace waybill::dialects {

namespace failure_codes {

using enum failure_kind;

/// A row of a table.
struct meaning {
  std::string_view code;  ///< as the provider writes it
  failure_kind kind;      ///< why a message with it failed
};

/// Meta's page Error codes of the Cloud API; beside each row is what it calls the code there. Those
/// of the On-Premises API are in its older webhooks too.
inline constexpr auto meta = std::to_array<meaning>({
    {"0", account},                        // AuthException
    {"2", gateway},                        // API Service: down or overloaded for a while
    {"3", account},                        // API Method: a capability or permission is missing
    {"4", rate_limited},                   // API Too Many Calls
    {"10", account},                       // Permission Denied
    {"33", account},                       // the business telephone number was deleted
    {"190", account},                      // Access token has expired
    {"200", account},                      // API Permission
    {"368", account},                      // Temporarily blocked for policies violations
    {"470", window_closed},                // On-Premises: Re-engagement message
    {"471", rate_limited},                 // On-Premises: Spam rate limit hit
    {"472", marketing_limit},              // On-Premises: User's number is part of an experiment
    {"1013", not_on_whatsapp},             // On-Premises: User is not valid
    {"1026", blocked_or_undeliverable},    // On-Premises: Receiver incapable
    {"80007", rate_limited},               // Rate limit issues
    {"130429", rate_limited},              // Rate limit hit
    {"130472", marketing_limit},           // User's number is part of an experiment
    {"130497", account},                   // restricted from this country
    {"131005", account},                   // Access denied
    {"131016", gateway},                   // Service unavailable
    {"131021", blocked_or_undeliverable},  // Recipient cannot be sender
    {"131026", blocked_or_undeliverable},  // Message undeliverable, for any cause
    {"131030", account},                   // Recipient phone number not in allowed list
    {"131031", account},                   // Account has been locked
    {"131037", account},                   // Display name needs approval
    {"131042", account},                   // Business eligibility payment issue
    {"131045", account},                   // Incorrect certificate
    {"131047", window_closed},             // Re-engagement message
    {"131048", rate_limited},              // Spam rate limit hit
    {"131049", marketing_limit},           // Meta chose not to deliver
    {"131050", blocked_or_undeliverable},  // the recipient stopped marketing
    {"131052", media},                     // Media download error
    {"131053", media},                     // Media upload error
    {"131056", rate_limited},              // Pair rate limit hit
    {"131057", gateway},                   // Account in maintenance mode
    {"132000", template_fault},            // Template Param Count Mismatch
    {"132001", template_fault},            // Template does not Exist
    {"132005", template_fault},            // Template Hydrated Text too long
    {"132007", template_fault},            // Template Format Character Policy Violated
    {"132012", template_fault},            // Template Parameter Format Mismatch
    {"132015", template_fault},            // Template is Paused
    {"132016", template_fault},            // Template is Disabled
    {"132068", template_fault},            // Flow is blocked
    {"132069", rate_limited},              // Flow is throttled
    {"133010", account},                   // Phone number Not Registered
    {"133016", rate_limited},              // Account register deregister rate limit exceeded
});

/// Twilio's error dictionary, and its List of Corresponding Twilio and WhatsApp Error Codes.
inline constexpr auto twilio = std::to_array<meaning>({
    {"20003", account},                   // Authenticate
    {"20429", rate_limited},              // Too many requests
    {"21610", blocked_or_undeliverable},  // the recipient has opted out
    {"63001", account},                   // Channel could not authenticate the request
    {"63003", not_on_whatsapp},           // no such To; WhatsApp's 1013
    {"63007", account},                   // no channel with the From address
    {"63010", gateway},                   // Channels: Twilio internal error
    {"63012", gateway},                   // Channel provider's internal error
    {"63014", blocked_or_undeliverable},  // blocked by user action
    {"63015", account},                   // the sandbox reaches who joined it
    {"63016", window_closed},             // outside the allowed window; WhatsApp's 470
    {"63018", rate_limited},              // Rate limit exceeded for Channel
    {"63019", media},                     // Media failed to download
    {"63020", account},                   // Business Manager account; WhatsApp's 402
    {"63022", account},                   // Invalid vname certificate
    {"63024", blocked_or_undeliverable},  // Invalid message recipient; WhatsApp's 1026
    {"63027", template_fault},            // Template does not exist
    {"63028", template_fault},            // Number of parameters does not match
    {"63032", marketing_limit},           // a limitation of WhatsApp; its 472
    {"63038", rate_limited},              // Account exceeded the daily messages limit
    {"63049", marketing_limit},           // Meta chose not to deliver
});

/// What WhatsApp's server answers to Baileys (its `SERVER_ERROR_CODES`), which passes it on as
/// `messageStubParameters`.
inline constexpr auto baileys = std::to_array<meaning>({
    {"463", account},  // MessageAccountRestriction: it may begin no new chats
    {"479", gateway},  // SmaxInvalid: the gateway's session is stale
});

/// docs.gupshup.io, Error codes: Gupshup's own, beside which it passes on Meta's.
inline constexpr auto gupshup = std::to_array<meaning>({
    {"500", gateway},                    // Internal Server Error
    {"1002", not_on_whatsapp},           // Number Not Exist On WhatsApp
    {"1003", account},                   // Wallet Balance Low
    {"1004", window_closed},             // inactive, and templates are off
    {"1005", window_closed},             // inactive, and no template matches
    {"1006", blocked_or_undeliverable},  // Template Opt-in Failure
    {"1007", blocked_or_undeliverable},  // Template Opt-in Match Failure
    {"1008", blocked_or_undeliverable},  // not opted in, and inactive
    {"1010", media},                     // Invalid Media Url
    {"1011", media},                     // Invalid Media Size
    {"1012", blocked_or_undeliverable},  // Number Opted Out
    {"4001", rate_limited},              // API Rate Limited
    {"4002", gateway},                   // Invalid Response From WhatsApp
    {"4003", template_fault},            // No Template Match
    {"4005", template_fault},            // Paused Template
});

/// Acks below zero of WhatsApp's web client, as WAHA, WPPConnect and others post them: wa-js,
/// `src/whatsapp/enums/ACK.ts`.
inline constexpr auto acks = std::to_array<meaning>({
    {"-3", media},  // CONTENT_GONE
    {"-4", media},  // CONTENT_TOO_BIG
    {"-5", media},  // CONTENT_UNUPLOADABLE
});

/// GREEN-API's statuses that are failures: green-api.com, OutgoingMessageStatus.
inline constexpr auto green_api = std::to_array<meaning>({
    {"noAccount", not_on_whatsapp},
    {"noActiveSession", window_closed},
});

/// YCloud's own codes, beside which it passes on Meta's: docs.ycloud.com, WhatsApp error codes.
inline constexpr auto ycloud = std::to_array<meaning>({
    {"BALANCE_INSUFFICIENT", account},
    {"TOO_MANY_REQUESTS", rate_limited},
});

/// HTTP statuses of gateways in their answers to a send, and what they write in their place.
inline constexpr auto answers = std::to_array<meaning>({
    {"401", account},               // RFC 9110, Unauthorized: our key is wrong
    {"429", rate_limited},          // RFC 6585, Too Many Requests
    {"502", gateway},               // RFC 9110, Bad Gateway
    {"503", gateway},               // RFC 9110, Service Unavailable
    {"LICENSE_REQUIRED", gateway},  // Evolution API 2.4 without its licence
});

}  // namespace failure_codes

/// A provider's table.
using failure_table = std::span<const failure_codes::meaning>;

/// The kind of a code in the first of these tables that has it.
[[nodiscard]] constexpr failure_kind find_kind(std::string_view code, failure_table table,
                                               failure_table next = {}) noexcept {
  for (const auto& each : table) {
    if (each.code == code) return each.kind;
  }
  return next.empty() ? failure_kind::unknown : find_kind(code, next);
}

/// The same reason with the kind of its code.
[[nodiscard]] inline failure_reason with_kind(failure_reason reason, failure_table table,
                                              failure_table next = {}) {
  reason.kind = find_kind(reason.code, table, next);
  return reason;
}

}  // namespace waybill::dialects
