#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <waybill/feed_store.hpp>
#include <waybill/testing/contract/concurrency.hpp>
#include <waybill/testing/contract/log_pages.hpp>
#include <waybill/testing/contract/scene.hpp>
#include <waybill/testing/contract/together.hpp>

namespace waybill::testing::contract {

namespace promises {

/// A listener that keeps its place.
class listener {
 public:
  explicit listener(scene& s, std::string tenant = scene::tenant)
      : feed_(*s.subject().feed()), tenant_(std::move(tenant)) {}

  /// What is new, read so many at a time.
  std::vector<feed_entry> follow(std::size_t at_a_time) {
    std::vector<feed_entry> result;
    // A page that does not go on ends it too: a broken feed has no end.
    for (bool goes_on = true; goes_on;) {
      const auto page = feed_.read_feed(tenant_, place_, at_a_time);
      result.insert(result.end(), page.entries.begin(), page.entries.end());
      goes_on = page.next > std::exchange(place_, page.next);
    }
    return result;
  }
  [[nodiscard]] feed_page page(log_id after, std::size_t limit = 100) const {
    return feed_.read_feed(tenant_, after, limit);
  }
  [[nodiscard]] bool wait(std::chrono::milliseconds at_most) const {
    return feed_.wait_feed(tenant_, place_, at_most);
  }

