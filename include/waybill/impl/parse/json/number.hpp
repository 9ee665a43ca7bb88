#pragma once

#include <charconv>
#include <clocale>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#if __has_include(<xlocale.h>)
#include <xlocale.h>  // macOS has newlocale and strtod_l there
#endif

namespace waybill::detail {

/// The value of a JSON number; empty if no double can hold it. A number too small for a double is
/// rounded to zero.
[[nodiscard]] inline std::optional<double> json_number(std::string_view text) {
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error == std::errc{} && end == text.data() + text.size()) return static_cast<double>(whole);
  // Rare in a webhook. Not every standard library has `from_chars` for double, and a stream, which
  // ignores the locale of the process too, is dear to include.
  static const locale_t plain = ::newlocale(LC_ALL_MASK, "C", nullptr);
  const double value = ::strtod_l(std::string{text}.c_str(), nullptr, plain);
  return std::isinf(value) ? std::nullopt : std::optional{value};
}

}  // namespace waybill::detail
