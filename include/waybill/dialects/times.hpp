#pragma once

// Times in bodies of the Baileys family, and what counts as one.

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>

#include <waybill/json_document.hpp>
#include <waybill/time.hpp>

namespace waybill::dialects {

/// A whole number, also a 64-bit one as JavaScript's protobuf holds it: `{low, high}`, of which
/// `low` may be written with or without a sign. A dialect that takes those names both fields.
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

/// Seconds since 1970 as a time; nothing for what cannot be one. The bounds keep a provider's zero
/// from becoming the earliest evidence of all: WhatsApp began in 2009.
[[nodiscard]] inline std::optional<time_point> time_of(const json_view& seconds) noexcept {
  constexpr std::int64_t year_2009 = 1'230'768'000;
  constexpr std::int64_t year_3000 = 32'503'680'000;
  const auto value = whole_number(seconds);
  if (!value || *value < year_2009 || *value > year_3000) return std::nullopt;
  return time_point{std::chrono::seconds{*value}};
}

/// What a field says of a time that is evidence by being there.
struct told_time {
  std::optional<time_point> at{};  ///< the time, if it can be one
  bool is_odd = false;             ///< neither a time nor one of the ways to write none
};

/// Absent, `null`, `false` and any zero are no time, and not odd: protobuf writes zero for none.
[[nodiscard]] inline told_time read_time(const json_view& value) noexcept {
  const bool is_false = value.is(json_kind::boolean) && value.text() == "false";
  if (value.is_missing() || is_false || whole_number(value) == 0) return {};
  const auto at = time_of(value);
  return {at, !at.has_value()};
}

}  // namespace waybill::dialects