 private:
  feed_store& feed_;
  std::string tenant_;
  log_id place_ = 0;
};

[[nodiscard]] inline std::vector<std::string> rows_of(const std::vector<feed_entry>& entries) {
  std::vector<std::string> rows;
  for (const auto& each : entries) rows.push_back(each.logged.row);
  return rows;
}

/// How often an entry stands before one with a lesser place, or beside itself.
[[nodiscard]] inline std::size_t disorder(const std::vector<feed_entry>& entries) {
  std::size_t count = 0;
  for (std::size_t i = 1; i < entries.size(); ++i) {
    if (entries[i].logged.id <= entries[i - 1].logged.id) ++count;
  }
  return count;
}

/// Sent rows, in the two campaigns by turns.
[[nodiscard]] inline std::vector<tracked_message> add_rows_of_both(scene& s, std::size_t count) {
  std::vector<tracked_message> rows;
  for (std::size_t n = 1; n <= count; ++n) {
    rows.push_back(s.row(n));
    rows.back().campaign = s.id(1 + n % 2);
    s.add(rows.back());
  }
  return rows;
}

inline void the_feed_tells_all_in_order(scene& s) {
  const auto rows = add_rows_of_both(s, 4);
  s.land({delivered(rows[3])});
  // Of one batch, in its order, whatever the order of keys and campaigns.
  s.land({delivered(rows[2]), delivered(rows[0]), delivered(rows[1])});
  s.land({read(s.now(rows[3]))});
  const std::vector<std::string> expected{rows[3].key.row, rows[2].key.row, rows[0].key.row,
                                          rows[1].key.row, rows[3].key.row};
  for (const std::size_t at_a_time : {1U, 2U, 100U}) {
    listener one{s};
    const auto told = one.follow(at_a_time);
    s.expect_equal(rows_of(told), expected, "every entry once, as it happened");
    s.expect_equal(disorder(told), 0, "places grow");
    s.expect(one.follow(at_a_time).empty(), "and nothing twice");
  }
}

inline void the_feed_tells_what_the_log_has(scene& s) {
  const auto rows = add_rows_of_both(s, 2);
  s.land({delivered(rows[0])});
  s.land({failed(rows[1], {"470", "não: {\"a\"}\n"})});
  const auto page = listener{s}.page(0);
  s.expect_equal(page.entries.size(), 2, "an entry for each");
  for (const auto& each : page.entries) {
    auto log = s.subject().reports()->read_log({s.tenant, each.campaign}, {}, 10);
    for (auto& entry : log) entry.id = each.logged.id;  // its number there may be another
    s.expect_equal(log, {each.logged}, "under its campaign, as its log has it");
  }
  s.expect(page.last == page.next, "a page that has the newest says so");
  s.expect(listener{s}.page(0, 1).last == page.last, "and another how far that is");
}

inline void a_listener_is_woken(scene& s) {
  using namespace std::chrono_literals;
  const auto rows = s.add_rows(2);
  listener one{s};
  s.expect(!one.wait(1ms), "without an entry the wait ends when it is to");
  s.land({delivered(rows[0])});
  s.expect(one.wait(10min), "with one it does not begin");
  static_cast<void>(one.follow(10));
  bool is_there = false;
  run_together({[&] { is_there = one.wait(10min); }, [&] { s.land({delivered(rows[1])}); }});
  s.expect(is_there, "the next one ends it");
  s.expect_equal(rows_of(one.follow(10)), {rows[1].key.row}, "and can be read");
}

inline void a_listener_behind_is_told(scene& s) {
  log_pages log{s};
  log.fill(4);
  const auto all = listener{s}.page(0);
  s.expect(all.removed_through == 0, "nothing is missing before entries are removed");
  log.remove(at(3), 10);
  const auto place = [&](std::size_t n) { return all.entries.at(n).logged.id; };
  const auto behind = listener{s}.page(place(0));
  s.expect(behind.removed_through == place(1), "who had not read them hears up to where");
  s.expect_equal(behind.entries, {all.entries[2], all.entries[3]}, "and goes on behind");
  s.expect(listener{s}.page(place(1)).removed_through == 0, "who had read them hears nothing");
  log.remove(at(9), 10);
  const auto none = listener{s}.page(place(2));
  s.expect(none.removed_through == place(3) && none.entries.empty(), "also where all are gone");
  s.expect(none.next == place(3) && none.last == place(3), "and knows its place");
}

inline void a_place_that_is_gone_is_told(scene& s) {
  log_pages{s}.fill(1);
  const auto last = listener{s}.page(0).last;
  const auto page = listener{s}.page(last + 5);
  s.expect(page.last == last && page.entries.empty(), "that the feed ends before the place");
}

inline void tenants_are_fed_apart(scene& s) {
  s.arrange(s.stranger);
  s.land({delivered(s.add_row(1, message_status::sent, s.stranger))});
  s.expect_equal(listener{s}.page(0), feed_page{}, "another tenant's entries are not told");
  s.land({delivered(s.add_row(1))});
  s.expect_equal(listener{s}.page(0).entries.size(), 1, "but the tenant's own");
  s.expect_equal(listener{s, s.stranger}.page(0).entries.size(), 1, "and to that one its own");
}

inline void a_busy_feed_loses_nothing(scene& s) {
  const auto rows = add_rows_of_both(s, 120);
  std::atomic<std::size_t> writing = crowd;
  std::vector<std::function<void()>> work;
  for (const auto& share : shares_of(rows)) {
    work.emplace_back([&s, &writing, share] {
      const on_exit done{[&writing] { --writing; }};
      apply_in_batches(s.subject(), share, 3);
    });
  }
  std::vector<feed_entry> told;
  work.emplace_back([&] {
    listener one{s};
    for (bool more = true; more;) {
      more = writing != 0;
      const auto some = one.follow(7);
      told.insert(told.end(), some.begin(), some.end());
    }
  });
  run_together(work);
  s.expect_equal(told.size(), 120, "who follows while others write misses nothing");
  s.expect_equal(disorder(told), 0, "and hears nothing twice");
}

}  // namespace promises

[[nodiscard]] inline std::vector<promise> feed_promises() {
  using namespace promises;
  const std::vector<part> needs{part::feed, part::log};
  const std::vector<part> with_reports{part::feed, part::log, part::reports};
  return {
      {"the feed tells every entry once, in the order in which it happened",
       the_feed_tells_all_in_order, needs},
      {"the feed tells what the log has",
       the_feed_tells_what_the_log_has,
       {part::feed, part::log, part::reports, part::reasons}},
      {"a listener waits for the next entry", a_listener_is_woken, needs},
      {"a listener behind what was removed is told", a_listener_behind_is_told, with_reports},
      {"a place that the feed has no more is told", a_place_that_is_gone_is_told, with_reports},
      {"tenants are fed apart", tenants_are_fed_apart, {part::feed, part::log, part::tenants}},
      {"a feed that many write loses and doubles nothing", a_busy_feed_loses_nothing, needs},
  };
}

}  // namespace waybill::testing::contract
