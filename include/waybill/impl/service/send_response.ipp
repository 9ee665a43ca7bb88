#pragma once

#include <array>
#include <string>
#include <string_view>

#include <waybill/dialects/receipt_fields.hpp>
#include <waybill/json_reader.hpp>
#include <waybill/send_response.hpp>

namespace waybill {

namespace detail {

/// Meta's error object.
[[nodiscard]] inline failure_reason graph_error(const json_view& error) {
  return {dialects::reason_text(error["code"]), dialects::reason_text(error["message"])};
}

/// Why a response without a message id is a failure: Meta's error object, which Evolution hands on
/// with status 201, wrapped or bare, or Evolution's own `{status, error, response: {message}}`.
[[nodiscard]] inline failure_reason refusal_of(const json_view& body) {
  const auto error = body["error"];
  if (error.is(json_kind::object)) return graph_error(error);
  const auto message = body["response"]["message"];
  const auto detail =
      dialects::reason_text(message.is(json_kind::array) ? message.first() : message);
  const auto text = detail.empty() ? dialects::reason_text(error) : detail;
  return text.empty() ? graph_error(body)
                      : failure_reason{dialects::reason_text(body["status"]), text};
}

}  // namespace detail

WAYBILL_INLINE send_response parse_send_response(std::string_view body) {
  static constexpr std::array<json_field, 8> fields{{{"key"},
                                                     {"id"},
                                                     {"messageTimestamp"},
                                                     {"status"},
                                                     {"error"},
                                                     {"code"},
                                                     {"message"},
                                                     {"response"}}};
  const auto [document, problem] = read_json(body, fields);
  if (problem) return {{}, {}, {"invalid_response", "the gateway's answer is " + problem->message}};
  const json_view root{document};
  if (const auto issue = dialects::check_message_id(root["key"], "id")) {
    auto reason = detail::refusal_of(root);
    if (reason.empty()) reason = {"invalid_response", "the gateway's answer has no key.id"};
    return {{}, {}, reason};
  }
  return {std::string{root["key"]["id"].text()}, dialects::time_of(root["messageTimestamp"]), {}};
}

}  // namespace waybill
