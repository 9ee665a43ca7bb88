#include <algorithm>
#include <chrono>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "support/faulty_shop.hpp"

using waybill::receipt;
using waybill_test::faulty_shop;
using waybill_test::json;
using kind = waybill::store_failure;
using operation = waybill::testing::operation;
using namespace std::chrono_literals;

namespace {

waybill::tracker_options deadline_of(std::chrono::milliseconds deadline) {
  waybill::tracker_options options;
  options.deadline = deadline;
  return options;
}

/// A store whose load takes time and fails, each call in its own way.
struct slow_store final : waybill::forwarding_store {
  slow_store(waybill::store& inner, waybill_test::pause_recorder& time,
             std::function<void(slow_store&)> how)
      : forwarding_store(inner), clock(time), fail(std::move(how)) {}
  waybill_test::pause_recorder& clock;
  std::function<void(slow_store&)> fail;
  int calls = 0;
  std::vector<std::vector<waybill::tracked_message>> load(
      std::span<const waybill::message_key> keys) override {
    ++calls;
    fail(*this);
    return forwarding_store::load(keys);
  }
};

/// A tracker on it, with a deadline of five seconds.
struct slow_shop {
  waybill_test::campaign_store inner{};
  waybill_test::pause_recorder clock{};
  slow_store store;
  std::vector<std::string> lines{};  ///< that it logged

  explicit slow_shop(std::function<void(slow_store&)> how)
      : store(inner.memory, clock, std::move(how)) {}

  waybill::reply report() {
    auto options = deadline_of(5s);
    options.clock = &clock;
    options.on_log = [this](auto, std::string_view text, const auto&) { lines.emplace_back(text); };
    const auto body = waybill_test::webhook(waybill_test::shape::v2, "", "M0", receipt::read);
    return waybill::tracker{store, options}.handle(body);
  }
};

}  // namespace

TEST_CASE("pauses between retries grow and are jittered and end before the deadline") {
  faulty_shop here{1, deadline_of(10s)};
  here.store.fail(operation::apply, kind::retry_safe, {.times = faulty_shop::always});
  CHECK(here.report("M0", receipt::read).http_status == 503);
  auto longest = 20ms;
  for (const auto pause : here.clock.pauses) {
    CHECK(pause >= longest / 2);
    CHECK(pause <= longest);
    longest = std::min<std::chrono::milliseconds>(longest * 2, 1s);
  }
  CHECK(here.clock.elapsed() < 10s);
  CHECK(here.clock.elapsed() >= 9s);  // it does not give up much earlier
  CHECK(here.store.calls(operation::apply) == here.clock.pauses.size() + 1);
}

TEST_CASE("callers that failed together come back apart") {
  std::vector<std::chrono::milliseconds> first_pauses;
  for (int i = 0; i < 20; ++i) {
    faulty_shop here{1, deadline_of(10s)};
    here.store.fail(operation::apply, kind::retry_safe, {.times = faulty_shop::always});
    CHECK(here.report("M0", receipt::read).http_status == 503);
    first_pauses.push_back(here.clock.elapsed());
  }
  std::sort(first_pauses.begin(), first_pauses.end());
  CHECK(first_pauses.front() != first_pauses.back());
}

TEST_CASE("a deadline given to handle goes before the options'") {
  faulty_shop here{1, deadline_of(10s)};
  here.store.fail(operation::load, kind::retry_safe, {.times = faulty_shop::always});
  const auto body = waybill_test::webhook(waybill_test::shape::v2, "", "M0", receipt::read);
  CHECK(here.tracker.handle(body, {waybill_test::tenant, {}}, 100ms).http_status == 503);
  CHECK(here.clock.elapsed() < 100ms);
}

TEST_CASE("without any time there is one attempt and no pause") {
  faulty_shop here{1, deadline_of(0ms)};
  CHECK(here.report("M0", receipt::delivered).http_status == 200);
  here.store.fail(operation::apply, kind::retry_safe);
  CHECK(here.report("M0", receipt::read).http_status == 503);
  CHECK(here.clock.pauses.empty());
}

TEST_CASE("the deadline holds for the whole call and not for each of its steps") {
  faulty_shop here{1, deadline_of(1s)};
  here.store.fail(operation::load, kind::retry_safe, {.times = 4});
  here.store.fail(operation::apply, kind::retry_safe, {.times = faulty_shop::always});
  CHECK(here.report("M0", receipt::read).http_status == 503);
  CHECK(here.clock.elapsed() < 1s);
}

