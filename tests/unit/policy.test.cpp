#include <stdexcept>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <waybill/policy.hpp>

using waybill::failure_rule;
using waybill::health_steps;
using waybill::policy;

TEST_CASE("by default a failure wins, stages imply those below them and health moves") {
  constexpr policy knobs;
  static_assert(knobs.failure == failure_rule::wins);
  CHECK(knobs.implied_milestones);
  CHECK(knobs.counts_sends);
  CHECK(knobs.health == health_steps{1, 1, -10, 10});
  CHECK(knobs.utc_offset.count() == 0);
  CHECK_FALSE(knobs.default_failure_text.view().empty());
}

TEST_CASE("order_independent is the default in which a failure yields") {
  constexpr auto knobs = policy::order_independent();
  static_assert(knobs.failure == failure_rule::yields);
  CHECK(knobs.implied_milestones);
  CHECK(knobs.health == policy{}.health);
  CHECK(knobs.default_failure_text.view() == policy{}.default_failure_text.view());
}

TEST_CASE("reference implies nothing, leaves health alone and speaks the reference's language") {
  constexpr auto knobs = policy::reference();
  static_assert(knobs.failure == failure_rule::wins);
  CHECK_FALSE(knobs.implied_milestones);
  CHECK(knobs.health == health_steps{0, 0, 0, 0});
  CHECK(knobs.default_failure_text.view() == "Erro desconhecido");
}

TEST_CASE("a named policy is found by its name and by no other") {
  REQUIRE(waybill::find_policy("default"));
  CHECK(waybill::find_policy("default")->failure == failure_rule::wins);
  REQUIRE(waybill::find_policy("order_independent"));
  CHECK(waybill::find_policy("order_independent")->failure == failure_rule::yields);
  REQUIRE(waybill::find_policy("reference"));
  CHECK_FALSE(waybill::find_policy("reference")->implied_milestones);
  for (const auto* name : {"", "Default", "order-independent", "yields"}) {
    CAPTURE(name);
    CHECK_FALSE(waybill::find_policy(name).has_value());
  }
}

TEST_CASE("a policy owns the text of failures without a reason, up to a length that it tells") {
  policy knobs;
  {
    const std::string configured(waybill::failure_text::longest, 'x');
    knobs.default_failure_text = std::string_view{configured};
  }
  CHECK(knobs.default_failure_text.view() == std::string(waybill::failure_text::longest, 'x'));
  const std::string too_long(waybill::failure_text::longest + 1, 'x');
  CHECK_THROWS_AS(knobs.default_failure_text = std::string_view{too_long}, std::length_error);
}
