#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <waybill/impl/store/pace_sums.hpp>
#include <waybill/plan.hpp>
#include <waybill/plan_send.hpp>
#include <waybill/store_parts.hpp>
#include <waybill/testing/contract/scene.hpp>
#include <waybill/testing/contract/together.hpp>

namespace waybill::testing::contract {

namespace promises {

/// What a campaign's pace must be: the sum over the slots of these rows.
[[nodiscard]] inline campaign_pace pace_of_rows(const std::vector<tracked_message>& rows) {
  detail::pace_counts slots;
  for (const auto& row : rows) detail::add_move(slots, {}, slots_of(row.status, row.times));
  detail::pace_reading reading{static_cast<std::int64_t>(rows.size())};
  for (const auto& [slot, messages] : slots) reading.add(slot, messages);
  return std::move(reading).take();
}

/// The rows as they are now.
[[nodiscard]] inline std::vector<tracked_message> now(const scene& s,
                                                      const std::vector<tracked_message>& rows) {
  std::vector<tracked_message> result;
  for (const auto& row : rows) result.push_back(s.now(row));
  return result;
}

inline void expect_pace(scene& s, const std::vector<tracked_message>& rows,
                        std::string_view sentence) {
  const auto told = s.subject().reports()->read_pace({s.tenant, s.campaign()});
  s.expect_equal(told, std::optional{pace_of_rows(now(s, rows))}, sentence);
}

/// The change by which a report moves a row, if it does.
[[nodiscard]] inline std::optional<change> reported(const tracked_message& row, receipt what,
                                                    time_point when,
                                                    const policy& knobs = policy{}) {
  status_update update;
  update.message_id = row.message_id;
  update.receipt = what;
  update.occurred_at = when;
  const incoming_update in{{row.key.tenant, {}}, std::move(update), at(100'000)};
  const std::vector<std::vector<tracked_message>> known{{row}};
  auto planned = plan(known, {&in, 1}, knobs, at(100'000));
  if (planned.changes.empty()) return std::nullopt;
  return std::move(planned.changes.front());
}

inline void report_each(scene& s, const std::vector<tracked_message>& rows, receipt what,
                        time_point when) {
  std::vector<change> batch;
  for (const auto& row : now(s, rows)) {
    if (auto moved = reported(row, what, when)) batch.push_back(*std::move(moved));
  }
  s.land(batch);
}

/// Rows that were put in already sent: a repair counts them.
[[nodiscard]] inline std::vector<tracked_message> counted_rows(scene& s, std::size_t count) {
  auto rows = s.add_rows(count);
  static_cast<void>(s.subject().reports()->repair({s.tenant, s.campaign()}));
  return rows;
}

inline void a_pace_is_kept_as_messages_move(scene& s) {
  auto& reports = *s.subject().reports();
  s.expect_equal(reports.read_pace({s.tenant, s.campaign()}), campaign_pace{}, "before it began");
  s.expect_equal(reports.read_pace({s.tenant, s.id(77)}), {}, "of an unknown campaign");
  const auto rows = counted_rows(s, 4);
  expect_pace(s, rows, "as they were sent");
  report_each(s, {rows[0], rows[1]}, receipt::delivered, at(95));
  report_each(s, {rows[0]}, receipt::read, at(7000));
  report_each(s, {rows[2]}, receipt::failed, at(200));
  expect_pace(s, rows, "as they were delivered, read and failed");
  const auto told = reports.read_pace({s.tenant, s.campaign()}).value_or(campaign_pace{});
  s.expect_equal(told.awaited(), 1, "one of four is awaited");
  s.expect(told.to_delivered.quantile(1.0) >= std::chrono::seconds{84} &&
               told.to_delivered.quantile(1.0) <= std::chrono::seconds{107},
           "they took 95 seconds, told within an eighth");
  s.expect_equal(told.to_read.total(), 1, "one was read");
}

inline void evidence_moves_a_message_to_its_slot(scene& s) {
  const auto rows = counted_rows(s, 6);
  report_each(s, rows, receipt::read, at(5000));
  expect_pace(s, rows, "a read alone tells no time");
  report_each(s, {rows[0], rows[1]}, receipt::delivered, at(30));
  expect_pace(s, rows, "a delivery told after its read, which it came before");
  report_each(s, {rows[1], rows[2]}, receipt::sent, at(-400));
  expect_pace(s, rows, "a send told to be earlier");
  report_each(s, {rows[3]}, receipt::delivered, at(-30));
  expect_pace(s, rows, "a delivery from before its send");
}

inline void a_read_at_its_delivery_takes_the_time_away(scene& s) {
  const auto rows = counted_rows(s, 3);
  report_each(s, rows, receipt::delivered, at(40));
  report_each(s, {rows[0]}, receipt::read, at(40));
  report_each(s, {rows[1]}, receipt::read, at(39));
  expect_pace(s, rows, "what is at the same moment was not told apart");
}

inline void a_failure_is_counted_while_it_lasts(scene& s) {
  const auto rows = counted_rows(s, 3);
  const auto lenient = policy::order_independent();
  report_each(s, {rows[0]}, receipt::delivered, at(40));
  report_each(s, rows, receipt::failed, at(50));
  expect_pace(s, rows, "before a delivery, and after one");
  for (const auto& row : now(s, {rows[1], rows[2]})) {
    if (const auto moved = reported(row, receipt::delivered, at(90), lenient)) s.land({*moved});
  }
  expect_pace(s, rows, "a delivery withdraws it");
}

inline void a_new_send_begins_anew(scene& s) {
  const auto rows = counted_rows(s, 2);
  report_each(s, rows, receipt::delivered, at(40));
  report_each(s, rows, receipt::read, at(300));
  auto resent = s.now(rows[0]);
  send_report report{"3EB0again", resent.instance, {}, at(600), true, false};
  s.land({plan_send(resent, report, policy{}, at(600)).change.value()});
  resent.message_id = "3EB0again";
  expect_pace(s, {resent, rows[1]}, "the earlier send has left its slots");
  const auto moved = reported(s.now(resent), receipt::delivered, at(640));
  s.land({moved.value()});
  expect_pace(s, {resent, rows[1]}, "and the new one comes to its own");
}

inline void buckets_begin_where_the_scale_says(scene& s) {
  std::vector<tracked_message> rows;
  std::vector<change> batch;
  for (std::size_t bucket = 1; bucket < latency_scale::buckets; ++bucket) {
    for (const int less : {0, 1}) {
      rows.push_back(s.row(rows.size() + 1));
      const auto took = latency_scale::lower_bound(bucket) - std::chrono::microseconds{less};
      batch.push_back(delivered(rows.back(), at(0) + took));
    }
  }
  s.world().add_messages(rows);
  auto& reports = *s.subject().reports();
  static_cast<void>(reports.repair({s.tenant, s.campaign()}));
  s.land(batch);
  expect_pace(s, rows, "as they were delivered");
  static_cast<void>(reports.repair({s.tenant, s.campaign()}));
  expect_pace(s, rows, "as a repair finds them");
}

inline void a_pace_is_repaired(scene& s) {
  auto rows = s.add_rows(6);
  std::size_t n = 6;
  for (const auto status : all_statuses) {
    if (status != message_status::sent) rows.push_back(s.add_row(++n, status));
  }
  auto& reports = *s.subject().reports();
  report_each(s, {rows[0]}, receipt::delivered, at(1000));
  for (int i = 0; i < 2; ++i) {
    static_cast<void>(reports.repair({s.tenant, s.campaign()}));
    expect_pace(s, rows, "by the rows");
  }
}

/// One thread's reports of its own rows, in an order of its own.
inline void report_at_random(scene& s, const std::vector<tracked_message>& rows, unsigned seed) {
  std::minstd_rand random{seed};
  constexpr std::array receipts{receipt::sent, receipt::delivered, receipt::read, receipt::failed};
  for (int step = 0; step < 60; ++step) {
    std::vector<change> batch;
    for (const auto& row : rows) {
      if (random() % 2 == 0) continue;
      const auto when = at(static_cast<int>(random() % 4000) - 200);
      const auto moved = reported(s.now(row), receipts[random() % receipts.size()], when,
                                  policy::order_independent());
      if (moved) batch.push_back(*moved);
    }
    if (!batch.empty()) apply_patiently(s.subject(), batch);
  }
}

inline void no_slot_is_lost_between_writers(scene& s) {
  const auto rows = counted_rows(s, 24);
  std::vector<std::function<void()>> work;
  for (unsigned who = 0; who < 4; ++who) {
    // Each row has two threads that report it, so that they meet at the same change too.
    std::vector<tracked_message> share;
    for (std::size_t i = who; i < who + 12; ++i) share.push_back(rows[i * 2 % rows.size()]);
    for (std::size_t i = who; i < rows.size(); i += 4) share.push_back(rows[i]);
    work.emplace_back([&s, share, who] { report_at_random(s, share, who + 1); });
  }
  work.emplace_back([&s] {
    for (int i = 0; i < 3; ++i) {
      static_cast<void>(s.subject().reports()->repair({s.tenant, s.campaign()}));
    }
  });
  run_together(work);
  expect_pace(s, rows, "whatever the order, the sum over the rows");
}

}  // namespace promises

[[nodiscard]] inline std::vector<promise> pace_promises() {
  using namespace promises;
  const std::vector<part> p{part::reports, part::pace};
  return {
      {"a campaign's pace is kept as its messages move", a_pace_is_kept_as_messages_move, p},
      {"earlier evidence moves a message to another slot of the pace",
       evidence_moves_a_message_to_its_slot, p},
      {"a read at the moment of its delivery tells no time",
       a_read_at_its_delivery_takes_the_time_away, p},
      {"the pace counts a failure while it lasts", a_failure_is_counted_while_it_lasts, p},
      {"the pace of a new send begins anew",
       a_new_send_begins_anew,
       {part::reports, part::pace, part::sends}},
      {"the buckets of the pace begin where the scale says", buckets_begin_where_the_scale_says, p},
      {"a repair sets the pace right", a_pace_is_repaired, p},
      {"writers and repairs at once lose no slot of the pace", no_slot_is_lost_between_writers, p},
  };
}

}  // namespace waybill::testing::contract
