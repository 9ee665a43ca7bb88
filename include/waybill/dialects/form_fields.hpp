#pragma once

// What a form is, `application/x-www-form-urlencoded`, and its fields.

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <waybill/dialects/receipt_fields.hpp>
#include <waybill/impl/parse/json/utf8.hpp>

namespace waybill::dialects {

/// Whether a request's `Content-Type` says that its body is a form; parameters may follow.
[[nodiscard]] constexpr bool is_form_type(std::string_view content_type) noexcept {
  constexpr std::string_view form = "application/x-www-form-urlencoded";
  return equal_words(content_type.substr(0, form.size()), form);
}

[[nodiscard]] inline bool is_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const bool is_ascii = static_cast<unsigned char>(text[at]) < 0x80U;
    const auto size = is_ascii ? 1 : detail::utf8_size(text.substr(at));
    if (size == 0) return false;
    at += size;
  }
  return true;
}

/// The value of a hexadecimal digit; 16 or more for anything else.
[[nodiscard]] constexpr unsigned hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  const auto lower = static_cast<unsigned>(static_cast<unsigned char>(c)) | 0x20U;
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10U : 16U;
}

/// A name or value of a form: `+` is a space and `%41` an A (WHATWG's URL standard, §5.1). Empty if
/// an escape is broken or the result is not UTF-8.
[[nodiscard]] inline std::optional<std::string> decode_form_text(std::string_view encoded) {
  std::string text;
  text.reserve(encoded.size());
  for (std::size_t at = 0; at < encoded.size(); ++at) {
    if (encoded[at] != '%') {
      text += encoded[at] == '+' ? ' ' : encoded[at];
      continue;
    }
    if (encoded.size() - at < 3) return std::nullopt;
    const auto high = hex_value(encoded[at + 1]);
    const auto low = hex_value(encoded[at + 2]);
    if (high > 15 || low > 15) return std::nullopt;
    text += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return is_utf8(text) ? std::optional{std::move(text)} : std::nullopt;
}

/// Calls `take(name, value)` with each field, in order. False if it is not a form in UTF-8, or if
/// `take` returns false, which ends it.
template <typename Take>
[[nodiscard]] bool take_form_fields(std::string_view form, Take take) {
  while (!form.empty()) {
    const auto pair = form.substr(0, form.find('&'));
    form.remove_prefix(std::min(pair.size() + 1, form.size()));
    if (pair.empty()) continue;
    const auto end_of_name = std::min(pair.find('='), pair.size());
    auto name = decode_form_text(pair.substr(0, end_of_name));
    auto value = decode_form_text(pair.substr(std::min(end_of_name + 1, pair.size())));
    if (!name || !value || !take(std::move(*name), std::move(*value))) return false;
  }
  return true;
}

}  // namespace waybill::dialects
