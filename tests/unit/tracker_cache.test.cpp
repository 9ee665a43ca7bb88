// A tracker behind a cache, whose rows others change meanwhile: what it answers rests on the rows.

#include <chrono>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <waybill/cached_store.hpp>
#include <waybill/testing/failing_store.hpp>
#include <waybill/testing/manual_clock.hpp>

#include "support/edited_store.hpp"

using waybill::receipt;
using namespace waybill_test;

namespace {

constexpr std::string_view updated = R"("status":"updated")";
constexpr std::string_view already_processed = R"({"status":"already_processed"})";
constexpr std::string_view not_ours = R"({"status":"not_campaign_message"})";

/// One sent message, row_1 with the id M1, known to a cache; and a tracker that writes past it.
struct cached_shop : campaign_store {
  edited_store hand{memory};
  waybill::testing::failing_store counted{hand};
  waybill::testing::manual_clock clock{waybill::time_point{std::chrono::days{20'000}}};
  waybill::cached_store cache{counted, {.clock = &clock}};
  waybill::tracker tracker{cache, {.clock = &clock}};
  waybill::tracker elsewhere{hand, {.clock = &clock}};

  cached_shop() {
    add_pending("row_1");
    add_pending("row_2");
    memory.catalog()->add_instance({tenant, "inst_2"});
    record("row_1", "M1");
    report(receipt::delivered);
  }

  waybill::send_result record(const std::string& row, std::string_view id,
                              const std::string& through = instance, bool resend = false) {
    auto sent = send_of(row, id);
    sent.instance = through;
    sent.resend = resend;
    return elsewhere.record_sent(sent);
  }
  /// What the tracker behind the cache answers.
  std::string report(receipt what, const std::string& from = instance) {
    return tracker.handle(webhook(shape::v2, from, "M1", what), {tenant, {}}).body;
  }
  [[nodiscard]] std::size_t loads() const {
    return counted.calls(waybill::testing::operation::load);
  }
};

[[nodiscard]] bool says(const std::string& body, std::string_view what) {
  return body.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("behind a cache the later reports of a message need no load") {
  cached_shop here;
  CHECK(here.loads() == 1);
  CHECK(says(here.report(receipt::read), updated));
  CHECK(here.loads() == 1);
  CHECK(here.counters() == waybill::campaign_delta{1, 1, 1, 0});
  CHECK(here.counts_hold());
}

TEST_CASE("behind a cache a duplicate costs the one load that it costs without") {
  cached_shop here;
  CHECK(here.report(receipt::delivered) == already_processed);
  CHECK(here.loads() == 2);
  CHECK(says(here.report(receipt::read), updated));
  CHECK(here.loads() == 2);
}

TEST_CASE(
    "a report that an operator's UPDATE makes new again is not already processed to a cache") {
  cached_shop here;
  const auto row = here.row("row_1").value();
  here.hand.update("row_1", waybill::message_status::sent, {row.times.sent_at, {}, {}, {}});
  CHECK(says(here.report(receipt::delivered), updated));
  CHECK(here.status("row_1") == waybill::message_status::delivered);
}

TEST_CASE("a report of an id that moved to another row moves that one, whatever a cache told") {
  cached_shop here;
  here.record("row_1", "M2", instance, true);
  here.record("row_2", "M1");
  SUBCASE("where the former row was there already") {
    CHECK(says(here.report(receipt::delivered), updated));
    CHECK(here.status("row_2") == waybill::message_status::delivered);
  }
  SUBCASE("where it would have moved as well") {
    CHECK(says(here.report(receipt::read), updated));
    CHECK(here.status("row_2") == waybill::message_status::read);
  }
  CHECK(here.status("row_1") == waybill::message_status::sent);
  CHECK(here.counts_hold());
}

TEST_CASE("a report of a deleted row's id is unknown, whatever a cache told") {
  for (const auto what : {receipt::delivered, receipt::read}) {
    cached_shop here;
    here.hand.erase("row_1");
    CHECK(here.report(what) == not_ours);
    CHECK(here.parked().size() == 1);
    // And it is settled once a row has the id again.
    here.record("row_2", "M1");
    CHECK(here.parked().empty());
    CHECK(here.status("row_2") == (what == receipt::read ? waybill::message_status::read
                                                         : waybill::message_status::delivered));
  }
}

TEST_CASE("a report in an instance's new name is heard at once, whatever a cache told") {
  cached_shop here;
  here.record("row_1", "M1", "inst_2");
  CHECK(says(here.report(receipt::read, "inst_2"), updated));
}

TEST_CASE("a report in an instance's former name is heard no longer than a cache may hold a row") {
  cached_shop here;
  here.record("row_1", "M1", "inst_2");
  here.clock.advance(waybill::cache_options{}.max_age);
  SUBCASE("so long, as if it had come before") { CHECK(says(here.report(receipt::read), updated)); }
  SUBCASE("no longer") {
    here.clock.advance(std::chrono::microseconds{1});
    CHECK(here.report(receipt::read) == not_ours);
  }
}

TEST_CASE("a second row with the id makes a duplicate ambiguous, whatever a cache told") {
  cached_shop here;
  here.record("row_2", "M1");
  CHECK(says(here.report(receipt::delivered), "Ambiguous"));
  CHECK(says(here.report(receipt::read), "Ambiguous"));
  CHECK(here.status("row_1") == waybill::message_status::delivered);
}

TEST_CASE("a send that the set-up refuses is not told to have a taken id by a cache") {
  cached_shop here;
  here.record("row_1", "M2", instance, true);
  here.counted.fail(waybill::testing::operation::apply, waybill::store_failure::misconfigured);
  CHECK_THROWS_AS(static_cast<void>(here.tracker.record_sent(send_of("row_2", "M1"))),
                  waybill::store_error);
}

TEST_CASE("a sweep behind a cache leaves parked what only a cache still knows") {
  cached_shop here;
  here.hand.erase("row_1");
  const waybill::incoming_update early{
      {tenant, {}},
      {.instance = instance, .message_id = "M1", .receipt = receipt::delivered},
      here.clock.now()};
  static_cast<void>(here.memory.parking()->park({&early, 1}));
  CHECK(here.tracker.sweep().waiting == 1);
  here.record("row_2", "M1");
  static_cast<void>(here.tracker.sweep());
  CHECK(here.parked().empty());
  CHECK(here.status("row_2") == waybill::message_status::delivered);
}
