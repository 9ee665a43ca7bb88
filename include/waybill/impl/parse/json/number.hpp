#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <locale>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>

namespace waybill::detail {

/// The value of a JSON number; empty if no double can hold it. A number too small for a double is
/// rounded to zero.
[[nodiscard]] inline std::optional<double> json_number(std::string_view text) {
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error == std::errc{} && end == text.data() + text.size()) return static_cast<double>(whole);
  // Rare in a webhook. A stream is slow, but ignores the locale of the process and distinguishes
  // overflow from underflow; not every standard library has `from_chars` for double.
  double value = 0;
  std::istringstream stream{std::string{text}};
  stream.imbue(std::locale::classic());
  stream >> value;
  return stream.fail() ? std::nullopt : std::optional{value};
}

}  // namespace waybill::detail
