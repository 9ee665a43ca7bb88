#include "health_day.hpp"

#include <chrono>
#include <optional>
#include <vector>

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using waybill_server::health_day;

namespace {

using scores = std::vector<std::optional<int>>;

constexpr waybill::time_point noon = std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 12h;

}  // namespace

TEST_CASE("of ten minutes the lowest health is kept") {
  health_day kept;
  kept.note("shop-1", 90, noon + 1min);
  kept.note("shop-1", 40, noon + 2min);
  kept.note("shop-1", 70, noon + 9min);
  kept.note("shop-1", 80, noon + 10min);
  kept.note("shop-2", 10, noon + 10min);
  CHECK(kept.read("shop-1").since == noon);
  CHECK(kept.read("shop-1").scores == scores{40, 80});
  CHECK(kept.read("shop-2").since == noon + 10min);
  CHECK(kept.read("shop-3").scores.empty());
}

TEST_CASE("minutes in which nobody looked are a gap, and none that was seen moves into them") {
  health_day kept;
  kept.note("shop-1", 90, noon);
  kept.note("shop-1", 80, noon + 30min);
  CHECK(kept.read("shop-1").scores == scores{90, std::nullopt, std::nullopt, 80});
}

TEST_CASE("a day is kept and no more, and what is gone from the store goes with it") {
  health_day kept;
  kept.note("gone", 50, noon);
  for (auto at = noon; at < noon + 48h; at += 10min) kept.note("shop-1", 100, at);
  CHECK(kept.read("shop-1").since == noon + 24h);
  CHECK(kept.read("shop-1").scores == scores(144, 100));
  CHECK(kept.read("gone").scores.empty());
}
