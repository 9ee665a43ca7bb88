#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <waybill/waybill.hpp>

namespace waybill_harness {

/// Something that happens during the day: a send is recorded, or a webhook comes in.
struct day_event {
  waybill::time_point at{};
  std::string row{};   ///< of a send; empty for a webhook
  std::string body{};  ///< the webhook, or the gateway's answer to the send
};

/// A day of one campaign as gateways really play it: reports come twice, in the wrong order, and
/// before their send was recorded; some are of other messages, other events, or broken.
struct campaign_day {
  std::string instance = "shop-1";
  /// Another for each seed and gateway, and so are the ids of rows and messages.
  std::string campaign{};
  std::vector<std::string> rows{};
  std::vector<day_event> events{};  ///< in the order in which they happen
};

/// The same day for the same number of messages and seed, in the bodies of the gateway that a
/// dialect reads.
[[nodiscard]] campaign_day make_campaign_day(std::size_t messages, std::uint32_t seed,
                                             const std::string& dialect);

}  // namespace waybill_harness
