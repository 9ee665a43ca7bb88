#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <waybill/testing/contract/scene.hpp>

namespace waybill::testing::contract {

namespace promises {

inline void a_delivery_lands_whole(scene& s) {
  const auto before = s.add_row(1);
  const auto counted = s.counters();
  s.land({delivered(before)});
  auto row = before;
  row.status = message_status::delivered;
  row.times.delivered_at = at(60);
  s.expect_equal(s.now(row), row, "the row has its status and time");
  s.expect_equal(s.counters() - counted, {.delivered = 1}, "the campaign counted it once");
  if (s.keeps(part::gauges)) {
    s.expect_equal(s.gauges().delivered_today, 1, "the instance counted it once");
  }
  if (s.keeps(part::gauges) && s.keeps(part::gauge_outcomes)) {
    s.expect_equal(s.gauges().last_success_at, at(60), "and knows its last success");
  }
  if (s.keeps(part::log)) s.expect_equal(s.log(), delivered(before).log, "and it is in the log");
}

inline void a_read_lands_whole(scene& s) {
  const auto before = s.add_row(1, message_status::delivered);
  const auto counted = s.counters();
  s.land({read(before)});
  auto row = before;
  row.status = message_status::read;
  row.times.read_at = at(120);
  s.expect_equal(s.now(row), row, "the row has its status and time");
  s.expect_equal(s.counters() - counted, {.read = 1}, "the campaign counted it once");
  if (!s.keeps(part::contacts)) return;
  s.expect_equal(s.world().last_interaction(s.tenant, row.contact), at(120),
                 "the contact is known to have looked");
  s.expect_equal(s.world().last_interaction(s.tenant, s.id(2)), {}, "another contact is not");
}

inline void a_failure_lands_whole(scene& s) {
  const auto before = s.add_row(1);
  const auto counted = s.counters();
  s.land({failed(before)});
  auto row = before;
  row.status = message_status::failed;
  row.times.failed_at = at(60);
  row.reason = {"131026", "not on WhatsApp"};
  s.expect_equal(s.now(row), row, "the row has its status, time and reason");
  s.expect_equal(s.counters() - counted, {.failed = 1}, "the campaign counted it once");
}

inline void several_stages_land_at_once(scene& s) {
  const auto before = s.add_row(1, message_status::sending);
  const auto counted = s.counters();
  auto leap = read(before);
  leap.proven = {at(1), at(2), at(3), {}};
  leap.campaign = {1, 1, 1, 0};
  s.land({leap});
  s.expect_equal(s.now(before).times, leap.proven, "all of its times");
  s.expect_equal(s.counters() - counted, {1, 1, 1, 0}, "all of its counts");
}

inline void counts_can_be_taken_back(scene& s) {
  const auto row = s.add_row(1, message_status::failed);
  const auto counted = s.counters();
  auto back = delivered(row);
  back.campaign.failed = -1;
  s.land({back});
  s.expect_equal(s.counters() - counted, {0, 1, 0, -1}, "one more delivered, one fewer failed");
}

inline void other_rows_stay(scene& s) {
  const auto row = s.add_row(1);
  auto twin = s.row(2);
  twin.message_id = row.message_id;
  s.add(twin);
  const auto neighbour = s.add_row(3);
  s.land({delivered(row)});
  s.expect_equal(s.now(twin), twin, "not even one that shares its message id moves");
  s.expect_equal(s.now(neighbour), neighbour, "nor one of the same campaign");
  s.expect_equal(s.counters(2), {}, "nor another campaign");
}

inline void tenants_with_the_same_ids_stay_apart(scene& s) {
  s.arrange(s.stranger);
  const auto mine = s.add_row(1);
  const auto theirs = s.add_row(1, message_status::sent, s.stranger);
  const auto counted = s.counters();
  s.land({delivered(theirs)});
  s.expect_equal(s.now(mine), mine, "the other tenant's row does not move");
  s.expect_equal(s.counters(), counted, "nor do its campaign's counters");
  s.expect_equal(s.now(theirs).status, message_status::delivered, "the one that is meant does");
  s.land({delivered(mine)});
}

inline void the_earliest_time_stays(scene& s) {
  const auto row = s.add_row(1, message_status::delivered);
  const auto counted = s.counters();
  auto late = touch(row);
  late.proven = {at(1), at(61), {}, {}};
  s.land({late});
  s.expect_equal(s.now(row), row, "later evidence moves no time");
  auto early = touch(row);
  early.proven.delivered_at = at(59);
  s.land({early});
  s.expect_equal(s.now(row).times, {at(0), at(59), {}, {}}, "earlier evidence moves its own");
  s.expect_equal(s.counters(), counted, "evidence for what is known counts nothing");
}

inline void the_first_reason_stays(scene& s) {
  auto row = s.row(1, message_status::failed);
  row.reason = {"131026", ""};
  s.add(row);
  auto again = touch(row);
  again.reason = {"470", "another"};
  s.land({again});
  s.expect_equal(s.now(row).reason, row.reason, "a reason is not replaced, nor completed");
  const auto silent = s.add_row(2, message_status::failed);
  again = touch(silent);
  again.reason = {"", "told later"};
  s.land({again});
  s.expect_equal(s.now(silent).reason, {"", "told later"}, "a failure without one takes it");
}

inline void the_kind_stays_with_its_reason(scene& s) {
  const auto row = s.add_row(1);
  const failure_reason why{"131047", "Re-engagement message", failure_kind::window_closed};
  const auto failure = failed(row, why);
  s.land({failure});
  s.expect_equal(s.now(row).reason, why, "the row has code, text and kind");
  if (s.keeps(part::log)) s.expect_equal(s.log(), failure.log, "and so has the log");
  auto again = touch(s.now(row));
  again.reason = {"131026", "", failure_kind::blocked_or_undeliverable};
  s.land({again});
  s.expect_equal(s.now(row).reason, why, "the kind of a later reason does not take its place");
  auto older = s.row(2, message_status::failed);
  older.reason = {"131026", ""};
  s.add(older);
  again = touch(older);
  again.reason = why;
  s.land({again});
  s.expect_equal(s.now(older).reason, older.reason, "nor is it added to a reason that has none");
}

inline void the_latest_interaction_stays(scene& s) {
  const auto first = s.add_row(1, message_status::delivered);
  const auto second = s.add_row(2, message_status::delivered);
  const auto third = s.add_row(3, message_status::delivered);
  const auto last = [&] { return s.world().last_interaction(s.tenant, first.contact); };
  s.land({read(first, at(500))});
  s.land({read(second, at(400))});
  s.expect_equal(last(), at(500), "an earlier one does not take its place");
  s.land({read(third, at(600))});
  s.expect_equal(last(), at(600), "a later one does");
}

inline void an_empty_batch_does_nothing(scene& s) {
  s.add_row(1);
  const auto before = s.picture();
  s.land({});
  s.expect_picture(before, "nothing moves");
}

}  // namespace promises

[[nodiscard]] inline std::vector<promise> apply_promises() {
  using namespace promises;
  return {
      {"a delivery lands with all its parts", a_delivery_lands_whole},
      {"a read lands with all its parts", a_read_lands_whole},
      {"a failure lands with all its parts", a_failure_lands_whole, {part::reasons}},
      {"several stages land in one change", several_stages_land_at_once},
      {"counts can be taken back", counts_can_be_taken_back},
      {"a change leaves all other rows alone", other_rows_stay},
      {"tenants with the same ids stay apart",
       tenants_with_the_same_ids_stay_apart,
       {part::tenants}},
      {"the earliest time stays", the_earliest_time_stays},
      {"the first reason stays", the_first_reason_stays, {part::reasons}},
      {"the kind of a failure stays with its reason",
       the_kind_stays_with_its_reason,
       {part::reasons, part::failure_kinds}},
      {"the latest interaction stays", the_latest_interaction_stays, {part::contacts}},
      {"an empty batch does nothing", an_empty_batch_does_nothing},
  };
}

}  // namespace waybill::testing::contract
