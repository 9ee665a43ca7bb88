// Times as gateways write them: which are read, which mean none, and which are odd.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <waybill/dialects/moments.hpp>
#include <waybill/json_reader.hpp>

namespace {

using namespace waybill;
using dialects::rfc3339_time;
using std::chrono::microseconds;
using std::chrono::seconds;

dialects::told_time moment(const std::string& json) {
  const auto result = read_json(json, {});
  return dialects::read_moment(json_view{result.document});
}

// 2026-03-14 13:15:30 UTC
constexpr time_point afternoon{seconds{1'773'494'130}};

static_assert(rfc3339_time("2026-03-14T13:15:30Z") == afternoon);
static_assert(rfc3339_time("2026-03-14T10:15:30-03:00") == afternoon);

}  // namespace

TEST_CASE("a written time is the moment that its offset makes it") {
  for (const auto* const text :
       {"2026-03-14T13:15:30Z", "2026-03-14t13:15:30z", "2026-03-14 13:15:30Z",
        "2026-03-14T10:15:30-03:00", "2026-03-14T18:45:30+05:30", "2026-03-15T02:15:30+13:00",
        "2026-03-14T13:15:30.000Z", "2026-03-14T13:15:30.0000000000001Z"}) {
    CAPTURE(text);
    CHECK(rfc3339_time(text) == afternoon);
  }
  CHECK(rfc3339_time("2026-03-14T13:15:30.25Z") == afternoon + microseconds{250'000});
  CHECK(rfc3339_time("2026-03-14T13:15:30.123456789Z") == afternoon + microseconds{123'456});
  CHECK(rfc3339_time("2024-02-29T00:00:00Z").has_value());
}

TEST_CASE("a text that names no moment is no time") {
  for (const auto* const text :
       {"", "2026-03-14", "2026-03-14T13:15:30", "2026-03-14T13:15Z", "2026-03-14T13:15:30+03",
        "2026-03-14T13:15:30Z ", "2026-13-14T13:15:30Z", "2026-02-29T13:15:30Z",
        "2026-03-14T24:15:30Z", "2026-03-14T13:60:30Z", "2026-03-14T13:15:61Z",
        "2026-03-14T-1:15:30Z", "2026-03-14T13:15:30.Zz", "26-03-14T13:15:30Z", "yesterday",
        "1999-03-14T13:15:30Z", "3001-01-01T00:00:00Z", "2026-03-14T13:15:30Z2026"}) {
    CAPTURE(text);
    CHECK_FALSE(rfc3339_time(text).has_value());
  }
}

TEST_CASE("seconds and milliseconds are told by their size, as numbers and as texts") {
  for (const auto* const json : {"1773494130", R"("1773494130")", "1773494130.0", "1773494130000",
                                 R"("1773494130000")", R"("2026-03-14T13:15:30Z")"}) {
    CAPTURE(json);
    CHECK(moment(json).at == afternoon);
    CHECK_FALSE(moment(json).is_odd);
  }
  CHECK(moment("1773494130250").at == afternoon + microseconds{250'000});
}

TEST_CASE("what means no time is not odd, and what cannot be a time is") {
  for (const auto* const json : {"null", "false", "0", R"("0")", R"("")",
                                 R"("0001-01-01T00:00:00Z")", R"("0001-01-01T00:00:00+00:00")"}) {
    CAPTURE(json);
    CHECK_FALSE(moment(json).at.has_value());
    CHECK_FALSE(moment(json).is_odd);
  }
  for (const auto* const json : {"1", "-1", "true", R"("soon")", "[]", "{}", "1e18", "95617584001",
                                 R"("2026-03-14")", R"("9999999999999999999")"}) {
    CAPTURE(json);
    CHECK_FALSE(moment(json).at.has_value());
    CHECK(moment(json).is_odd);
  }
}
