#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <waybill/recipients.hpp>
#include <waybill/store_parts.hpp>
#include <waybill/testing/contract/scene.hpp>

namespace waybill::testing::contract {

namespace promises {

/// Recipients of a campaign from one page to the next, until there is none.
[[nodiscard]] inline std::vector<tracked_message> recipients_of(scene& s, recipient_query query,
                                                                std::size_t campaign = 1) {
  std::vector<tracked_message> result;
  do {
    auto page = s.subject().reports()->read_recipients({s.tenant, s.id(campaign)}, query);
    s.expect(page.recipients.size() <= query.limit, "a page has no more rows than it may");
    for (auto& each : page.recipients) result.push_back(std::move(each));
    query.after = page.next;
  } while (!query.after.empty());
  return result;
}

/// In the order of their row ids as bytes: a store has its own.
[[nodiscard]] inline std::vector<tracked_message> in_one_order(std::vector<tracked_message> rows) {
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  return rows;
}

[[nodiscard]] inline tracked_message pending_row(const scene& s, std::size_t n) {
  auto row = s.row(n, message_status::pending);
  row.message_id.clear();
  row.instance.clear();
  return row;
}

inline tracked_message add_failed(scene& s, std::size_t n, failure_reason why) {
  auto row = s.row(n, message_status::failed);
  row.reason = std::move(why);
  return s.add(row);
}

inline void recipients_are_paged(scene& s) {
  auto rows = s.add_rows(11);
  auto other = s.row(12);
  other.campaign = s.id(2);
  s.add(other);
  const auto all = recipients_of(s, {});
  s.expect_equal(in_one_order(all), in_one_order(rows), "each of the campaign's rows once");
  for (const std::size_t limit : {1U, 4U, 10U, 11U}) {
    s.expect_equal(recipients_of(s, {.limit = limit}), all, "in the same order in any pages");
  }
  const auto back = recipients_of(s, {.order = row_order::descending, .limit = 3});
  s.expect_equal(back, {all.rbegin(), all.rend()}, "and from the other end");
  s.expect_equal(recipients_of(s, {}, 2), {other}, "another campaign has its own");
  s.expect_equal(recipients_of(s, {}, 77), {}, "and an unknown one none");
  const auto full = s.subject().reports()->read_recipients({s.tenant, s.id(1)}, {.limit = 11});
  s.expect_equal(full.next, "", "a page with the last row says so");
}

inline void recipients_are_told_by_status(scene& s) {
  std::vector<tracked_message> rows{s.add(pending_row(s, 1)), s.add(pending_row(s, 2))};
  constexpr std::array reached{message_status::sent, message_status::delivered,
                               message_status::read};
  for (std::size_t n = 3; n <= 11; ++n) rows.push_back(s.add_row(n, reached[n % 3]));
  rows.push_back(add_failed(s, 12, {"131026", "", failure_kind::blocked_or_undeliverable}));
  for (const auto status : all_statuses) {
    std::vector<tracked_message> expected;
    for (const auto& each : rows) {
      if (each.status == status) expected.push_back(each);
    }
    for (const auto order : {row_order::ascending, row_order::descending}) {
      const auto told = recipients_of(s, {.status = status, .order = order, .limit = 2});
      s.expect_equal(in_one_order(told), in_one_order(expected), "those with that status");
    }
  }
}

inline void recipients_are_told_by_kind(scene& s) {
  const auto window = add_failed(s, 1, {"131047", "late", failure_kind::window_closed});
  const auto media = add_failed(s, 2, {"131053", "", failure_kind::media});
  const auto again = add_failed(s, 3, {"131047", "later", failure_kind::window_closed});
  const auto unexplained = add_failed(s, 4, {});
  const auto unknown = add_failed(s, 5, {"7", "of no table", failure_kind::unknown});
  auto withdrawn = s.row(6, message_status::delivered);
  withdrawn.reason = media.reason;
  withdrawn.times.failed_at = at(30);
  s.add(withdrawn);
  const auto told = [&](failure_kind kind) {
    return in_one_order(recipients_of(s, {.kind = kind, .limit = 1}));
  };
  s.expect_equal(told(failure_kind::window_closed), {window, again}, "those that failed for this");
  s.expect_equal(told(failure_kind::media), {media}, "and not where it was withdrawn");
  s.expect_equal(told(failure_kind::unknown), {unexplained, unknown}, "also without a reason");
  s.expect_equal(told(failure_kind::account), {}, "none for what did not happen");
  s.expect_equal(recipients_of(s, {.status = message_status::read, .kind = failure_kind::media}),
                 {}, "what was read has not failed");
}

inline void a_page_of_recipients_does_not_shift(scene& s) {
  const auto rows = s.add_rows(6);
  auto& reports = *s.subject().reports();
  const recipient_query sent{.status = message_status::sent, .limit = 2};
  const auto first = reports.read_recipients({s.tenant, s.campaign()}, sent);
  for (const auto& each : first.recipients) s.land({delivered(each)});
  auto told = first.recipients;
  auto next = sent;
  next.after = first.next;
  for (auto& each : recipients_of(s, next)) told.push_back(std::move(each));
  s.expect_equal(in_one_order(told), in_one_order(rows), "rows that moved take no other's place");
}

/// More than a call looks at stand on either side of the one, by number and by bytes.
inline void few_recipients_are_found_among_many(scene& s) {
  constexpr std::size_t many = 5000;
  constexpr std::size_t one = 2990;
  std::vector<tracked_message> rows;
  for (std::size_t n = 1; n <= many; ++n) {
    rows.push_back(s.row(n, n == one ? message_status::read : message_status::sent));
  }
  s.world().add_messages(rows);
  for (const auto order : {row_order::ascending, row_order::descending}) {
    s.expect_equal(recipients_of(s, {.status = message_status::read, .order = order}),
                   {rows[one - 1]}, "in however many steps");
  }
}

inline void recipients_are_of_one_tenant(scene& s) {
  s.arrange(s.stranger);
  const auto mine = s.add_row(1);
  s.add_row(1, message_status::sent, s.stranger);
  s.add_row(2, message_status::failed, s.stranger);
  auto& reports = *s.subject().reports();
  s.expect_equal(recipients_of(s, {}), {mine}, "the tenant's own");
  s.expect_equal(recipients_of(s, {.status = message_status::failed}), {}, "of any status");
  const auto found = reports.find_messages({s.tenant, mine.message_id});
  s.expect_equal(found.size(), 1, "a message is of one tenant");
  const auto theirs = reports.find_message({s.stranger, s.id(2, s.stranger)});
  s.expect(theirs && theirs->message.key.tenant == s.stranger, "and a row too");
}

inline void a_message_is_told_with_its_story(scene& s) {
  const auto row = s.add_row(1);
  const auto other = s.add_row(2);
  s.land({delivered(row, at(60))});
  s.land({failed(other)});
  s.land({read(s.now(row), at(120))});
  const auto found = s.subject().reports()->find_message(row.key);
  s.expect(found.has_value(), "the row is found");
  if (!found) return;
  s.expect_equal(found->message, s.now(row), "the message as it is now");
  std::vector<log_entry> expected;
  for (const auto& each : s.log()) {
    if (each.message_id == row.message_id) expected.push_back(each);
  }
  std::vector<log_entry> told;
  for (const auto& each : found->log) {
    s.expect_equal(each.row, row.key.row, "entries are about the row");
    told.push_back(each.entry);
  }
  s.expect_equal(told, expected, "what the log has of it, oldest first");
  s.expect_equal(s.subject().reports()->find_messages({s.tenant, row.message_id}), {*found},
                 "the same by its id");
}

inline void all_messages_of_an_id_are_told(scene& s) {
  auto rows = std::vector{s.row(1), s.row(2)};
  rows[1].message_id = rows[0].message_id;
  for (const auto& each : rows) s.add(each);
  std::vector<tracked_message> told;
  for (auto& each : s.subject().reports()->find_messages({s.tenant, rows[0].message_id})) {
    told.push_back(std::move(each.message));
  }
  s.expect_equal(in_one_order(told), rows, "both rows");
  s.expect_equal(s.subject().reports()->find_messages({s.tenant, "unknown"}), {}, "or none");
  s.expect_equal(s.subject().reports()->find_message({s.tenant, s.id(99)}), {}, "or no row");
}

inline void failures_are_counted_by_instance(scene& s) {
  const failure_reason late{"131047", "late", failure_kind::window_closed};
  const failure_reason gone{"131026", "", failure_kind::blocked_or_undeliverable};
  for (const std::size_t n : {1U, 2U}) add_failed(s, n, late);
  add_failed(s, 3, gone);
  auto other = s.row(4, message_status::failed);
  other.instance = s.other_instance;
  other.reason = gone;
  s.add(other);
  auto& reports = *s.subject().reports();
  const std::vector<instance_failures> expected{{s.instance, {late.kind, late.code, 2}},
                                                {s.instance, {gone.kind, gone.code, 1}},
                                                {s.other_instance, {gone.kind, gone.code, 1}}};
  s.expect_equal(reports.failures_by_instance({s.tenant, s.campaign()}), expected, "each by each");
  s.expect_equal(reports.failures_by_instance({s.tenant, s.id(77)}), {}, "none of an unknown one");
}

}  // namespace promises

[[nodiscard]] inline std::vector<promise> recipient_promises() {
  using namespace promises;
  const std::vector<part> r{part::reports};
  const std::vector<part> kinds{part::reports, part::reasons, part::failure_kinds};
  return {
      {"recipients are read in pages by their rows", recipients_are_paged, r},
      {"recipients are told by status", recipients_are_told_by_status, kinds},
      {"recipients are told by the kind of their failure", recipients_are_told_by_kind, kinds},
      {"a page of recipients does not shift while messages move",
       a_page_of_recipients_does_not_shift, r},
      {"few recipients are found among many others", few_recipients_are_found_among_many, r},
      {"recipients are of one tenant",
       recipients_are_of_one_tenant,
       {part::reports, part::tenants}},
      {"a message is told with its story",
       a_message_is_told_with_its_story,
       {part::reports, part::log}},
      {"all messages with an id are told", all_messages_of_an_id_are_told, r},
      {"failures are counted by instance",
       failures_are_counted_by_instance,
       {part::reports, part::reasons, part::failure_kinds, part::senders}},
  };
}

}  // namespace waybill::testing::contract
