#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <waybill/store_parts.hpp>
#include <waybill/testing/contract/scene.hpp>

namespace waybill::testing::contract {

namespace promises {

/// A campaign's log as the store pages it.
class log_pages {
 public:
  explicit log_pages(scene& s) : s_(s), reports_(*s.subject().reports()) {}

  [[nodiscard]] std::vector<logged_entry> read(std::optional<log_id> before, std::size_t limit,
                                               std::size_t campaign = 1) const {
    return reports_.read_log({s_.tenant, s_.id(campaign)}, before, limit);
  }
  std::size_t remove(time_point older_than, std::size_t limit) {
    return reports_.remove_log(s_.tenant, older_than, limit);
  }
  /// The whole log, newest first, read in pages of that size.
  [[nodiscard]] std::vector<logged_entry> read_all(std::size_t at_a_time) const {
    std::vector<logged_entry> result;
    std::optional<log_id> before;
    while (true) {
      const auto page = read(before, at_a_time);
      if (page.empty()) return result;
      result.insert(result.end(), page.begin(), page.end());
      before = page.back().id;
    }
  }

  /// Delivers the rows 1 to `count`, one after the other, a second apart.
  void fill(std::size_t count) {
    for (const auto& row : s_.add_rows(count)) {
      s_.land({delivered(row, at(static_cast<int>(++filled_)))});
    }
  }

 private:
  scene& s_;
  report_store& reports_;
  std::size_t filled_ = 0;
};

[[nodiscard]] inline std::vector<log_entry> entries_of(const std::vector<logged_entry>& logged) {
  std::vector<log_entry> result;
  for (const auto& each : logged) result.push_back(each.entry);
  return result;
}

inline void the_log_is_read_from_its_end(scene& s) {
  log_pages log{s};
  log.fill(7);
  auto expected = s.log();
  std::reverse(expected.begin(), expected.end());
  for (const std::size_t at_a_time : {1U, 3U, 7U, 100U}) {
    s.expect_equal(entries_of(log.read_all(at_a_time)), expected, "page by page, newest first");
  }
  s.expect(log.read(std::nullopt, 0).empty(), "a page may be empty");
  s.expect(log.read(std::nullopt, 10, 2).empty(), "another campaign has its own log");
}

inline void a_logged_entry_says_what_it_is_about(scene& s) {
  const auto row = s.add_row(1);
  s.land({failed(row, {"470", "não: {\"a\"}\n"})});
  const auto page = log_pages{s}.read(std::nullopt, 10);
  s.expect_equal(page.size(), 1, "one entry");
  if (page.empty()) return;
  s.expect_equal(page[0].row, row.key.row, "its row");
  s.expect_equal(page[0].contact, row.contact, "its contact");
  s.expect_equal(page[0].instance, row.instance, "its instance");
  s.expect_equal(entries_of(page), s.log(), "and the entry as it was logged");
}

inline void a_page_does_not_shift(scene& s) {
  log_pages log{s};
  log.fill(4);
  const auto first = log.read(std::nullopt, 2);
  const auto next = log.read(first.back().id, 2);
  s.land({read(s.row(1, message_status::delivered))});
  s.expect_equal(entries_of(log.read(first.back().id, 2)), entries_of(next),
                 "the page after an entry stays while the log grows");
}

inline void old_entries_are_removed_in_steps(scene& s) {
  log_pages log{s};
  log.fill(6);
  s.expect_equal(log.remove(at(5), 3), 3, "as many as were allowed");
  s.expect_equal(log.remove(at(5), 3), 1, "then the rest of the old ones");
  s.expect_equal(log.remove(at(5), 3), 0, "then none");
  const auto left = entries_of(log.read(std::nullopt, 10));
  s.expect_equal(left.size(), 2, "what is not older stays");
  if (left.size() == 2) s.expect_equal(left.back().at, at(5), "also what is of that very moment");
}

inline void another_tenants_log_stays(scene& s) {
  s.arrange(s.stranger);
  const auto theirs = s.add_row(1, message_status::sent, s.stranger);
  s.land({delivered(theirs)});
  log_pages{s}.remove(at(9999), 10);
  s.expect_equal(s.world().log(s.stranger, s.id(1, s.stranger)).size(), 1,
                 "only the tenant's own entries go");
}

}  // namespace promises

[[nodiscard]] inline std::vector<promise> log_page_promises() {
  using namespace promises;
  const std::vector<part> needs{part::reports, part::log};
  return {
      {"a log is read from its end, page by page", the_log_is_read_from_its_end, needs},
      {"a logged entry says what it is about", a_logged_entry_says_what_it_is_about, needs},
      {"a page of a log does not shift while the log grows", a_page_does_not_shift, needs},
      {"old log entries are removed in bounded steps", old_entries_are_removed_in_steps, needs},
      {"removing log entries leaves another tenant's",
       another_tenants_log_stays,
       {part::reports, part::log, part::tenants}},
  };
}

}  // namespace waybill::testing::contract
