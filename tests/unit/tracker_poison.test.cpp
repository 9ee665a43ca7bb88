#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/faulty_shop.hpp"
#include "support/picky_store.hpp"

using waybill::message_status;
using waybill::receipt;
using waybill_test::faulty_shop;
using waybill_test::item;
using waybill_test::json;
using waybill_test::picky_store;
using waybill_test::shape;

namespace {

std::string reads_of(const std::string& prefix, std::size_t count) {
  std::vector<std::string> items;
  for (std::size_t i = 0; i < count; ++i) {
    items.push_back(item(shape::v2, prefix + std::to_string(i), receipt::read));
  }
  return waybill_test::envelope(waybill_test::instance, waybill_test::list_of(items));
}

/// The answers to a body's items: a list even for a single item.
std::vector<nlohmann::json> answers_in(const waybill::reply& reply) {
  const auto body = json(reply.body);
  if (!body.contains("results")) return {body};
  return body["results"].get<std::vector<nlohmann::json>>();
}

const auto rejected = json(R"({"error":"Rejected"})");

/// Handles reports of known messages, some of them poison, and checks every answer and row.
void only_poison_is_rejected(std::size_t size, const std::set<std::size_t>& at, bool in_load) {
  faulty_shop here{size};
  picky_store store{here.memory};
  store.refuses_to_load = in_load;
  for (const auto i : at) store.poison.insert("M" + std::to_string(i));
  const waybill::tracker tracker{store};
  const auto reply = tracker.handle(reads_of("M", size), {waybill_test::tenant, {}});
  CHECK(reply.http_status == (size == 1 ? 422 : 200));
  const auto answers = answers_in(reply);
  REQUIRE(answers.size() == size);
  for (std::size_t i = 0; i < size; ++i) {
    const bool poison = at.contains(i);
    CAPTURE(i);
    CHECK((answers[i] == rejected) == poison);
    const auto status = here.status("row_" + std::to_string(i));
    CHECK(status == (poison ? message_status::sent : message_status::read));
  }
  CHECK(reply.transitions.size() == size - at.size());
  CHECK(here.counts_hold());
}

}  // namespace

TEST_CASE("one poison item anywhere in a list is rejected alone and the others are applied") {
  std::size_t cases = 0;
  for (const bool in_load : {false, true}) {
    for (std::size_t size = 1; size <= 9; ++size) {
      for (std::size_t at = 0; at < size; ++at, ++cases) {
        CAPTURE(size);
        CAPTURE(at);
        only_poison_is_rejected(size, {at}, in_load);
      }
    }
  }
  MESSAGE("lists with one poison item: ", cases);
  CHECK(cases == 90);
}

TEST_CASE("any set of poison items in a list is rejected and nothing else") {
  for (std::size_t size = 2; size <= 6; ++size) {
    for (unsigned mask = 0; mask < (1U << size); ++mask) {
      std::set<std::size_t> at;
      for (std::size_t i = 0; i < size; ++i) {
        if ((mask >> i & 1U) != 0) at.insert(i);
      }
      CAPTURE(size);
      CAPTURE(mask);
      only_poison_is_rejected(size, at, false);
    }
  }
}

TEST_CASE("an early update that cannot be parked for good is rejected alone") {
  for (std::size_t size = 1; size <= 9; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      CAPTURE(size);
      CAPTURE(at);
      faulty_shop here{0};
      picky_store store{here.memory};
      store.poison.insert("E" + std::to_string(at));
      const waybill::tracker tracker{store};
      const auto reply = tracker.handle(reads_of("E", size), {waybill_test::tenant, {}});
      CHECK(reply.http_status == (size == 1 ? 422 : 200));
      const auto answers = answers_in(reply);
      for (std::size_t i = 0; i < size; ++i) CHECK((answers[i] == rejected) == (i == at));
      CHECK(here.parked().size() == size - 1);
    }
  }
}

TEST_CASE("a refusal for good is not tried again") {
  faulty_shop here;
  here.store.fail(waybill::testing::operation::apply, waybill::store_failure::permanent,
                  {.times = faulty_shop::always});
  const auto reply = here.report("M0", receipt::read);
  CHECK(reply.http_status == 422);
  CHECK(json(reply.body) == rejected);
  CHECK(here.store.calls(waybill::testing::operation::apply) == 1);
  CHECK(here.clock.pauses.empty());
}

TEST_CASE("a parked update that is refused for good does not keep a sweep from the others") {
  faulty_shop here{0};
  CHECK(here.handle(reads_of("E", 4)).http_status == 200);
  picky_store store{here.memory};
  store.poison.insert("E1");
  const waybill::tracker tracker{store};
  for (const std::string n : {"0", "1", "2", "3"}) {
    waybill::tracked_message row;
    row.key = {waybill_test::tenant, "row_" + n};
    row.message_id = "E" + n;
    row.instance = waybill_test::instance;
    row.campaign = waybill_test::campaign;
    here.memory.add_message(row);
  }
  const auto swept = tracker.sweep();
  CHECK(swept.transitions.size() == 3);
  CHECK(here.counters() == waybill::campaign_delta{3, 3, 3, 0});
  CHECK(here.parked().empty());
}

TEST_CASE(
    "what the set-up refuses is not blamed on the item, and keeps no other from being stored") {
  for (std::size_t size = 1; size <= 6; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      CAPTURE(size);
      CAPTURE(at);
      faulty_shop here{size};
      picky_store store{here.memory};
      store.kind = waybill::store_failure::misconfigured;
      store.poison.insert("M" + std::to_string(at));
      const waybill::tracker tracker{store};
      const auto reply = tracker.handle(reads_of("M", size), {waybill_test::tenant, {}});
      CHECK(reply.http_status == 503);
      for (std::size_t i = 0; i < size; ++i) {
        CHECK(here.status("row_" + std::to_string(i)) ==
              (i == at ? message_status::sent : message_status::read));
      }
      store.poison.clear();
      CHECK(tracker.handle(reads_of("M", size), {waybill_test::tenant, {}}).http_status == 200);
      CHECK(here.counts_hold());
    }
  }
}

TEST_CASE("an early update that the set-up keeps from being parked comes again, and no other") {
  faulty_shop here{0};
  picky_store store{here.memory};
  store.kind = waybill::store_failure::misconfigured;
  store.poison.insert("E1");
  const waybill::tracker tracker{store};
  const auto reply = tracker.handle(reads_of("E", 4), {waybill_test::tenant, {}});
  CHECK(reply.http_status == 503);
  CHECK(here.parked().size() == 3);
}
