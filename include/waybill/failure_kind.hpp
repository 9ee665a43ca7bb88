#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <waybill/config.hpp>

namespace waybill {

/// Why a message failed, in words that are the same for every provider. What their codes mean is in
/// the tables of dialects/failure_codes.hpp.
///
/// Persisted by name (`to_string`), never by number: names must not change once released.
enum class failure_kind : std::uint8_t {
  not_on_whatsapp,           ///< the number has no WhatsApp account
  blocked_or_undeliverable,  ///< the recipient has blocked us, opted out, or cannot receive it
  marketing_limit,           ///< the recipient gets no more marketing for now
  window_closed,             ///< more than 24 hours since the recipient wrote: templates alone go
  template_fault,            ///< the template is absent, paused or filled wrongly
  media,                     ///< the media could not be fetched, or are not what may be sent
  rate_limited,              ///< we send too much, or too fast
  account,                   ///< our own account is restricted, unpaid or not set up
  gateway,                   ///< the gateway or the provider had trouble of its own
  unknown,                   ///< no code was reported, or none that a table has
};

/// Every kind, in the order of the enumeration.
inline constexpr std::array all_failure_kinds{
    failure_kind::not_on_whatsapp, failure_kind::blocked_or_undeliverable,
    failure_kind::marketing_limit, failure_kind::window_closed,
    failure_kind::template_fault,  failure_kind::media,
    failure_kind::rate_limited,    failure_kind::account,
    failure_kind::gateway,         failure_kind::unknown};

/// Their persisted names, by position.
inline constexpr std::array<std::string_view, all_failure_kinds.size()> failure_kind_names{
    "not_on_whatsapp", "blocked_or_undeliverable",
    "marketing_limit", "window_closed",
    "template",        "media",
    "rate_limited",    "account",
    "gateway",         "unknown"};

/// The persisted name of a kind.
[[nodiscard]] constexpr std::string_view to_string(failure_kind kind) noexcept {
  return failure_kind_names[static_cast<std::size_t>(kind)];
}

/// The kind with that persisted name; empty for any other text.
[[nodiscard]] constexpr std::optional<failure_kind> parse_failure_kind(
    std::string_view name) noexcept {
  for (const auto kind : all_failure_kinds) {
    if (to_string(kind) == name) return kind;
  }
  return std::nullopt;
}

/// Whether the same message may arrive if it is sent again later, with nothing else done: what is
/// in the way passes by itself. False for `unknown`, because nothing says so.
[[nodiscard]] constexpr bool sending_again_may_help(failure_kind kind) noexcept {
  return kind == failure_kind::marketing_limit || kind == failure_kind::rate_limited ||
         kind == failure_kind::gateway;
}

/// Whether such a failure is on our side: of the gateway, of our account or its limits. It says
/// nothing of the recipient, so that a send that is refused for it has failed for nobody.
[[nodiscard]] constexpr bool is_on_our_side(failure_kind kind) noexcept {
  return kind == failure_kind::rate_limited || kind == failure_kind::account ||
         kind == failure_kind::gateway;
}

}  // namespace waybill
