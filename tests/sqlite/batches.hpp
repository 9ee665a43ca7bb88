#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include <waybill/change.hpp>

// A campaign whose messages are all sent, in batches that processes report delivered.
namespace waybill_test {

inline const std::string batch_tenant = "tenant_abc";
inline const std::string batch_campaign = "spring";
inline constexpr std::size_t batch_count = 400;
inline constexpr std::size_t batch_size = 50;

[[nodiscard]] inline waybill::tracked_message sent_row(std::size_t number) {
  const auto n = std::to_string(number);
  waybill::tracked_message row;
  row.key = {batch_tenant, "row-" + n};
  row.message_id = "3EB0" + n;
  row.instance = "shop-1";
  row.campaign = batch_campaign;
  row.status = waybill::message_status::sent;
  row.times.sent_at = waybill::time_point{std::chrono::seconds{1'773'480'000}};
  return row;
}

[[nodiscard]] inline std::vector<waybill::change> deliveries_of(std::size_t batch) {
  std::vector<waybill::change> result;
  for (std::size_t i = batch * batch_size; i < (batch + 1) * batch_size; ++i) {
    const auto row = sent_row(i);
    auto& each = result.emplace_back();
    each.key = row.key;
    each.expected_message_id = row.message_id;
    each.expected = row.state();
    each.next_status = waybill::message_status::delivered;
    each.proven.delivered_at = *row.times.sent_at + std::chrono::minutes{1};
    each.campaign.delivered = 1;
    each.instance.delivered = 1;
    each.log.push_back({.type = waybill::log_type::message_delivered,
                        .message_id = row.message_id,
                        .old_status = waybill::message_status::sent,
                        .new_status = waybill::message_status::delivered,
                        .at = *each.proven.delivered_at});
  }
  return result;
}

}  // namespace waybill_test
