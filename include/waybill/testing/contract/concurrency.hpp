#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <waybill/store_parts.hpp>
#include <waybill/testing/contract/scene.hpp>
#include <waybill/testing/contract/together.hpp>

namespace waybill::testing::contract {

namespace promises {

inline constexpr std::size_t crowd = 6;

/// Whether a row is at one whole stage, not between two.
[[nodiscard]] inline bool whole(const tracked_message& row) {
  return (row.status == message_status::delivered) == row.times.delivered_at.has_value();
}

inline void each_change_lands_once(scene& s) {
  const auto rows = s.add_rows(120);
  const auto counted = s.counters();
  std::atomic<std::size_t> landed = 0;
  const auto apply_all = [&] {
    for (std::size_t i = 0; i < rows.size(); i += 4) {
      std::vector<change> batch;
      for (std::size_t k = i; k < i + 4; ++k) batch.push_back(delivered(rows[k]));
      landed += apply_patiently(s.subject(), batch);
    }
  };
  run_together(std::vector<std::function<void()>>(crowd, apply_all));
  s.expect_equal(landed.load(), 120, "for each change, one thread was first and all others lost");
  s.expect_equal(s.counters() - counted, {.delivered = 120}, "each is counted once");
  if (s.keeps(part::log)) s.expect_equal(s.log().size(), 120, "each is in the log once");
  if (s.keeps(part::gauges)) {
    s.expect_equal(s.gauges().delivered_today, 120, "each is counted once for its instance");
  }
}

/// Divides rows among the threads of a crowd; each thread shuffles its own.
[[nodiscard]] inline std::vector<std::vector<tracked_message>> shares_of(
    const std::vector<tracked_message>& rows) {
  std::vector<std::vector<tracked_message>> shares(crowd);
  for (std::size_t i = 0; i < rows.size(); ++i) shares[i % crowd].push_back(rows[i]);
  std::minstd_rand random{7};
  for (auto& share : shares) std::shuffle(share.begin(), share.end(), random);
  return shares;
}

inline void apply_in_batches(store& where, const std::vector<tracked_message>& rows,
                             std::size_t size) {
  std::vector<change> batch;
  for (const auto& row : rows) {
    batch.push_back(delivered(row));
    if (batch.size() < size && &row != &rows.back()) continue;
    apply_patiently(where, batch);
    batch.clear();
  }
}

inline void busy_counters_lose_nothing(scene& s) {
  std::vector<tracked_message> rows;
  for (std::size_t n = 1; n <= 240; ++n) {
    rows.push_back(s.row(n));
    rows.back().campaign = s.id(1 + n / crowd % 2);
    rows.back().instance = n / crowd % 3 == 0 ? s.instance : s.other_instance;
  }
  s.world().add_messages(rows);
  std::vector<std::function<void()>> work;
  for (const auto& share : shares_of(rows)) {
    work.emplace_back([&s, share] { apply_in_batches(s.subject(), share, 5); });
  }
  run_together(work);
  const auto all = s.counters(1) + s.counters(2);
  s.expect_equal(all, {.sent = 240, .delivered = 240}, "the campaigns have every count");
  if (!s.keeps(part::gauges)) return;
  const auto gauges = s.gauges().delivered_today + s.gauges(s.other_instance).delivered_today;
  s.expect_equal(gauges, 240, "and the instances");
}

/// Runs a reader again and again while rows of one campaign are delivered.
inline void read_while_writing(scene& s, const std::vector<tracked_message>& rows,
                               const std::function<void()>& reader) {
  std::atomic<bool> done = false;
  run_together({[&] {
                  const on_exit finish{[&] { done = true; }};
                  apply_in_batches(s.subject(), rows, 3);
                },
                [&] {
                  do reader();
                  while (!done);
                }});
}

inline void readers_see_whole_rows(scene& s) {
  const auto rows = s.add_rows(150);
  std::vector<message_key> keys;
  for (const auto& row : rows) keys.push_back({row.key.tenant, row.message_id});
  std::size_t torn = 0;
  read_while_writing(s, rows, [&] {
    for (const auto& found : s.load(keys)) {
      if (found.size() != 1 || !whole(found.front())) ++torn;
    }
  });
  s.expect_equal(torn, 0, "a row is never seen between two stages");
}

inline void readers_see_rows_with_their_counters(scene& s) {
  const auto rows = s.add_rows(150);
  std::size_t torn = 0;
  read_while_writing(s, rows, [&] {
    const auto told = s.subject().reports()->audit({s.tenant, s.campaign()});
    if (!told || !told->holds()) ++torn;
  });
  s.expect_equal(torn, 0, "a row is never seen without its counters, nor they without it");
}

/// Lands rows one by one from two threads until the campaign is repaired.
inline void repair_while_writing(scene& s, std::span<const tracked_message> rows) {
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> repaired = false;
  const auto write = [&] {
    for (std::size_t i = next++; i < rows.size(); i = next++) {
      if (i >= 20 && repaired) return;
      const auto landing = delivered(rows[i]);
      apply_patiently(s.subject(), {&landing, 1});
    }
  };
  const auto repair = [&] {
    const on_exit done{[&] { repaired = true; }};
    for (int i = 0; i < 2; ++i) {
      static_cast<void>(s.subject().reports()->repair({s.tenant, s.campaign()}));
    }
  };
  run_together({write, write, repair});
}

inline void a_repair_keeps_what_lands_meanwhile(scene& s) {
  constexpr std::size_t rounds = 12;
  const auto rows = s.add_rows(50 * rounds);
  auto untrue = touch(rows.front());
  untrue.campaign = {9, 9, 9, 9};
  s.land({untrue});
  for (std::size_t round = 0; round < rounds; ++round) {
    repair_while_writing(s, std::span{rows}.subspan(50 * round, 50));
    const auto told = s.subject().reports()->audit({s.tenant, s.campaign()});
    s.expect(told && told->holds(), "after the traffic, counters are what the rows say");
  }
}

inline void a_row_is_made_once(scene& s) {
  auto& sends = *s.subject().sends();
  std::atomic<bool> makes_rows = true;
  const auto add_all = [&] {
    for (std::size_t n = 1; n <= 20; ++n) {
      const auto row = s.row(n);
      const new_row made{row.key, row.campaign, row.contact};
      if (!sends.add_rows({&made, 1})) makes_rows = false;
    }
  };
  run_together(std::vector<std::function<void()>>(crowd, add_all));
  if (!makes_rows) return;
  const auto told = s.subject().reports()->read_campaign({s.tenant, s.campaign()});
  s.expect(told && told->total_contacts == 20, "however many make it, it is one contact");
}

}  // namespace promises

[[nodiscard]] inline std::vector<promise> concurrency_promises() {
  using namespace promises;
  return {
      {"of threads that apply the same, one lands each change", each_change_lands_once},
      {"threads that share a campaign lose no count", busy_counters_lose_nothing},
      {"readers see whole rows", readers_see_whole_rows},
      {"readers see rows with their counters",
       readers_see_rows_with_their_counters,
       {part::reports}},
      {"a repair keeps what lands meanwhile", a_repair_keeps_what_lands_meanwhile, {part::reports}},
      {"of threads that make the same row, one makes it",
       a_row_is_made_once,
       {part::sends, part::reports}},
  };
}

}  // namespace waybill::testing::contract
