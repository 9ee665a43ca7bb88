#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <waybill/failure_kind.hpp>
#include <waybill/status.hpp>

namespace waybill {

/// Why a message failed, as far as reported. Code or text may be empty.
struct failure_reason {
  std::string code{};  ///< the provider's code, such as `131026`; waybill's own is `timeout`
  std::string text{};  ///< a sentence
  failure_kind kind = failure_kind::unknown;  ///< what the code means

  /// Whether no reason was reported.
  [[nodiscard]] bool empty() const noexcept { return code.empty() && text.empty(); }
  friend bool operator==(const failure_reason&, const failure_reason&) = default;
};

/// One normalised report of a provider about one message.
struct status_update {
  std::string instance{};    ///< the sending instance the body names; empty when it names none
  std::string message_id{};  ///< opaque, case-sensitive bytes, 1 to 255 of them, valid UTF-8
  waybill::receipt receipt = waybill::receipt::pending;  ///< what it reports
  std::string word{};       ///< the provider's own word for it as JSON text: `2`, `"DELIVERY_ACK"`
  failure_reason reason{};  ///< of a failure; empty otherwise
  std::optional<time_point> occurred_at{};  ///< the provider's time of the event, if given
  std::size_t item = 0;                     ///< position among the answers to its body
  /// What the sender had the provider send back (Meta's `biz_opaque_callback_data`); empty if
  /// nothing. It finds a row that is intended under this id, and is not kept while parked.
  std::string chosen_id{};

  friend bool operator==(const status_update&, const status_update&) = default;
};

/// On whose behalf a body arrives. The tenant is never taken from the body.
struct origin {
  std::string tenant{};  ///< empty for the only tenant
  std::vector<std::string>
      instances{};  ///< instances it may speak for; empty means all of the tenant's

  friend bool operator==(const origin&, const origin&) = default;
};

/// An update on its way into the store: its origin, content and time of arrival.
struct incoming_update {
  origin from{};           ///< on whose behalf
  status_update update{};  ///< what
  /// When we received it; for a parked update, when it was parked. Replaces an unknown
  /// `occurred_at` and limits a known one: no stage is proven later than its report arrived.
  time_point arrived_at{};
};

}  // namespace waybill
