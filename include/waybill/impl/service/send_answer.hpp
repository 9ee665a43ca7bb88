#pragma once

// Where gateways put the message id and the error in their answers to a send.

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include <waybill/dialects/receipt_fields.hpp>
#include <waybill/json_document.hpp>
#include <waybill/json_reader.hpp>
#include <waybill/status.hpp>
#include <waybill/update.hpp>

namespace waybill::detail {

inline constexpr std::array<json_field, 29> send_answer_fields{{
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
    {"timestamp"},
    {"low"},
    {"high"},
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
}};

/// What is left of lists of one, in which automation tools wrap what they hand on.
[[nodiscard]] inline json_view only_element(json_view value) noexcept {
  while (value.is(json_kind::array) && value.first().exists() && !value.first().next().exists()) {
    value = value.first();
  }
  return value;
}

/// The bytes of a usable id; empty for anything else.
[[nodiscard]] inline std::string_view message_id_in(const json_view& value) noexcept {
  return dialects::is_valid_id(value.string()) ? value.string() : std::string_view{};
}

/// The message's own id in WAHA's `true_<chat>_<id>`, behind which a group's has `_<participant>`;
/// empty for anything else. The id itself may hold underscores, and chats have several names, so
/// that the whole would not match from one report to the next.
[[nodiscard]] constexpr std::string_view id_in_serialized(std::string_view text) noexcept {
  if (!text.starts_with("true_") && !text.starts_with("false_")) return {};
  const auto domain = text.find('@');
  const auto end_of_chat = text.find('_', std::min(domain, text.size()));
  if (end_of_chat == std::string_view::npos) return {};
  auto id = text.substr(end_of_chat + 1);
  const auto last = id.rfind('_');
  const bool names_participant =
      last != std::string_view::npos && id.find('@', last) != std::string_view::npos;
  return names_participant ? id.substr(0, last) : id;
}

/// The id in an answer that is not Evolution's; empty if there is none.
[[nodiscard]] inline std::string_view other_message_id(const json_view& answer) noexcept {
  const auto id = answer["id"];
  const auto serialized = id.is(json_kind::object) ? id["_serialized"] : id;
  for (const auto found :
       {message_id_in(answer["data"]["Info"]["ID"]), message_id_in(answer["data"]["Id"]),
        message_id_in(only_element(answer["messages"])["id"]),
        id_in_serialized(message_id_in(serialized)), message_id_in(id["id"])}) {
    if (!found.empty()) return found;
  }
  return {};
}

[[nodiscard]] inline std::optional<time_point> send_time(const json_view& answer) noexcept {
  for (const auto& at :
       {answer["messageTimestamp"], answer["timestamp"], answer["data"]["Timestamp"]}) {
    if (const auto time = dialects::time_of(at)) return time;
  }
  return std::nullopt;
}

[[nodiscard]] inline bool is_false(const json_view& value) noexcept {
  return value.is(json_kind::boolean) && value.text() == "false";
}

/// Something that stands where an error would, and is one: not null, false, 0, or empty.
[[nodiscard]] inline bool names_error(const json_view& value) noexcept {
  if (value.is_container()) return value.first().exists();
  if (value.is(json_kind::string)) return !value.text().empty();
  if (value.is(json_kind::number)) return value.integer() != 0;
  return value.is(json_kind::boolean) && !is_false(value);
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
         is_false(status) || is_false(answer["success"]) || is_false(answer["exists"]) ||
         is_http_error(status) || is_http_error(answer["statusCode"]) ||
         is_http_error(answer["code"]) || is_graph_error(answer);
}

/// Two sentences about one failure, of which one may hold the other.
[[nodiscard]] inline std::string joined(const std::string& text, const std::string& more) {
  if (text.find(more) != std::string::npos) return text;
  if (more.find(text) != std::string::npos) return more;
  return text + ": " + more;
}

/// A gateway's sentence: text itself, that of the first element that has one, or what an object
/// tells. Recurses no deeper than JSON may be nested.
[[nodiscard]] inline std::string find_text(const json_view& value) {
  if (is_false(value["exists"])) return "the number is not on WhatsApp";
  if (value.is(json_kind::array)) {
    for (auto each = value.first(); each.exists(); each = each.next()) {
      if (auto text = find_text(each); !text.empty()) return text;
    }
    return {};
  }
  if (!value.is(json_kind::object)) return dialects::reason_text(value);
  std::string text;
  for (const auto& part :
       {value["error"], value["message"], value["title"], value["description"], value["details"]}) {
    text = joined(text, find_text(part));
  }
  return joined(text, dialects::reason_text(value["error_data"]["details"]));
}

/// Code and text of an answer that is an error; never empty.
[[nodiscard]] inline failure_reason send_error_reason(const json_view& answer) {
  failure_reason reason;
  const auto errors = answer["errors"];
  // Evolution says in `response` what is wrong, and in `error` only what the HTTP status says.
  for (const auto& place : {answer["response"], answer, errors, answer["exception"]}) {
    if (reason.text.empty()) reason.text = dialects::bounded_text(find_text(place));
  }
  const auto status = answer["status"];
  for (const auto& place : {answer["error"]["code"], status.integer() ? status : json_view{},
                            answer["statusCode"], answer["code"], errors.first()["code"]}) {
    if (reason.code.empty()) reason.code = dialects::reason_text(place);
  }
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
