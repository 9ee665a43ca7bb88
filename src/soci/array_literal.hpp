#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <waybill/status.hpp>

namespace waybill::detail {

template <typename Value>
inline constexpr bool is_optional = false;
template <typename Value>
inline constexpr bool is_optional<std::optional<Value>> = true;

/// Whether a value is more than an empty text, zero, false or nothing.
template <typename Value>
[[nodiscard]] bool holds_something(const Value& value) {
  if constexpr (std::constructible_from<std::string_view, const Value&>) {
    return !std::string_view{value}.empty();
  } else if constexpr (std::integral<Value>) {
    return value != Value{};
  } else if constexpr (is_optional<Value>) {
    return value.has_value();
  } else {
    return true;
  }
}

/// A value as the text of one parameter; nothing as the empty text.
template <typename Value>
[[nodiscard]] std::string scalar_text(const Value& value) {
  if constexpr (is_optional<Value>) {
    return value ? scalar_text(*value) : std::string{};
  } else if constexpr (std::same_as<Value, time_point>) {
    return std::to_string(value.time_since_epoch().count());
  } else if constexpr (std::same_as<Value, bool>) {
    return value ? "t" : "f";
  } else if constexpr (std::integral<Value>) {
    return std::to_string(value);
  } else {
    return std::string{value};
  }
}

/// Builds the text of a PostgreSQL array, `{1,NULL,"a\"b"}`: a whole column of a batch as one
/// parameter, where SOCI would send a vector row by row.
class array_literal {
 public:
  void add(std::string_view text) {
    separate();
    text_ += '"';
    for (const char c : text) {
      if (c == '"' || c == '\\') text_ += '\\';
      text_ += c;
    }
    text_ += '"';
  }
  void add(const std::string& text) { add(std::string_view{text}); }
  void add(const char* text) { add(std::string_view{text}); }
  template <std::integral Number>
  void add(Number number) {
    separate();
    text_ += std::to_string(number);
  }
  void add(bool value) {
    separate();
    text_ += value ? 't' : 'f';
  }
  /// Microseconds since 1970: the form that neither time zones nor SOCI's `std::tm` can bend.
  void add(time_point at) { add(at.time_since_epoch().count()); }
  template <typename Value>
  void add(const std::optional<Value>& value) {
    if (value) return add(*value);
    separate();
    text_ += "NULL";
  }

  /// The finished literal.
  [[nodiscard]] std::string take() && {
    text_ += '}';
    return std::move(text_);
  }

 private:
  void separate() {
    if (text_.size() > 1) text_ += ',';
  }

  std::string text_{"{"};
};

/// One column of a batch: what `value` says of each item.
template <typename Items, typename Value>
[[nodiscard]] std::string column_of(const Items& items, Value value) {
  array_literal column;
  for (const auto& item : items) column.add(value(item));
  return std::move(column).take();
}

}  // namespace waybill::detail
