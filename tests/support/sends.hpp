#pragma once

// Short ways to say "this row" and "that send", for the tests of recording sends.

#include <string>
#include <utility>

#include <waybill/plan_send.hpp>

#include "given.hpp"

namespace given {

[[nodiscard]] inline waybill::tracked_message unsent_row() {
  auto result = row(waybill::message_status::pending);
  result.message_id.clear();
  return result;
}

[[nodiscard]] inline waybill::tracked_message refused_row() {
  auto result = row(waybill::message_status::failed, {waybill::milestone::failed});
  result.message_id.clear();
  result.reason = {"", "number not on WhatsApp"};
  return result;
}

[[nodiscard]] inline waybill::send_plan send(const waybill::tracked_message& row,
                                             const waybill::send_report& report,
                                             const waybill::policy& knobs = {}) {
  return waybill::plan_send(row, report, knobs, at(60));
}

[[nodiscard]] inline waybill::send_report sent_as(std::string id) {
  return {std::move(id), "phone", {}, at(5)};
}

/// The gateway did not take it.
[[nodiscard]] inline waybill::send_report refused_as(waybill::failure_reason reason) {
  auto result = sent_as("");
  result.reason = std::move(reason);
  return result;
}

[[nodiscard]] inline waybill::send_report sent_again_as(std::string id) {
  auto result = sent_as(std::move(id));
  result.resend = true;
  return result;
}

}  // namespace given
