#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/testing/contract/scene.hpp>

namespace waybill::testing::contract {

namespace promises {

/// Checks a change that must lose: it is refused, and nothing that it would have changed has moved.
inline void expect_refused(scene& s, const change& what, std::string_view why) {
  const auto before = s.picture();
  s.expect_equal(s.apply({what}), {0}, std::string{why} + ": it loses");
  s.expect_picture(before, std::string{why} + ": nothing moves");
}

/// A read: it would move row, counters, gauges, contact and log.
[[nodiscard]] inline change full_change(const tracked_message& row) {
  auto result = read(row);
  result.succeeded_at = at(120);
  result.reason = {"1", "why"};
  return result;
}

inline void another_message_id_loses(scene& s) {
  const auto row = s.add_row(1, message_status::delivered);
  const std::vector<std::string> others{"", "3eb01", row.message_id + " ", "other"};
  for (const auto& other : others) {
    auto stale = full_change(row);
    stale.expected_message_id = other;
    expect_refused(s, stale, "expecting the id \"" + other + "\"");
  }
}

inline void another_status_loses(scene& s) {
  const auto row = s.add_row(1, message_status::delivered);
  for (const auto status : all_statuses) {
    if (status == row.status) continue;
    auto stale = full_change(row);
    stale.expected.status = status;
    expect_refused(s, stale, "expecting the status " + std::string{to_string(status)});
  }
}

inline void other_milestones_lose(scene& s) {
  const auto row = s.add_row(1, message_status::delivered);
  using enum milestone;
  const std::vector<milestone_set> others{{},           {sent},         {delivered},
                                          {sent, read}, {read, failed}, {sent, delivered, failed}};
  for (const auto& other : others) {
    auto stale = full_change(row);
    stale.expected.reached = other;
    expect_refused(s, stale, "expecting milestones " + std::to_string(other.bits()));
  }
}

inline void a_gone_row_loses(scene& s) {
  const auto row = s.add_row(1);
  auto ghost = delivered(row);
  ghost.key.row = s.id(77);
  expect_refused(s, ghost, "a row that is gone");
  ghost = delivered(row);
  ghost.key.tenant = s.stranger;
  expect_refused(s, ghost, "a row of another tenant");
}

inline void a_repeat_adds_nothing(scene& s) {
  const auto rows = s.add_rows(3);
  const std::vector<change> batch{delivered(rows[0]), failed(rows[1]), delivered(rows[2])};
  s.land(batch);
  const auto before = s.picture();
  s.expect_equal(s.apply(batch), {0, 1, 2}, "what is applied already loses");
  s.expect_picture(before, "nothing moves");
}

inline void evidence_repeated_adds_nothing(scene& s) {
  const auto row = s.add_row(1, message_status::delivered);
  auto evidence = touch(row);
  evidence.proven.delivered_at = at(50);
  s.land({evidence});
  const auto before = s.picture();
  static_cast<void>(s.apply({evidence}));
  s.expect_picture(before, "nothing moves");
}

inline void the_others_of_a_batch_land(scene& s) {
  const auto rows = s.add_rows(6);
  const auto counted = s.counters();
  std::vector<change> batch;
  for (const auto& row : rows) batch.push_back(delivered(row));
  batch[0].expected.status = message_status::read;
  batch[3].expected_message_id = "other";
  batch[5].key.row = s.id(77);
  s.expect_equal(s.apply(batch), {0, 3, 5}, "the positions that lost, ascending");
  s.expect_equal(s.counters() - counted, {.delivered = 3}, "the others are counted");
  for (const std::size_t i : {1U, 2U, 4U}) {
    s.expect_equal(s.now(rows[i]).status, message_status::delivered, "the others land");
  }
  for (const std::size_t i : {0U, 3U, 5U}) {
    s.expect_equal(s.now(rows[i]), rows[i], "the rows of those that lost stay");
  }
  if (s.keeps(part::log)) s.expect_equal(s.log().size(), 3, "the log has the others");
  if (s.keeps(part::gauges)) {
    s.expect_equal(s.gauges().delivered_today, 3, "the instance has the others");
  }
}

inline void one_of_two_rivals_lands(scene& s) {
  const auto row = s.add_row(1);
  const auto counted = s.counters();
  const auto lost = s.apply({delivered(row), failed(row)});
  s.expect_equal(lost.size(), 1, "one of them loses");
  const bool first = lost == std::vector<std::size_t>{1};
  const auto status = first ? message_status::delivered : message_status::failed;
  const auto counts = first ? campaign_delta{.delivered = 1} : campaign_delta{.failed = 1};
  s.expect_equal(s.now(row).status, status, "the row is the winner's");
  s.expect_equal(s.counters() - counted, counts, "and so are the counts");
  if (s.keeps(part::log)) s.expect_equal(s.log().size(), 1, "and the log");
}

inline void a_follower_lands_or_loses(scene& s) {
  const auto row = s.add_row(1);
  const auto counted = s.counters();
  auto next = row;
  next.status = message_status::delivered;
  next.times.delivered_at = at(60);
  const auto lost = s.apply({delivered(row), read(next)});
  const bool both = lost.empty();
  s.expect(both || lost == std::vector<std::size_t>{1}, "only the second may lose");
  const auto status = both ? message_status::read : message_status::delivered;
  s.expect_equal(s.now(row).status, status, "the row is as the answer says");
  s.expect_equal(s.counters() - counted, {.delivered = 1, .read = both ? 1 : 0},
                 "and so are the counts");
}

inline void foreign_statuses_are_left_alone(scene& s) {
  auto row = s.row(1);
  row.status.reset();
  s.add(row);
  for (const auto status : all_statuses) {
    auto stale = full_change(row);
    stale.expected.status = status;
    expect_refused(s, stale, "expecting the status " + std::string{to_string(status)});
  }
}

}  // namespace promises

[[nodiscard]] inline std::vector<promise> race_promises() {
  using namespace promises;
  return {
      {"a change that expects another message id loses", another_message_id_loses},
      {"a change that expects another status loses", another_status_loses},
      {"a change that expects other milestones loses", other_milestones_lose},
      {"a change of a row that is gone loses", a_gone_row_loses},
      {"applying the same changes again adds nothing", a_repeat_adds_nothing},
      {"applying the same evidence again adds nothing", evidence_repeated_adds_nothing},
      {"a change that loses leaves the others to land", the_others_of_a_batch_land},
      {"of two changes that expect the same of a row, one lands", one_of_two_rivals_lands},
      {"a change that follows on another in its batch lands or loses", a_follower_lands_or_loses},
      {"a row with a foreign status is left alone",
       foreign_statuses_are_left_alone,
       {part::foreign_statuses}},
  };
}

}  // namespace waybill::testing::contract
