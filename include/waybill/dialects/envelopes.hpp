#pragma once

// What stands around the items of a body: the event, the instance, and wrappers made by hand.

#include <array>
#include <string>
#include <string_view>

#include <waybill/issue.hpp>
#include <waybill/json_document.hpp>

namespace waybill::dialects {

/// An event name in one spelling: `MESSAGES_UPDATE` and `messages-update` are `messages.update`.
[[nodiscard]] inline std::string normal_event(std::string_view name) {
  std::string result{name};
  for (auto& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '_' || c == '-') c = '.';
  }
  return result;
}

/// By what names Evolution, its forks and relays call the sending instance; the first counts.
inline constexpr std::array<std::string_view, 5> instance_names{
    "instance", "instanceName", "instanceKey", "sessionId", "session"};

/// The name under which a body tells its instance; that of Evolution where it tells none.
[[nodiscard]] inline std::string_view instance_name(const json_view& body) noexcept {
  for (const auto name : instance_names) {
    if (!body[name].is_missing()) return name;
  }
  return instance_names.front();
}

/// Whether a body is put around another one, as n8n's webhook node hands it on:
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

/// The issue about a wrapper whose body is not JSON any more.
[[nodiscard]] inline issue wrapped_text(const json_view& inner) {
  return {issue_code::wrong_type, inner.pointer(),
          "a wrapper such as n8n's, whose body is no object or list: hand the body on as it came",
          "", 0};
}

}  // namespace waybill::dialects
