#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <waybill/status.hpp>

namespace waybill::detail {

/// Builds the text of a PostgreSQL array, `{1,NULL,"a\"b"}`: a whole column of a batch as one
/// parameter, where SOCI would send a vector row by row.
class array_literal {
 public:
  void add(std::string_view text) {
    separate();
    holds_something_ = holds_something_ || !text.empty();
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
    holds_something_ = holds_something_ || number != 0;
    text_ += std::to_string(number);
  }
  void add(bool value) {
    separate();
    holds_something_ = holds_something_ || value;
    text_ += value ? 't' : 'f';
  }
  /// Microseconds since 1970: the form that neither time zones nor SOCI's `std::tm` can bend.
  void add(time_point at) { add(at.time_since_epoch().count()); }
  template <typename Value>
  void add(const std::optional<Value>& value) {
    if (value) {
      holds_something_ = true;
      return add(*value);
    }
    separate();
    text_ += "NULL";
  }

  /// The finished literal.
  [[nodiscard]] std::string take() && {
    text_ += '}';
    return std::move(text_);
  }
  /// The same, or an empty array if there was nothing but empty texts, zeros, false and NULL.
  [[nodiscard]] std::string take_sparse() && {
    return holds_something_ ? std::move(*this).take() : "{}";
  }

 private:
  void separate() {
    if (text_.size() > 1) text_ += ',';
  }

  std::string text_{"{"};
  bool holds_something_ = false;
};

/// One column of a batch: what `value` says of each item.
template <typename Items, typename Value>
[[nodiscard]] std::string column_of(const Items& items, Value value) {
  array_literal column;
  for (const auto& item : items) column.add(value(item));
  return std::move(column).take();
}

}  // namespace waybill::detail
