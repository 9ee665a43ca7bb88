#pragma once

// to_json_text and json_object; json_reader.hpp includes this file.

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include <waybill/impl/parse/json/utf8.hpp>
#include <waybill/json_reader.hpp>

namespace waybill {

namespace detail {

/// Appends an ASCII character that does not stand for itself within a JSON string.
inline void append_escape(std::string& text, char c) {
  constexpr std::string_view hex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  switch (c) {
    case '"':
    case '\\': text.append({'\\', c}); return;
    case '\b': text += "\\b"; return;
    case '\f': text += "\\f"; return;
    case '\n': text += "\\n"; return;
    case '\r': text += "\\r"; return;
    case '\t': text += "\\t"; return;
    default: text.append("\\u00").append({hex[byte >> 4U], hex[byte & 0xFU]});
  }
}

/// Appends the character that `rest` begins with, which is not plain; returns how many bytes it
/// has.
inline std::size_t append_character(std::string& text, std::string_view rest) {
  constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
  if (static_cast<unsigned char>(rest.front()) < 0x80U) {
    append_escape(text, rest.front());
    return 1;
  }
  const auto size = utf8_size(rest);
  text += size == 0 ? replacement : rest.substr(0, size);
  return size == 0 ? 1 : size;
}

}  // namespace detail

WAYBILL_INLINE std::string to_json_text(std::string_view string) {
  std::string result;
  result.reserve(string.size() + 2);
  result += '"';
  for (std::size_t at = 0; at < string.size();) {
    const auto end = detail::end_of_plain(string, at);
    result.append(string.substr(at, end - at));
    at = end;
    if (at < string.size()) at += detail::append_character(result, string.substr(at));
  }
  return result += '"';
}

WAYBILL_INLINE std::string json_object(
    std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
  std::string result{"{"};
  for (const auto& [name, value] : members) {
    if (result.size() > 1) result += ',';
    result += to_json_text(name);
    result += ':';
    result += value;
  }
  return result + '}';
}

}  // namespace waybill
