#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace waybill::detail {

/// Printable ASCII that stands for itself within a JSON string.
[[nodiscard]] constexpr bool is_plain(char c) noexcept {
  return c >= ' ' && c <= '~' && c != '"' && c != '\\';
}

/// The first place from `begin` on that is not plain, or the end.
[[nodiscard]] constexpr std::size_t end_of_plain(std::string_view text,
                                                 std::size_t begin) noexcept {
  while (begin < text.size() && is_plain(text[begin])) ++begin;
  return begin;
}

/// A JSON text with its very long strings cut: pictures in base64, mostly. The JSON library looks
/// at a string byte by byte, which for those takes far longer than passing over them here.
///
/// Only plain characters go, and none outside a string, so that JSON stays JSON and anything else
/// stays as wrong as it was.
[[nodiscard]] inline std::string cut_long_strings(std::string_view json, std::size_t longest) {
  std::string result;
  std::size_t copied = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < json.size();) {
    const auto end = end_of_plain(json, i);
    if (in_string && end - i > longest) {
      result += json.substr(copied, i + longest - copied);
      copied = end;
    }
    const char stop = end < json.size() ? json[end] : '"';
    if (stop == '"') in_string = !in_string;
    i = end + (in_string && stop == '\\' ? 2 : 1);
  }
  return result += json.substr(copied);
}

}  // namespace waybill::detail
