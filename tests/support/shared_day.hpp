#pragma once

#include <random>
#include <string>
#include <vector>

#include <waybill/waybill.hpp>

#include "support/webhooks.hpp"

// A day that several processes play at once, each in an order of its own.
namespace waybill_test {

inline const std::string day_tenant = "tenant_abc";
inline const std::string day_campaign = "spring";
inline constexpr std::size_t day_messages = 80;

/// A send to record, or a webhook to handle.
struct day_piece {
  waybill::sent_message sent{};
  std::string body{};
};

[[nodiscard]] inline waybill::sent_message day_send(std::size_t number) {
  const auto n = std::to_string(number);
  return {.origin = {day_tenant, {}},
          .row = "row-" + n,
          .instance = "shop-1",
          .response = R"({"key":{"id":"3EB0)" + n + R"("}})",
          .campaign = day_campaign};
}

/// The same for all: each message is sent, and some of its reports come, each twice.
[[nodiscard]] inline std::vector<day_piece> shared_day() {
  std::minstd_rand random{5};
  std::vector<day_piece> day;
  for (std::size_t i = 0; i < day_messages; ++i) {
    day.push_back({day_send(i), {}});
    using enum waybill::receipt;
    for (const auto what : {waybill::receipt::sent, delivered, read, failed}) {
      if (random() % 3 == 0) continue;
      const auto body = webhook(shape::v2, "shop-1", "3EB0" + std::to_string(i), what);
      day.insert(day.end(), 2, {{}, body});
    }
  }
  return day;
}

/// Does it, again while it is not acknowledged; false if that is of no use.
[[nodiscard]] inline bool play(const waybill::tracker& tracker, const day_piece& piece) {
  for (int attempts = 0; attempts < 20; ++attempts) {
    try {
      if (piece.body.empty()) {
        static_cast<void>(tracker.record_sent(piece.sent));
        return true;
      }
      if (tracker.handle(piece.body, {day_tenant, {}}).http_status == 200) return true;
    } catch (const waybill::store_error&) {
      // again, as a sender does
    }
  }
  return false;
}

}  // namespace waybill_test
