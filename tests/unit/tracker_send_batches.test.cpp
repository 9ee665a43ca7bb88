#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/faulty_shop.hpp"
#include "support/picky_store.hpp"

using waybill::campaign_delta;
using waybill::message_status;
using waybill::receipt;
using waybill::send_outcome;
using waybill_test::faulty_shop;
using waybill_test::send_of;
using waybill_test::shop;
using operation = waybill::testing::operation;

namespace {

std::vector<waybill::sent_message> sends(std::size_t count) {
  std::vector<waybill::sent_message> result;
  for (std::size_t i = 0; i < count; ++i) {
    result.push_back(send_of("row_" + std::to_string(i), "M" + std::to_string(i)));
  }
  return result;
}

std::vector<send_outcome> outcomes(const std::vector<waybill::send_result>& results) {
  std::vector<send_outcome> list;
  for (const auto& each : results) list.push_back(each.outcome);
  return list;
}

/// Refuses a message id that another row has, like a database with unique ids; optionally it also
/// refuses its first calls, like a database whose sequences are behind.
struct unique_id_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  std::size_t calls = 0;
  std::size_t behind = 0;

  std::vector<std::size_t> apply(std::span<const waybill::change> changes) override {
    if (++calls <= behind) refuse();
    std::set<std::string> ids;
    for (const auto& each : changes) {
      const waybill::message_key key{each.key.tenant, each.send->message_id};
      const auto rows = load({&key, 1}).front();
      if (!ids.insert(key.message_id).second || (!rows.empty() && rows.front().key != each.key)) {
        refuse();
      }
    }
    return forwarding_store::apply(changes);
  }

 private:
  static void refuse() {
    throw waybill::store_error{waybill::store_failure::misconfigured, "a key is taken", "23505"};
  }
};

}  // namespace

TEST_CASE("many sends are recorded with one load, one making of rows and one apply") {
  faulty_shop here{0};
  const auto results = here.tracker.record_sent(sends(100));
  CHECK(results.size() == 100);
  CHECK(here.counters() == campaign_delta{100, 0, 0, 0});
  CHECK(here.store.calls(operation::apply) == 1);
  CHECK(here.store.calls(operation::add_rows) == 1);
  CHECK(here.store.calls(operation::load_rows) == 2);
  CHECK(results[7].message_id == "M7");
  CHECK(results[7].transitions.at(0).key.row == "row_7");
}

TEST_CASE("no sends are recorded without asking the store") {
  faulty_shop here{0};
  CHECK(here.tracker.record_sent(std::vector<waybill::sent_message>{}).empty());
  CHECK(here.store.calls(operation::apply) == 0);
}

TEST_CASE("each send of a batch has its own outcome") {
  shop here;
  here.send("row_1", "M1");
  here.send("row_2", "M2");
  auto unknown = send_of("row_4", "M4");
  unknown.campaign.clear();
  auto refused = send_of("row_5", "");
  refused.response = R"({"error":{"code":131026,"message":"Message undeliverable"}})";
  const std::vector batch{send_of("row_1", "M1"), send_of("row_2", "other"), send_of("row_3", "M3"),
                          unknown, refused};
  CHECK((outcomes(here.tracker.record_sent(batch)) ==
         std::vector{send_outcome::already_recorded, send_outcome::needs_resend,
                     send_outcome::recorded, send_outcome::unknown_row, send_outcome::refused}));
  CHECK(here.counters() == campaign_delta{3, 0, 0, 1});
}

TEST_CASE("two sends of one row in a batch are recorded one after the other") {
  shop here;
  auto again = send_of("row_1", "M2");
  again.resend = true;
  const std::vector batch{send_of("row_1", "M1"), again};
  CHECK((outcomes(here.tracker.record_sent(batch)) ==
         std::vector{send_outcome::recorded, send_outcome::recorded}));
  CHECK(here.row("row_1")->message_id == "M2");
  CHECK(here.counters() == campaign_delta{1, 0, 0, 0});
}

TEST_CASE("a send that the store refuses for good is rejected, and the others are recorded") {
  for (std::size_t at = 0; at < 5; ++at) {
    CAPTURE(at);
    faulty_shop here{0};
    waybill_test::picky_store store{here.memory};
    store.poison = {"row_" + std::to_string(at)};
    const auto results = waybill::tracker{store}.record_sent(sends(5));
    for (std::size_t i = 0; i < 5; ++i) {
      CHECK((results[i].outcome == send_outcome::rejected) == (i == at));
      CHECK(results[i].ok() == (i != at));
    }
    CHECK(here.counters() == campaign_delta{4, 0, 0, 0});
  }
}

TEST_CASE("where message ids are unique, a second row with one is rejected alone and at once") {
  for (const std::size_t owner : {std::size_t{0}, std::size_t{6}}) {
    CAPTURE(owner);
    faulty_shop here{1};  // row_0 has M0
    unique_id_store store{here.memory};
    const waybill::tracker tracker{store, {.clock = &here.clock}};
    auto batch = sends(8);
    batch[3].response = waybill_test::gateway_answer("M" + std::to_string(owner));
    const auto results = tracker.record_sent(batch);
    const std::size_t second = owner == 0 ? 3 : 6;  // of two new ones, the first has it
    for (std::size_t i = 0; i < batch.size(); ++i) {
      CAPTURE(i);
      CHECK((results[i].outcome == send_outcome::rejected) == (i == second));
      CHECK(results[i].ok() == (i != second));
    }
    CHECK(results[second].reason.text == "another row has this message id");
    CHECK(here.counters() == campaign_delta{7, 0, 0, 0});
    CHECK(here.clock.pauses.empty());
  }
}

TEST_CASE("a key that no message id has taken rejects no send, and the same call completes them") {
  faulty_shop here{0};
  unique_id_store store{here.memory};
  store.behind = 6;
  const waybill::tracker tracker{store, {.clock = &here.clock}};
  CHECK_THROWS_AS(static_cast<void>(tracker.record_sent(sends(4))), waybill::store_error);
  for (const auto& each : tracker.record_sent(sends(4))) CHECK(each.ok());
  CHECK(here.counters() == campaign_delta{4, 0, 0, 0});
}

TEST_CASE("a batch of sends settles the early updates of each and tells them beside it") {
  shop here;
  here.report("M0", receipt::delivered);
  here.report("M2", receipt::read);
  const auto results = here.tracker.record_sent(sends(3));
  CHECK(here.status("row_0") == message_status::delivered);
  CHECK(here.status("row_2") == message_status::read);
  CHECK(here.parked().empty());
  CHECK(results[0].transitions.size() == 2);
  CHECK(results[1].transitions.size() == 1);
  CHECK(results[2].transitions.at(1).new_status == message_status::read);
}

TEST_CASE("a batch of sends whose commit was not heard of counts once") {
  faulty_shop here{0};
  here.store.fail(operation::apply, waybill::store_failure::outcome_unknown, {.after = true});
  const auto results = here.tracker.record_sent(sends(4));
  CHECK((outcomes(results) == std::vector(4, send_outcome::already_recorded)));
  CHECK(results[3].ok());
  CHECK(here.counters() == campaign_delta{4, 0, 0, 0});
}
