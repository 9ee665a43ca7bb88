#pragma once

// Why a message failed, in the shapes in which gateways report it.

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <waybill/json_document.hpp>
#include <waybill/update.hpp>

namespace waybill::dialects {

/// A text for people, limited in length, with NULs replaced, because database texts cannot hold
/// them.
[[nodiscard]] inline std::string bounded_text(std::string_view bytes) {
  constexpr std::size_t longest = 1000;
  if (bytes.size() > longest) {
    auto end = longest;
    while ((static_cast<unsigned char>(bytes[end]) & 0xC0U) == 0x80U) --end;  // whole characters
    bytes = bytes.substr(0, end);
  }
  std::string text{bytes};
  std::replace(text.begin(), text.end(), '\0', ' ');
  return text;
}

/// A provider's text for people: a string or number.
[[nodiscard]] inline std::string reason_text(const json_view& value) {
  const bool is_text = value.is(json_kind::string) || value.is(json_kind::number);
  return is_text ? bounded_text(value.text()) : std::string{};
}

/// An error as an object, such as Meta's `{code, title, message, error_data: {details}}`: the
/// details are appended to the message, which they explain.
[[nodiscard]] inline failure_reason reason_of_object(const json_view& error) {
  auto text = reason_text(error["message"]);
  if (text.empty()) text = reason_text(error["title"]);
  auto details = reason_text(error["error_data"]["details"]);
  if (details.empty()) details = reason_text(error["details"]);
  if (text.empty()) {
    text = std::move(details);
  } else if (!details.empty() && details != text) {
    text = bounded_text(text + ": " + details);
  }
  return {reason_text(error["code"]), std::move(text)};
}

/// An error as a text, as an object or as a list of either; a list counts as its first element.
[[nodiscard]] inline failure_reason reason_of(const json_view& error) {
  const auto first = error.is(json_kind::array) ? error.first() : error;
  return first.is(json_kind::object) ? reason_of_object(first)
                                     : failure_reason{{}, reason_text(first)};
}

/// The reason in `error` or `errors` of an object.
[[nodiscard]] inline failure_reason reason_in(const json_view& object) {
  auto reason = reason_of(object["error"]);
  return reason.empty() ? reason_of(object["errors"]) : reason;
}

}  // namespace waybill::dialects
