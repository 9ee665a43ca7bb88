#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/decision.hpp>

using waybill::campaign_delta;
using waybill::instance_delta;

namespace {

std::vector<campaign_delta> campaign_samples() {
  std::vector<campaign_delta> result;
  for (const std::int64_t n : {-1, 0, 2}) {
    result.push_back({n, 0, 0, 0});
    result.push_back({1, n, 1, n});
    result.push_back({0, 1, n, -n});
  }
  return result;
}

std::vector<instance_delta> instance_samples() {
  std::vector<instance_delta> result;
  for (const std::int64_t errors : {0, 1, 3}) {
    for (const bool forgets : {false, true}) {
      for (const std::int64_t n : {0, 1, 5}) {
        result.push_back({n, n + 1, 2 * n, errors, n - errors, errors, forgets});
      }
    }
  }
  return result;
}

/// An instance's consecutive errors after `what`, if it had `before`.
std::int64_t errors_after(std::int64_t before, const instance_delta& what) {
  if (what.forgets_errors) before = 0;
  return before + what.errors;
}

}  // namespace

TEST_CASE("campaign deltas add up, each counter by itself") {
  CHECK(campaign_delta{1, 2, 3, 4} + campaign_delta{10, 20, 30, -4} ==
        campaign_delta{11, 22, 33, 0});
  CHECK(campaign_delta{1, 2, 3, 4} - campaign_delta{4, 3, 2, 1} == campaign_delta{-3, -1, 1, 3});
}

TEST_CASE("campaign deltas sum up alike in any order and grouping, and zero changes nothing") {
  const auto samples = campaign_samples();
  for (const auto& a : samples) {
    CHECK(a + campaign_delta{} == a);
    CHECK(campaign_delta{} + a == a);
    CHECK(a - a == campaign_delta{});
    for (const auto& b : samples) {
      CHECK(a + b == b + a);
      CHECK((a + b) - b == a);
      for (const auto& c : samples) CHECK((a + b) + c == a + (b + c));
    }
  }
}

TEST_CASE("instance deltas sum up alike in any grouping, and zero changes nothing") {
  const auto samples = instance_samples();
  for (const auto& a : samples) {
    CHECK(a + instance_delta{} == a);
    CHECK(instance_delta{} + a == a);
    for (const auto& b : samples) {
      for (const auto& c : samples) CHECK((a + b) + c == a + (b + c));
    }
  }
}

TEST_CASE("a + b is first a, then b, also for the errors in a row") {
  for (const std::int64_t before : {0, 1, 7}) {
    for (const auto& a : instance_samples()) {
      for (const auto& b : instance_samples()) {
        CHECK(errors_after(before, a + b) == errors_after(errors_after(before, a), b));
      }
    }
  }
}

TEST_CASE("a delivery forgets the failures before it and not the ones after") {
  const instance_delta failure{.failed = 1, .health = -10, .errors = 1};
  const instance_delta delivery{.delivered = 1, .health = 1, .forgets_errors = true};
  CHECK((failure + failure + delivery).errors == 0);
  CHECK((failure + delivery + failure).errors == 1);
  CHECK((delivery + failure + failure).errors == 2);
  CHECK((failure + delivery + failure).forgets_errors);
  CHECK((failure + delivery + failure).health == -19);
  CHECK_FALSE((failure + failure).forgets_errors);
}
