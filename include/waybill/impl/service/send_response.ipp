#pragma once

#include <string_view>

#include <waybill/impl/service/send_answer.hpp>
#include <waybill/impl/service/send_places.hpp>
#include <waybill/json_reader.hpp>
#include <waybill/sends.hpp>

namespace waybill {

WAYBILL_INLINE send_response parse_send_response(std::string_view body, std::string_view gateway) {
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
  if (id.empty()) id = detail::other_message_id(answer, gateway);
  if (id.empty()) {
    result.problem = "it has neither a message id nor an error";
    return result;
  }
  result.message_id = id;
  result.sent_at = detail::send_time(answer);
  return result;
}

}  // namespace waybill
