#pragma once

// What surrounds the items of a body: the event, the instance, and wrappers of other tools.

#include <array>
#include <string>
#include <string_view>

#include <waybill/issue.hpp>
#include <waybill/json_document.hpp>

namespace waybill::dialects {

/// An event name in its normal spelling: `MESSAGES_UPDATE` and `messages-update` are
/// `messages.update`.
[[nodiscard]] inline std::string normal_event(std::string_view name) {
  std::string result{name};
  for (auto& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '_' || c == '-') c = '.';
  }
  return result;
}

/// The fields in which Evolution, its forks and relays name the sending instance; the first wins.
inline constexpr std::array<std::string_view, 5> instance_names{
    "instance", "instanceName", "instanceKey", "sessionId", "session"};

/// The field in which a body names its instance; Evolution's if it names none.
[[nodiscard]] inline std::string_view instance_name(const json_view& body) noexcept {
  for (const auto name : instance_names) {
    if (!body[name].is_missing()) return name;
  }
  return instance_names.front();
}

/// Whether a body wraps another one, as n8n's webhook node passes it on:
/// `{headers, params, query, body}`, also with `body` alone.
[[nodiscard]] inline bool is_wrapper(const json_view& body) noexcept {
  if (!body["body"].exists()) return false;
  if (body["headers"].exists()) return true;
  const bool is_envelope = body["event"].exists() || body["type"].exists() || body["data"].exists();
  return body["body"].is_container() && !is_envelope;
}

/// The body within such a wrapper, or the body itself.
[[nodiscard]] inline json_view unwrapped(const json_view& body) noexcept {
  return is_wrapper(body) ? body["body"] : body;
}

/// The issue for a wrapper whose body is a text and no longer JSON.
[[nodiscard]] inline issue wrapped_text(const json_view& inner) {
  return {issue_code::wrong_type, inner.pointer(),
          "a wrapper such as n8n's, whose body is no object or list: hand the body on as it came",
          "", 0};
}

}  // namespace waybill::dialects
