#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <waybill/store_parts.hpp>
#include <waybill/testing/contract/scene.hpp>

namespace waybill::testing::contract {

namespace promises {

using found_rows = std::vector<std::optional<tracked_message>>;

[[nodiscard]] inline found_rows load_rows(const scene& s, const std::vector<row_key>& keys) {
  return s.subject().sends()->load_rows(keys);
}
[[nodiscard]] inline std::optional<tracked_message> load_row(const scene& s,
                                                             const tracked_message& row) {
  return load_rows(s, {row.key}).at(0);
}

/// The nth row before it is sent.
[[nodiscard]] inline tracked_message unsent(const scene& s, std::size_t n) {
  auto result = s.row(n, message_status::pending);
  result.message_id.clear();
  result.instance.clear();
  return result;
}

inline void rows_are_found_by_their_ids(scene& s) {
  s.arrange(s.stranger);
  const auto first = s.add_row(1);
  const auto second = s.add(unsent(s, 2));
  const auto theirs = s.add_row(3, message_status::read, s.stranger);
  const row_key unknown{s.tenant, s.id(77)};
  const row_key not_mine{s.tenant, theirs.key.row};
  const auto found =
      load_rows(s, {second.key, unknown, first.key, not_mine, theirs.key, second.key});
  s.expect_equal(found, {second, {}, first, {}, theirs, second}, "each key at its own place");
  s.expect_equal(load_rows(s, {}), {}, "no keys, no rows");
}

inline bool make(const scene& s, const new_row& row) {
  return s.subject().sends()->add_rows({&row, 1});
}

/// Asks the store to create a row; if the store does not, the world does.
[[nodiscard]] inline bool made(scene& s, const tracked_message& row) {
  if (make(s, {row.key, row.campaign, row.contact})) return true;
  s.expect(!load_row(s, row), "a store that makes no rows says so, and makes none");
  s.add(row);
  return false;
}

inline void a_new_row_is_pending(scene& s) {
  const auto row = unsent(s, 1);
  static_cast<void>(made(s, row));
  s.expect_equal(load_row(s, row), row, "without message id, instance or times");
  s.expect_equal(s.counters(), {}, "a row that was not sent counts for nothing");
}

inline void a_row_that_is_there_stays(scene& s) {
  const auto row = s.add_row(1, message_status::read);
  const auto before = s.picture();
  make(s, {row.key, s.id(2), s.id(2)});
  s.expect_picture(before, "it is not made again");
}

inline void a_new_row_counts_once(scene& s) {
  const auto total = [&] {
    return s.subject().reports()->read_campaign({s.tenant, s.campaign()})->total_contacts;
  };
  const auto before = total();
  const auto row = unsent(s, 1);
  if (!made(s, row)) return;
  s.expect_equal(total() - before, 1, "it is one contact of its campaign");
  make(s, {row.key, row.campaign, row.contact});
  s.expect_equal(total() - before, 1, "and stays one");
}

inline void a_row_of_no_campaign_is_not_made(scene& s) {
  auto row = unsent(s, 1);
  row.campaign = s.id(77);
  const bool makes = make(s, {row.key, row.campaign, row.contact});
  s.expect(!load_row(s, row), "it would count nowhere");
  s.world().add_campaign(s.tenant, row.campaign);
  s.expect_equal(make(s, {row.key, row.campaign, row.contact}), makes, "it can be asked again");
  if (makes) s.expect_equal(load_row(s, row), row, "once the campaign is there");
}

inline void an_instance_is_known_by_its_name(scene& s) {
  auto& sends = *s.subject().sends();
  s.expect(sends.knows_instance({s.tenant, s.instance}), "one that is there is known");
  s.expect(!sends.knows_instance({s.tenant, s.instance + "0"}), "one that is not is not");
}

inline void a_send_names_the_row(scene& s) {
  auto row = s.add(unsent(s, 1));
  const auto counted = s.counters();
  s.land({sent(row, {"3EB0NEW", s.other_instance, false})});
  row.message_id = "3EB0NEW";
  row.instance = s.other_instance;
  row.status = message_status::sent;
  row.times.sent_at = at(0);
  s.expect_equal(s.now(row), row, "it is found by its new id, with its sender");
  s.expect_equal(load_row(s, row), row, "and by its own");
  s.expect_equal(s.counters() - counted, {.sent = 1}, "it is counted");
  s.land({delivered(row)});
}

inline void an_intent_names_the_row(scene& s) {
  auto row = s.add(unsent(s, 1));
  const auto counted = s.counters();
  const auto gauged = s.gauges(s.other_instance);
  auto intended = touch(row);
  intended.send = new_send{"3EB0NEW", s.other_instance, false};
  s.land({intended});
  row.message_id = "3EB0NEW";
  row.instance = s.other_instance;
  s.expect_equal(s.now(row), row, "it is found by its new id, and still pending");
  s.expect_equal(s.counters(), counted, "a message that is not sent counts for nothing");
  s.expect_equal(s.gauges(s.other_instance), gauged, "nor does its instance count it");
  s.expect_equal(s.apply({intended}), {0}, "once is enough");
}

inline void a_send_keeps_what_was_proven(scene& s) {
  auto row = s.add_row(1);
  auto renamed = touch(row);
  renamed.send = new_send{"3EB0NEW", s.instance, false};
  s.land({renamed});
  s.expect_equal(s.load({{s.tenant, row.message_id}}), {{}}, "the old id is nobody's");
  row.message_id = "3EB0NEW";
  s.expect_equal(s.now(row), row, "the times are as they were");
}

[[nodiscard]] inline change resend(const tracked_message& row, const std::string& instance) {
  auto again = sent(row, {"3EB0NEW", instance, true}, at(900));
  again.campaign = {.sent = 0, .delivered = 0, .read = 0, .failed = -1};
  return again;
}

inline void a_resend_starts_over(scene& s) {
  auto row = s.row(1, message_status::failed);
  row.reason = {"131026", "not on WhatsApp"};
  s.add(row);
  const auto counted = s.counters();
  s.land({resend(row, s.instance)});
  s.expect_equal(s.load({{s.tenant, row.message_id}}), {{}}, "the old id is nobody's");
  row.message_id = "3EB0NEW";
  row.status = message_status::sent;
  row.times = {at(900), {}, {}, {}};
  row.reason = {};
  s.expect_equal(s.now(row), row, "times and reason are of the new send alone");
  s.expect_equal(s.counters() - counted, {.failed = -1}, "and so are the counts");
}

inline void a_resend_may_fail_with_its_own_reason(scene& s) {
  auto row = s.row(1, message_status::failed);
  row.reason = {"131026", "not on WhatsApp"};
  s.add(row);
  auto refused = failed(row, {"", "refused"}, at(900));
  refused.send = new_send{"", s.other_instance, true};
  refused.campaign = {};
  s.land({refused});
  row.message_id.clear();
  row.instance = s.other_instance;
  row.times = {{}, {}, {}, at(900)};
  row.reason = {"", "refused"};
  s.expect_equal(load_row(s, row), row, "no id, and the reason of the new failure");
}

inline void a_resend_counts_at_its_new_instance(scene& s) {
  const auto row = s.add_row(1, message_status::failed);
  const auto old_gauges = s.gauges();
  s.land({resend(row, s.other_instance)});
  s.expect_equal(s.gauges(s.other_instance).sent_today, 1, "the new sender counts it");
  s.expect_equal(s.gauges(), old_gauges, "the old one does not");
}

inline void a_report_of_the_old_send_loses(scene& s) {
  const auto row = s.add_row(1);
  auto again = resend(row, s.instance);
  again.campaign = {};
  s.land({again});
  const auto before = s.picture();
  // Status and milestones are again as expected: only the message id differs.
  s.expect_equal(s.apply({delivered(row)}), {0}, "what was loaded before the resend loses to it");
  s.expect_picture(before, "nothing moves");
}

inline void a_send_applied_again_adds_nothing(scene& s) {
  const auto row = s.add(unsent(s, 1));
  const auto again = s.add_row(2, message_status::failed);
  auto second = resend(again, s.other_instance);
  second.send->message_id = "3EB0NEW2";
  const std::vector<change> batch{sent(row, {"3EB0NEW", s.instance, false}), second};
  s.land(batch);
  const auto before = s.picture();
  s.expect_equal(s.apply(batch), {0, 1}, "a send that is recorded loses");
  s.expect_picture(before, "nothing moves");
}

}  // namespace promises

[[nodiscard]] inline std::vector<promise> send_promises() {
  using namespace promises;
  const std::vector<part> sends{part::sends};
  return {
      {"rows are found by their own ids in the order asked",
       rows_are_found_by_their_ids,
       {part::sends, part::tenants}},
      {"a new row is pending", a_new_row_is_pending, sends},
      {"a row that is there already stays as it is", a_row_that_is_there_stays, sends},
      {"a new row is one contact of its campaign",
       a_new_row_counts_once,
       {part::sends, part::reports}},
      {"a row of a campaign that is not there is not made", a_row_of_no_campaign_is_not_made,
       sends},
      {"an instance is known by its name",
       an_instance_is_known_by_its_name,
       {part::sends, part::gauges}},
      {"a send gives its row an id and an instance",
       a_send_names_the_row,
       {part::sends, part::senders}},
      {"a row gets the id of a message that is still to be sent",
       an_intent_names_the_row,
       {part::sends, part::senders, part::gauges}},
      {"a send that does not restart keeps the times",
       a_send_keeps_what_was_proven,
       {part::sends, part::senders}},
      {"a send that restarts clears times and reason",
       a_resend_starts_over,
       {part::sends, part::reasons}},
      {"a refused resend fails with its own reason",
       a_resend_may_fail_with_its_own_reason,
       {part::sends, part::reasons}},
      {"a send moves the gauges of its new instance",
       a_resend_counts_at_its_new_instance,
       {part::sends, part::gauges}},
      {"a report that was loaded before a resend loses", a_report_of_the_old_send_loses, sends},
      {"applying the same send again adds nothing", a_send_applied_again_adds_nothing, sends},
  };
}

}  // namespace waybill::testing::contract