TEST_CASE("a store that is slow and fails is not asked again after the deadline") {
  slow_shop here{[](slow_store& store) {
    store.clock.advance(2s);
    throw waybill::store_error{kind::retry_safe, "too slow"};
  }};
  CHECK(here.report().http_status == 503);
  CHECK(here.store.calls == 3);
}

TEST_CASE("what a store says before the deadline is told rather than that time was up") {
  slow_shop here{[](slow_store& store) {
    if (store.calls == 1) throw waybill::store_error{kind::retry_safe, "no such table", "42P01"};
    store.clock.advance(5s);
    throw waybill::store_error{kind::outcome_unknown, "cut short"};
  }};
  CHECK(here.report().http_status == 503);
  CHECK(here.lines == std::vector<std::string>{"not stored: no such table"});
}

TEST_CASE("record_sent retries within the deadline and throws after it") {
  faulty_shop here{0, deadline_of(1s)};
  here.store.fail(operation::apply, kind::retry_safe, {.times = 2});
  CHECK(here.tracker.record_sent(waybill_test::send_of("row_0", "M0")).ok());
  here.store.fail(operation::apply, kind::retry_safe, {.times = faulty_shop::always});
  CHECK_THROWS_AS(static_cast<void>(here.tracker.record_sent(waybill_test::send_of("row_1", "M1"))),
                  waybill::store_error);
  CHECK(here.counters() == waybill::campaign_delta{1, 0, 0, 0});
}

TEST_CASE("a send whose commit's answer is lost is already recorded at the second try") {
  for (const bool is_new : {false, true}) {
    faulty_shop here{0};
    if (!is_new) here.add_pending("row_0");
    here.store.fail(operation::apply, kind::outcome_unknown, {.after = true});
    here.store.fail(operation::add_rows, kind::outcome_unknown, {.after = true});
    const auto result = here.tracker.record_sent(waybill_test::send_of("row_0", "M0"));
    CHECK(result.ok());
    CHECK(result.outcome == waybill::send_outcome::already_recorded);
    CHECK(here.counters() == waybill::campaign_delta{1, 0, 0, 0});
    CHECK(here.gauges().sent_today == 1);
  }
}

TEST_CASE("a refusal or a resend whose commit's answer is lost counts once") {
  faulty_shop here{1};
  here.store.fail(operation::apply, kind::outcome_unknown, {.after = true});
  auto resend = waybill_test::send_of("row_0", "M9");
  resend.resend = true;
  CHECK(here.tracker.record_sent(resend).ok());
  CHECK(here.row("row_0")->message_id == "M9");
  CHECK(here.counters() == waybill::campaign_delta{1, 0, 0, 0});
  here.store.fail(operation::apply, kind::outcome_unknown, {.after = true});
  auto refused = waybill_test::send_of("row_1", "");
  refused.response = R"({"error":{"code":131026,"message":"Message undeliverable"}})";
  CHECK_FALSE(here.tracker.record_sent(refused).ok());
  CHECK(here.counters() == waybill::campaign_delta{1, 0, 0, 1});
}

TEST_CASE("a recorded send stands though settling its early updates fails") {
  faulty_shop here{0, deadline_of(1s)};
  CHECK(here.report("M0", receipt::read).http_status == 200);
  here.store.fail(operation::parked_for, kind::retry_safe, {.times = faulty_shop::always});
  CHECK(here.tracker.record_sent(waybill_test::send_of("row_0", "M0")).ok());
  CHECK(here.status("row_0") == waybill::message_status::sent);
  const auto swept = here.tracker.sweep();
  CHECK(swept.settled == 1);
  CHECK(here.status("row_0") == waybill::message_status::read);
}

TEST_CASE("a sweep that fails is told and the next one does the rest") {
  for (const auto call :
       {operation::parked_after, operation::load, operation::forget, operation::forget_unknown}) {
    CAPTURE(waybill::testing::to_string(call));
    faulty_shop here{0, deadline_of(1s)};
    here.report("M0", receipt::read);
    const waybill::tracker unswept{here.memory};
    here.memory.add_message([] {
      waybill::tracked_message row;
      row.key = {waybill_test::tenant, "row_0"};
      row.message_id = "M0";
      row.instance = waybill_test::instance;
      row.campaign = waybill_test::campaign;
      return row;
    }());
    here.store.fail(call, kind::retry_safe, {.times = faulty_shop::always});
    CHECK_THROWS_AS(here.tracker.sweep(), waybill::store_error);
    here.store.fail(call, kind::retry_safe, {.times = 0});
    here.tracker.sweep();
    CHECK(here.parked().empty());
    CHECK(here.counters() == waybill::campaign_delta{1, 1, 1, 0});
  }
}
