#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <waybill/detail/send_answer.hpp>
#include <waybill/dialects/receipt_fields.hpp>
#include <waybill/json_reader.hpp>
#include <waybill/time.hpp>
#include <waybill/update.hpp>

namespace waybill {

/// What the gateway answered to a send.
struct send_response {
  std::string message_id{};             ///< empty unless the gateway took the message
  std::optional<time_point> sent_at{};  ///< the gateway's time of it, whole seconds
  failure_reason reason{};              ///< of a refusal or a time-out
  /// The gateway gave up waiting: the message may have been sent all the same.
  bool timed_out = false;
  /// Of an answer that tells neither an id nor an error: what is wrong with it.
  std::string problem{};

  /// The gateway took the message.
  [[nodiscard]] bool ok() const noexcept { return !message_id.empty(); }
  /// The gateway said that it did not take it. An answer may be neither: then nothing is known.
  [[nodiscard]] bool refused() const noexcept { return !ok() && !timed_out && !reason.empty(); }
};

/// Reads a gateway's answer to a send, whatever HTTP status it came with. Which gateway it is shows
/// in the shape: Evolution API v1 and v2 (`key.id`), Evolution GO (`data.Info.ID`), wuzapi
/// (`data.Id`), Meta's Cloud API (`messages[0].id`), WAHA (a serialised `id`, of which the
/// message's own id is kept, as webhooks are matched by that). A list of one is its element. Only
/// what is recognisably an error is a refusal.
[[nodiscard]] inline send_response parse_send_response(std::string_view body) {
  send_response result;
  const auto [document, problem] = read_json(body, detail::send_answer_fields);
  if (problem) {
    result.problem = problem->message;
    return result;
  }
  const auto answer = detail::only_element(json_view{document});
  // Evolution's own shape decides before an error is looked for: nothing else has a `key.id`.
  auto id = detail::message_id_in(answer["key"]["id"]);
  if (id.empty() && detail::is_send_error(answer)) {
    result.reason = detail::send_error_reason(answer);
    result.timed_out = detail::is_time_out(result.reason);
    return result;
  }
  if (id.empty()) id = detail::other_message_id(answer);
  if (id.empty()) {
    result.problem = "it has neither a message id nor an error";
    return result;
  }
  result.message_id = id;
  result.sent_at = detail::send_time(answer);
  return result;
}

}  // namespace waybill
