#pragma once

// Times in all forms that gateways use: seconds or milliseconds since 1970, and RFC 3339.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <waybill/dialects/times.hpp>
#include <waybill/json_document.hpp>
#include <waybill/status.hpp>

namespace waybill::dialects {

/// Seconds or milliseconds since 1970, which are told by their size; empty if invalid.
[[nodiscard]] inline std::optional<time_point> unix_time(const json_view& value) noexcept {
  constexpr std::int64_t year_5000_in_milliseconds = 95'617'584'000'000;
  if (const auto at = time_of(value)) return at;
  const auto number = whole_number(value);
  if (!number || *number < 0 || *number > year_5000_in_milliseconds) return std::nullopt;
  return plausible(time_point{std::chrono::milliseconds{*number}});
}

/// Reads the parts of a written time, one after the other. Once one is not there, none is.
class written_time {
 public:
  /// Begins at the start of the text, which must outlive it.
  explicit constexpr written_time(std::string_view text) noexcept : rest_(text) {}

  /// So many digits as a number.
  constexpr int number(std::size_t digits) noexcept {
    int value = 0;
    for (; digits != 0; --digits) {
      const char digit = next();
      if (digit < '0' || digit > '9') is_good_ = false;
      value = value * 10 + (digit - '0');
    }
    return value;
  }
  /// One of these characters.
  constexpr char one_of(std::string_view wanted) noexcept {
    const char found = next();
    if (wanted.find(found) == std::string_view::npos) is_good_ = false;
    return found;
  }
  /// A fraction of a second, if one follows; what is finer than a microsecond is cut.
  constexpr std::chrono::microseconds fraction() noexcept {
    std::int64_t value = 0;
    if (!rest_.starts_with('.')) return std::chrono::microseconds{0};
    next();
    for (std::int64_t unit = 100'000; is_digit_next(); unit /= 10) value += unit * number(1);
    return std::chrono::microseconds{value};
  }
  /// `Z`, or how far the clock is ahead of UTC.
  constexpr std::chrono::minutes offset() noexcept {
    const char sign = one_of("Zz+-");
    if (sign == 'Z' || sign == 'z') return std::chrono::minutes{0};
    const int hours = number(2);
    one_of(":");
    const int minutes = hours * 60 + number(2);
    return std::chrono::minutes{sign == '-' ? -minutes : minutes};
  }
  /// Whether every part was there, and nothing follows.
  [[nodiscard]] constexpr bool is_whole() const noexcept { return is_good_ && rest_.empty(); }

 private:
  [[nodiscard]] constexpr bool is_digit_next() const noexcept {
    return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
  }
  /// A NUL after the end.
  constexpr char next() noexcept {
    if (rest_.empty()) return '\0';
    const char first = rest_.front();
    rest_.remove_prefix(1);
    return first;
  }

  std::string_view rest_;
  bool is_good_ = true;
};

/// `2026-01-02T03:04:05.678-03:00` (RFC 3339) as a time; empty if it is none. Without an offset it
/// names no moment.
[[nodiscard]] constexpr std::optional<time_point> rfc3339_time(std::string_view text) noexcept {
  using namespace std::chrono;
  written_time parts{text};
  const int y = parts.number(4);
  parts.one_of("-");
  const int m = parts.number(2);
  parts.one_of("-");
  const int d = parts.number(2);
  parts.one_of("Tt ");
  const int hour = parts.number(2);
  parts.one_of(":");
  const int minute = parts.number(2);
  parts.one_of(":");
  const int second = parts.number(2);
  const auto fraction = parts.fraction();
  const auto offset = parts.offset();
  if (!parts.is_whole()) return std::nullopt;
  const auto date = year{y} / month{static_cast<unsigned>(m)} / day{static_cast<unsigned>(d)};
  if (!date.ok() || hour >= 24 || minute >= 60 || second > 60) return std::nullopt;
  return plausible(sys_days{date} + hours{hour} + minutes{minute} + seconds{second} + fraction -
                   offset);
}

/// A time in any of these forms. Absent, `null`, `false`, an empty text, any zero and Go's year 1
/// mean none, and are not odd.
[[nodiscard]] inline told_time read_moment(const json_view& value) noexcept {
  const auto text = value.string();
  const bool is_empty = value.is(json_kind::string) && text.empty();
  if (is_empty || text.starts_with("0001-01-01T")) return {};
  if (const auto at = unix_time(value)) return {at, false};
  if (const auto at = rfc3339_time(text)) return {at, false};
  return read_time(value);
}

}  // namespace waybill::dialects
