#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <waybill/impl/parse/json/utf8.hpp>
#include <waybill/status.hpp>

namespace waybill::detail {

/// Builds the JSON text of a batch, an array for each row, as the one parameter of a statement.
///
/// Texts keep their bytes, valid UTF-8 or not, because keys are compared as bytes.
class json_rows {
 public:
  /// Adds a row: texts, numbers, times, and what may be absent of them.
  template <typename... Values>
  void add(const Values&... values) {
    text_ += text_.size() > 1 ? ",[" : "[";
    (add_value(values), ...);
    text_.back() = ']';  // in place of the last comma
  }
  /// Adds a row of a single value that stands for itself.
  template <typename Value>
  void add_plain(const Value& value) {
    if (text_.size() > 1) text_ += ',';
    add_value(value);
    text_.pop_back();
  }

  [[nodiscard]] bool empty() const noexcept { return text_.size() == 1; }
  /// The finished text.
  [[nodiscard]] std::string take() && {
    text_ += ']';
    return std::move(text_);
  }

 private:
  void add_value(std::string_view text) {
    text_ += '"';
    for (std::size_t at = 0; at < text.size(); ++at) {
      const auto plain = end_of_plain(text, at);
      text_.append(text, at, plain - at);
      at = plain;
      if (at < text.size()) add_special(text[at]);
    }
    text_ += "\",";
  }
  void add_special(char c) {
    const auto code = static_cast<unsigned char>(c);
    // A NUL stays as it is, for the session to refuse: it could not be read back.
    if (code < 0x20U && c != '\0') {
      fmt::format_to(std::back_inserter(text_), "\\u{:04x}", code);
      return;
    }
    if (c == '"' || c == '\\') text_ += '\\';
    text_ += c;
  }
  void add_value(const std::string& text) { add_value(std::string_view{text}); }
  template <std::integral Number>
  void add_value(Number number) {
    fmt::format_to(std::back_inserter(text_), "{},", number);
  }
  void add_value(time_point at) { add_value(at.time_since_epoch().count()); }
  template <typename Value>
  void add_value(const std::optional<Value>& value) {
    if (value) return add_value(*value);
    text_ += "null,";
  }

  std::string text_{"["};
};

/// The table `given` of a batch that is bound as `:batch`, for a statement to begin with: its
/// columns in the order in which each row was added, and `ord`, which numbers the rows.
[[nodiscard]] inline std::string given(std::initializer_list<std::string_view> columns) {
  std::string result{"WITH given AS MATERIALIZED (SELECT key AS ord"};
  std::size_t place = 0;
  for (const auto& name : columns) {
    fmt::format_to(std::back_inserter(result), ", value ->> {} AS {}", place++, name);
  }
  return result + " FROM json_each(:batch)) ";
}

}  // namespace waybill::detail
