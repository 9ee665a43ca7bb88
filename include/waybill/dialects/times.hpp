#pragma once

// Times as numbers, and which are valid.

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>

#include <waybill/json_document.hpp>
#include <waybill/status.hpp>

namespace waybill::dialects {

/// A whole number, including a 64-bit one in the form of JavaScript's protobuf: `{low, high}`,
/// where `low` may be signed or unsigned. A dialect that accepts this form lists both fields.
[[nodiscard]] inline std::optional<std::int64_t> whole_number(const json_view& value) noexcept {
  constexpr std::int64_t two_to_32 = 4'294'967'296;
  using half = std::numeric_limits<std::int32_t>;
  if (!value.is(json_kind::object)) return value.integer();
  const auto low = value["low"].integer();
  const auto high = value["high"].integer();
  if (!low || !high) return std::nullopt;
  if (*low < half::min() || *low >= two_to_32) return std::nullopt;
  if (*high < half::min() || *high > half::max()) return std::nullopt;
  return *high * two_to_32 + (*low < 0 ? *low + two_to_32 : *low);
}

/// A time if it can be one. The bounds keep a provider's zero from becoming the earliest evidence:
/// WhatsApp began in 2009.
[[nodiscard]] constexpr std::optional<time_point> plausible(time_point at) noexcept {
  constexpr time_point year_2009{std::chrono::seconds{1'230'768'000}};
  constexpr time_point year_3000{std::chrono::seconds{32'503'680'000}};
  return at < year_2009 || at > year_3000 ? std::nullopt : std::optional{at};
}

/// Seconds since 1970 as a time; empty if invalid.
[[nodiscard]] inline std::optional<time_point> time_of(const json_view& seconds) noexcept {
  constexpr std::int64_t year_5000 = 95'617'584'000;  // what is later may not fit
  const auto value = whole_number(seconds);
  if (!value || *value < 0 || *value > year_5000) return std::nullopt;
  return plausible(time_point{std::chrono::seconds{*value}});
}

/// A time field whose presence is evidence.
struct told_time {
  std::optional<time_point> at{};  ///< the time, if valid
  bool is_odd = false;             ///< neither a valid time nor a way to write "none"
};

/// Absent, `null`, `false` and any zero mean no time, and are not odd: protobuf writes zero for
/// none.
[[nodiscard]] inline told_time read_time(const json_view& value) noexcept {
  const bool is_false = value.is(json_kind::boolean) && value.text() == "false";
  if (value.is_missing() || is_false || whole_number(value) == 0) return {};
  const auto at = time_of(value);
  return {at, !at.has_value()};
}

}  // namespace waybill::dialects
