// An early webhook loses nothing: handle, record_sent and sweep, in every order of their store
// calls, also when a process dies, or a commit's answer is lost, after any one of them.

#include <cstddef>
#include <string>

#include <doctest/doctest.h>

#include "support/race.hpp"

using waybill_test::every_choice;
using waybill_test::for_every_schedule;
using waybill_test::orders;
using waybill_test::race;

namespace {

/// What runs concurrently with one handle and one record_sent.
enum class third { nobody, another_handle, sweep };

void add_all(race& racers, third also) {
  racers.add_handle();
  racers.add_record_sent();
  if (also == third::another_handle) racers.add_handle();
  if (also == third::sweep) racers.add_sweep();
}

/// How many orders of the three callers end correctly; fails at the first that does not.
std::size_t orders_that_end_well(third also, bool row_exists, orders which,
                                 waybill_test::mishaps allowed = {}) {
  return for_every_schedule([&](every_choice& choose) {
    race racers{row_exists};
    add_all(racers, also);
    if (!racers.run(choose, which, allowed)) return false;
    REQUIRE(racers.violation() == "");
    REQUIRE(racers.transitions_told() <= 2);
    if (allowed.lost_answers == 0) REQUIRE(racers.transitions_told() == 2);
    return true;
  });
}

/// After a crash: each caller that was not acknowledged may retry, before or after a sweep.
void recover(race& after, every_choice& choose) {
  const bool sweeps_first = choose(2) == 0;
  const bool never_again = after.report_is_safe() && choose(2) == 1;
  if (sweeps_first) after.sweep_later();
  if (after.died(0) && !never_again) after.handle_later();
  if (after.died(1) && !after.send_is_recorded()) after.record_later();
  if (!sweeps_first) after.sweep_later();
}

}  // namespace

TEST_CASE("handle and record_sent lose nothing in any order of their store calls") {
  for (const bool row_exists : {true, false}) {
    const auto count = orders_that_end_well(third::nobody, row_exists, orders::all);
    MESSAGE("orders of handle and record_sent: ", count);
    CHECK(count > 500);
  }
}

TEST_CASE("two webhooks and record_sent lose nothing in any order of their store calls") {
  const auto count = orders_that_end_well(third::another_handle, true, orders::all_that_differ);
  MESSAGE("orders of two webhooks and record_sent that differ: ", count);
  CHECK(count > 500);
}

TEST_CASE("handle and record_sent and sweep lose nothing in any order of their store calls") {
  for (const bool row_exists : {true, false}) {
    const auto count = orders_that_end_well(third::sweep, row_exists, orders::all_that_differ);
    MESSAGE("orders of handle and record_sent and sweep that differ: ", count);
    CHECK(count > 500);
  }
}

TEST_CASE("a lost answer of any store call loses nothing and counts nothing twice") {
  const auto count =
      orders_that_end_well(third::nobody, false, orders::all_that_differ, {.lost_answers = 2});
  MESSAGE("orders with up to two lost answers: ", count);
  CHECK(count > 500);
}

TEST_CASE("a process that dies after any store call loses nothing that a retry does not bring") {
  for (const auto also : {third::nobody, third::sweep}) {
    std::size_t deaths = 0;
    const auto count = for_every_schedule([&](every_choice& choose) {
      race racers{also == third::sweep};
      add_all(racers, also);
      if (!racers.run(choose, orders::all_that_differ, {.deaths = 1})) return false;
      if (racers.died(0) || racers.died(1)) {
        ++deaths;
        recover(racers, choose);
      }
      // A sweep that dies reports nothing: the next one does its work.
      if (also == third::sweep && racers.died(2)) racers.sweep_later();
      REQUIRE(racers.violation() == "");
      return true;
    });
    MESSAGE("orders with up to one death: ", count, " of which with one: ", deaths);
    CHECK(deaths > 200);
  }
}
