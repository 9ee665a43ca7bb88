// The checker of interleavings.test.cpp detects a wrong protocol. Here handle and record_sent are
// written by hand: once right, and in three wrong ways.

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/plan.hpp>
#include <waybill/plan_send.hpp>
#include <waybill/store_parts.hpp>

#include "support/race.hpp"

using waybill_test::every_choice;
using waybill_test::for_every_schedule;
using waybill_test::orders;
using waybill_test::race;

namespace {

constexpr waybill::time_point noon{std::chrono::days{20'000}};

/// The order of the steps; the default of every field is right.
struct protocol {
  bool handle_parks_before_it_looks_again = true;
  bool sender_records_before_it_reads_the_parking = true;
  bool forgets_exactly_what_it_read = true;
};

const std::array<waybill::message_key, 1> key{{{waybill_test::tenant, race::id}}};

waybill::incoming_update read_update() {
  waybill::incoming_update in;
  in.from.tenant = waybill_test::tenant;
  in.update.instance = waybill_test::instance;
  in.update.message_id = race::id;
  in.update.receipt = waybill::receipt::read;
  in.arrived_at = noon;
  return in;
}

/// Applies updates of the one message; false if it is unknown.
bool settle(waybill::store& store, const std::vector<waybill::incoming_update>& updates) {
  while (true) {
    const auto rows = store.load(key);
    if (rows.front().empty()) return false;
    const std::vector known(updates.size(), rows.front());
    const auto planned = waybill::plan(known, updates, {}, noon);
    if (planned.changes.empty() || store.apply(planned.changes).empty()) return true;
  }
}

void settle_parked(waybill::store& store, std::vector<waybill::parked_update> parked,
                   const protocol& how) {
  std::vector<waybill::incoming_update> updates;
  for (const auto& each : parked) updates.push_back(each.incoming);
  if (!updates.empty() && !settle(store, updates)) return;
  if (!how.forgets_exactly_what_it_read) parked = store.parking()->parked_for(key);
  std::vector<waybill::parked_key> done;
  for (const auto& each : parked) done.push_back(each.key());
  store.parking()->forget(done);
}

void handle(waybill::store& store, const protocol& how) {
  const std::vector updates{read_update()};
  if (settle(store, updates)) return;
  if (!how.handle_parks_before_it_looks_again && settle(store, updates)) return;
  static_cast<void>(store.parking()->park(updates));
  if (!how.handle_parks_before_it_looks_again) return;
  if (!store.load(key).front().empty()) {
    settle_parked(store, store.parking()->parked_for(key), how);
  }
}

void record(waybill::store& store) {
  const std::array<waybill::row_key, 1> row{{{waybill_test::tenant, race::row}}};
  const waybill::send_report sent{race::id, waybill_test::instance, {}, noon, false};
  while (true) {
    const auto planned = plan_send(*store.sends()->load_rows(row).front(), sent, {}, noon);
    const std::array changes{*planned.change};
    if (store.apply(changes).empty()) return;
  }
}

void record_sent(waybill::store& store, const protocol& how) {
  std::vector<waybill::parked_update> parked;
  if (how.sender_records_before_it_reads_the_parking) {
    record(store);
    parked = store.parking()->parked_for(key);
  } else {
    parked = store.parking()->parked_for(key);
    record(store);
  }
  settle_parked(store, parked, how);
}

struct findings {
  std::size_t orders = 0;
  std::size_t violations = 0;
};

findings try_all(const protocol& how) {
  findings result;
  result.orders = for_every_schedule([&](every_choice& choose) {
    race both{true};
    both.add([&](waybill::store& door) { handle(door, how); });
    both.add([&](waybill::store& door) { record_sent(door, how); });
    both.run(choose, orders::all);
    if (!both.violation().empty()) ++result.violations;
    return true;
  });
  return result;
}

void is_caught(const std::string& what, const protocol& how) {
  const auto found = try_all(how);
  MESSAGE(what, ": ", found.violations, " of ", found.orders, " orders lose a report");
  CHECK(found.violations > 0);
}

}  // namespace

TEST_CASE("the protocol written out by hand in the right order loses nothing") {
  const auto found = try_all({});
  MESSAGE("orders tried: ", found.orders);
  CHECK(found.orders > 100);
  CHECK(found.violations == 0);
}

TEST_CASE("a handle that looks again before it parks is caught") {
  is_caught("looks again first", {.handle_parks_before_it_looks_again = false});
}

TEST_CASE("a record_sent that reads the parking before it records is caught") {
  is_caught("reads the parking first", {.sender_records_before_it_reads_the_parking = false});
}

TEST_CASE("forgetting everything of a message and not exactly what was read is caught") {
  is_caught("forgets too much", {.forgets_exactly_what_it_read = false});
}
