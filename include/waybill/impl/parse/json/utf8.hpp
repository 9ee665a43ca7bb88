#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace waybill::detail {

/// ASCII that needs no escape within a JSON string.
[[nodiscard]] constexpr bool is_plain(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20U && byte < 0x80U && c != '"' && c != '\\';
}

/// The first position from `begin` on that is not plain, or the end.
[[nodiscard]] constexpr std::size_t end_of_plain(std::string_view text,
                                                 std::size_t begin) noexcept {
  while (begin < text.size() && is_plain(text[begin])) ++begin;
  return begin;
}

/// The size in bytes of the first character of `text`; 0 if it is ASCII, or not UTF-8 by RFC 3629:
/// no overlong forms, no surrogates, nothing beyond U+10FFFF.
[[nodiscard]] constexpr std::size_t utf8_size(std::string_view text) noexcept {
  const auto byte = [text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto lead = byte(0);
  if (lead < 0xC2U || lead > 0xF4U) return 0;
  const std::size_t size = lead < 0xE0U ? 2 : lead < 0xF0U ? 3 : 4;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  }
  const bool overlong = (lead == 0xE0U && byte(1) < 0xA0U) || (lead == 0xF0U && byte(1) < 0x90U);
  const bool surrogate = lead == 0xEDU && byte(1) >= 0xA0U;
  const bool beyond = lead == 0xF4U && byte(1) >= 0x90U;
  return overlong || surrogate || beyond ? 0 : size;
}

[[nodiscard]] constexpr bool is_high_surrogate(char32_t unit) noexcept {
  return unit >= 0xD800 && unit < 0xDC00;
}
[[nodiscard]] constexpr bool is_low_surrogate(char32_t unit) noexcept {
  return unit >= 0xDC00 && unit < 0xE000;
}
[[nodiscard]] constexpr char32_t join_surrogates(char32_t high, char32_t low) noexcept {
  return 0x10000 + ((high - 0xD800) << 10U) + (low - 0xDC00);
}

/// Appends a code point, which must not be a surrogate.
inline void append_utf8(std::string& text, char32_t point) {
  const auto tail = [point](unsigned shift) {
    return static_cast<char>(0x80U | ((point >> shift) & 0x3FU));
  };
  if (point < 0x80) return text.push_back(static_cast<char>(point));
  if (point < 0x800) return void(text.append({static_cast<char>(0xC0U | (point >> 6U)), tail(0)}));
  if (point < 0x10000) {
    text.append({static_cast<char>(0xE0U | (point >> 12U)), tail(6), tail(0)});
  } else {
    text.append({static_cast<char>(0xF0U | (point >> 18U)), tail(12), tail(6), tail(0)});
  }
}

}  // namespace waybill::detail
