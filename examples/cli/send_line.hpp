#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include <waybill/waybill.hpp>

namespace waybill_cli {

/// The send in `{"row":…,"message_id":…}`, with `instance`, `campaign`, `contact`, `resend`, and in
/// place of the id perhaps the gateway's whole `response`. Throws with a sentence for anything
/// else.
[[nodiscard]] waybill::sent_message read_send(const nlohmann::json& send,
                                              const std::string& tenant);

/// What became of it, as one line for programs.
[[nodiscard]] nlohmann::ordered_json to_json(const waybill::sent_message& sent,
                                             const waybill::send_result& result);

}  // namespace waybill_cli
