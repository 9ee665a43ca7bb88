#pragma once

// What gateways write of an error in their answers to a send.

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include <waybill/dialects/failure_codes.hpp>
#include <waybill/dialects/receipt_fields.hpp>
#include <waybill/json_document.hpp>
#include <waybill/json_reader.hpp>
#include <waybill/status.hpp>
#include <waybill/update.hpp>

namespace waybill::detail {

inline constexpr std::array<json_field, 42> send_answer_fields{{
    // ids and times
    {"key"},
    {"id"},
    {"messageTimestamp"},
    {"data"},
    {"Info"},
    {"ID"},
    {"Id"},
    {"Timestamp"},
    {"messages"},
    {"_serialized"},
    {"_data"},
    {"timestamp"},
    {"low"},
    {"high"},
    {"messageid"},
    {"keyId"},
    {"messageId"},
    {"zaapId", true},
    {"results"},
    {"message_id"},
    {"idMessage"},
    {"sid"},
    {"sent"},
    // errors
    {"status"},
    {"statusCode"},
    {"code"},
    {"success"},
    {"exists"},
    {"error"},
    {"errors"},
    {"message"},
    {"response"},
    {"exception"},
    {"title"},
    {"details"},
    {"error_data"},
    {"type", true},
    {"fbtrace_id", true},
    {"description"},
    {"more_info", true},
    {"error_code"},
    {"error_message"},
}};

[[nodiscard]] inline std::optional<time_point> send_time(const json_view& answer) noexcept {
  for (const auto& at :
       {answer["messageTimestamp"], answer["timestamp"], answer["data"]["Timestamp"]}) {
    if (const auto time = dialects::time_of(at)) return time;
  }
  return std::nullopt;
}

/// Something that stands where an error would, and is one: not null, false, 0, or empty.
[[nodiscard]] inline bool names_error(const json_view& value) noexcept {
  if (value.is_container()) return value.first().exists();
  if (value.is(json_kind::string)) return !value.text().empty();
  if (value.is(json_kind::number)) return value.integer() != 0;
  return value.is(json_kind::boolean) && !dialects::is_false(value);
}

/// An HTTP status that says no.
[[nodiscard]] inline bool is_http_error(const json_view& status) noexcept {
  const auto number = status.integer();
  return number && *number >= 400 && *number <= 599;
}

/// Meta's error object without its wrapping: its codes alone, which begin at 1, would not tell.
[[nodiscard]] inline bool is_graph_error(const json_view& value) noexcept {
  const bool is_metas =
      value["type"].exists() || value["fbtrace_id"].exists() || value["error_data"].exists();
  return is_metas && value["code"].integer() && value["message"].is(json_kind::string);
}

/// Whether an answer without a `key.id` says that the message was not taken.
[[nodiscard]] inline bool is_send_error(const json_view& answer) noexcept {
  const auto status = answer["status"];
  const bool says_so = dialects::equal_words(status.string(), "error") ||
                       dialects::equal_words(status.string(), "failed");
  return names_error(answer["error"]) || names_error(answer["errors"]) || says_so ||
         dialects::is_false(status) || dialects::is_false(answer["success"]) ||
         dialects::is_false(answer["exists"]) || dialects::is_false(answer["sent"]) ||
         names_error(answer["error_code"]) || is_http_error(status) ||
         is_http_error(answer["statusCode"]) || is_http_error(answer["code"]) ||
         is_graph_error(answer);
}

/// Two sentences about one failure, of which one may hold the other.
[[nodiscard]] inline std::string joined(const std::string& text, const std::string& more) {
  if (text.find(more) != std::string::npos) return text;
  if (more.find(text) != std::string::npos) return more;
  return text + ": " + more;
}

/// What is told of `exists: false`.
inline constexpr std::string_view no_such_number = "the number is not on WhatsApp";

/// A gateway's sentence: text itself, that of the first element that has one, or what an object
/// tells. Recurses no deeper than JSON may be nested.
[[nodiscard]] inline std::string find_text(const json_view& value) {
  if (dialects::is_false(value["exists"])) return std::string{no_such_number};
  if (value.is(json_kind::array)) {
    for (auto each = value.first(); each.exists(); each = each.next()) {
      if (auto text = find_text(each); !text.empty()) return text;
    }
    return {};
  }
  if (!value.is(json_kind::object)) return dialects::reason_text(value);
  std::string text;
  for (const auto& part : {value["error"], value["message"], value["error_message"], value["title"],
                           value["description"], value["details"]}) {
    text = joined(text, find_text(part));
  }
  return joined(text, dialects::reason_text(value["error_data"]["details"]));
}

/// Why, by the code where it is known whose it is, or by what the gateway says of itself.
[[nodiscard]] inline failure_kind send_error_kind(const json_view& answer,
                                                  const failure_reason& reason) noexcept {
  using namespace dialects;
  if (reason.text.find(no_such_number) != std::string::npos) return failure_kind::not_on_whatsapp;
  // Evolution's answer while its own connection to WhatsApp is down.
  if (reason.text.find("Connection Closed") != std::string::npos) return failure_kind::gateway;
  if (answer["more_info"].exists() || names_error(answer["error_code"])) {
    return find_kind(reason.code, failure_codes::twilio);
  }
  // Meta's longer codes are nobody else's; a small number may be a gateway's own.
  const bool is_long = reason.code.size() >= 5;
  const bool is_metas = is_long || is_graph_error(answer) || is_graph_error(answer["error"]) ||
                        answer["errors"].first()["code"].exists();
  const auto kind = is_metas ? find_kind(reason.code, failure_codes::meta) : failure_kind::unknown;
  if (kind != failure_kind::unknown) return kind;
  return find_kind(reason.code, failure_codes::ycloud, failure_codes::answers);
}

/// Code, text and kind of an answer that is an error; never empty.
[[nodiscard]] inline failure_reason send_error_reason(const json_view& answer) {
  failure_reason reason;
  const auto errors = answer["errors"];
  // Evolution says in `response` what is wrong, and in `error` only what the HTTP status says.
  for (const auto& place : {answer["response"], answer, errors, answer["exception"]}) {
    if (reason.text.empty()) reason.text = dialects::bounded_text(find_text(place));
  }
  const auto status = answer["status"];
  // Twilio has a code of its own beside the HTTP status.
  const auto twilios = answer["more_info"].exists() ? answer["code"] : answer["error_code"];
  for (const auto& place :
       {answer["error"]["code"], twilios, status.integer() ? status : json_view{},
        answer["statusCode"], answer["code"], errors.first()["code"]}) {
    if (reason.code.empty()) reason.code = dialects::reason_text(place);
  }
  reason.kind = send_error_kind(answer, reason);
  if (reason.empty()) reason.code = "refused";
  return reason;
}

/// Whether the gateway only gave up waiting: such a message may have been sent all the same. A
/// refusal of the request itself may well speak of a time-out.
[[nodiscard]] inline bool is_time_out(const failure_reason& reason) {
  constexpr std::array<std::string_view, 3> codes{"408", "504", "524"};
  constexpr std::array<std::string_view, 3> words{"TIMED OUT", "TIMEDOUT", "TIMEOUT"};
  if (std::find(codes.begin(), codes.end(), reason.code) != codes.end()) return true;
  if (reason.code.size() == 3 && reason.code.front() == '4') return false;
  std::string text{reason.text};
  std::transform(text.begin(), text.end(), text.begin(), dialects::upper);
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

}  // namespace waybill::detail
