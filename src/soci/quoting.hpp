#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace waybill::detail {

[[nodiscard]] constexpr bool is_word(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// A name as a quoted identifier that stands for itself, whatever is in it.
///
/// SOCI looks for `:parameters` and single quotes inside double quotes too, so such characters are
/// written as the escapes of PostgreSQL's `U&"…"`. Bytes beyond ASCII stay as they are.
[[nodiscard]] inline std::string quote_identifier(std::string_view name) {
  std::string result;
  bool escaped = false;
  for (const char c : name) {
    if (is_word(c) || static_cast<unsigned char>(c) >= 0x80U) {
      result += c;
      continue;
    }
    char code[8];
    std::snprintf(code, sizeof code, "\\%04X", static_cast<unsigned>(c));
    result += code;
    escaped = true;
  }
  return (escaped ? "U&\"" : "\"") + result + '"';
}

/// The name of a table, with that of its schema before a dot if there is one.
template <typename Quote>
[[nodiscard]] std::string quote_parts(std::string_view name, Quote quote) {
  const auto dot = name.find('.');
  if (dot == std::string_view::npos) return quote(name);
  return quote(name.substr(0, dot)) + '.' + quote(name.substr(dot + 1));
}
[[nodiscard]] inline std::string quote_table(std::string_view name) {
  return quote_parts(name, quote_identifier);
}

/// The name of a table as a bound value for `to_regclass`, which knows no `U&"…"`.
[[nodiscard]] inline std::string regclass(std::string_view name) {
  return quote_parts(name, [](std::string_view part) {
    std::string result{"\""};
    for (const char c : part) result.append(c == '"' ? 2 : 1, c);
    return result + '"';
  });
}

/// A text as a literal.
[[nodiscard]] inline std::string quote_literal(std::string_view text) {
  std::string result{"'"};
  for (const char c : text) {
    if (c == '\'') result += c;
    result += c;
  }
  return result + '\'';
}

}  // namespace waybill::detail
