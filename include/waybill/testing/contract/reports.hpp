#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <waybill/store_parts.hpp>
#include <waybill/testing/contract/scene.hpp>

namespace waybill::testing::contract {

namespace promises {

inline void the_unknown_has_no_reports(scene& s) {
  auto& reports = *s.subject().reports();
  s.add_row(1);
  const auto gone = s.id(77);
  s.expect_equal(reports.read_campaign({s.tenant, gone}), {}, "an unknown campaign");
  s.expect_equal(reports.audit({s.tenant, gone}), {}, "its audit");
  s.expect_equal(reports.repair({s.tenant, gone}), {}, "its repair");
  s.expect_equal(reports.read_instance({s.tenant, "nobody"}), {}, "an unknown instance");
  s.expect_equal(reports.read_campaign({s.stranger, s.campaign()}), {}, "of an unknown tenant");
  s.expect_equal(reports.read_instance({s.stranger, s.instance}), {}, "its instance");
  s.expect_equal(reports.find_stalled(s.stranger, at(9999), 10), {}, "its stalled rows");
}

inline void a_campaign_is_told(scene& s) {
  auto& reports = *s.subject().reports();
  s.add_rows(3);
  s.land({delivered(s.row(1)), failed(s.row(2))});
  const auto told = reports.read_campaign({s.tenant, s.campaign()});
  s.expect_equal(told, campaign_stats{3, {3, 1, 0, 1}}, "its contacts and counters");
  s.expect_equal(reports.read_campaign({s.tenant, s.id(2)}), campaign_stats{}, "and no other's");
}

inline void an_instance_is_told(scene& s) {
  const instance_stats full{1, 2, 3, 4, 5, 60, day().date, at(7), "why"};
  s.add_instance(s.tenant, "full", full);
  s.expect_equal(s.subject().reports()->read_instance({s.tenant, "full"}), full, "its gauges");
}

inline void stalled_rows_are_found(scene& s) {
  s.arrange(s.stranger);
  std::vector<tracked_message> rows;
  std::size_t n = 0;
  for (const int since : {30, 10, 20, 40}) {
    rows.push_back(s.row(++n));
    rows.back().times.sent_at = at(since);
    s.add(rows.back());
  }
  for (const auto status : all_statuses) {
    if (status != message_status::sent) s.add_row(++n, status);
  }
  s.add_row(1, message_status::sent, s.stranger);
  auto& reports = *s.subject().reports();
  s.expect_equal(reports.find_stalled(s.tenant, at(40), 10), {rows[1], rows[2], rows[0]},
                 "sent, and before that moment, oldest first");
  s.expect_equal(reports.find_stalled(s.tenant, at(40), 2), {rows[1], rows[2]}, "the limit holds");
  s.expect_equal(reports.find_stalled(s.tenant, at(10), 10), {}, "not at that very moment");
}

inline void an_audit_recounts(scene& s) {
  std::size_t n = 0;
  for (const auto status : all_statuses) s.add_row(++n, status);
  const auto told = s.subject().reports()->audit({s.tenant, s.campaign()});
  const campaign_delta counts{4, 2, 1, 1};
  s.expect_equal(told, campaign_audit{counts, counts}, "times that are set, status failed");
}

/// Makes a campaign's counters exceed what its rows show.
inline void set_adrift(scene& s, const tracked_message& row) {
  auto untrue = touch(row);
  untrue.campaign = {5, -3, 2, 1};
  s.land({untrue});
}

inline void an_audit_finds_drift_and_leaves_it(scene& s) {
  auto& reports = *s.subject().reports();
  set_adrift(s, s.add_row(1));
  for (int i = 0; i < 2; ++i) {
    const auto told = reports.audit({s.tenant, s.campaign()});
    s.expect_equal(told, campaign_audit{{6, -3, 2, 1}, {1, 0, 0, 0}}, "counters beside rows");
  }
  s.expect_equal(s.counters(), {6, -3, 2, 1}, "an audit only reads");
}

inline void a_repair_takes_drift_out(scene& s) {
  auto& reports = *s.subject().reports();
  set_adrift(s, s.add_row(1));
  auto other = s.row(2);
  other.campaign = s.id(2);
  set_adrift(s, s.add(other));
  const auto told = reports.repair({s.tenant, s.campaign()});
  s.expect_equal(told, campaign_audit{{6, -3, 2, 1}, {1, 0, 0, 0}}, "it says what it found");
  s.expect_equal(s.counters(1), {1, 0, 0, 0}, "the counters are what the rows say");
  s.expect_equal(s.counters(2), {6, -3, 2, 1}, "another campaign's are left alone");
  static_cast<void>(reports.repair({s.tenant, s.campaign()}));
  s.expect_equal(s.counters(1), {1, 0, 0, 0}, "a second repair finds nothing to do");
}

inline void failures_are_counted(scene& s) {
  const auto fail = [&](std::size_t n, failure_reason why) {
    auto row = s.row(n, message_status::failed);
    row.reason = std::move(why);
    s.add(row);
  };
  fail(1, {"131047", "late", failure_kind::window_closed});
  fail(2, {"131047", "too late", failure_kind::window_closed});
  fail(3, {"131026", "", failure_kind::blocked_or_undeliverable});
  fail(4, {});
  fail(5, {"7", "of no table"});
  auto withdrawn = s.row(6, message_status::delivered);
  withdrawn.reason = {"131053", "withdrawn", failure_kind::media};
  s.add(withdrawn);
  auto other = s.row(7, message_status::failed);
  other.campaign = s.id(2);
  s.add(other);
  auto& reports = *s.subject().reports();
  const std::vector<failure_count> expected{{failure_kind::window_closed, "131047", 2},
                                            {failure_kind::blocked_or_undeliverable, "131026", 1},
                                            {failure_kind::unknown, "", 1},
                                            {failure_kind::unknown, "7", 1}};
  s.expect_equal(reports.failures({s.tenant, s.campaign()}), expected, "by kind and code");
  s.expect_equal(reports.failures({s.tenant, s.id(3)}), {}, "none of an unknown campaign");
}

inline void tenants_are_audited_apart(scene& s) {
  s.arrange(s.stranger);
  s.add_row(1);
  s.add_row(1, message_status::read, s.stranger);
  const auto told = s.subject().reports()->audit({s.tenant, s.campaign()});
  s.expect_equal(told, campaign_audit{{1, 0, 0, 0}, {1, 0, 0, 0}}, "only the tenant's own rows");
}

}  // namespace promises

[[nodiscard]] inline std::vector<promise> report_promises() {
  using namespace promises;
  const std::vector<part> r{part::reports};
  return {
      {"the unknown has no reports", the_unknown_has_no_reports, {part::reports, part::tenants}},
      {"a campaign is told with contacts and counters", a_campaign_is_told, r},
      {"an instance is told with its gauges",
       an_instance_is_told,
       {part::reports, part::gauges, part::gauge_days, part::gauge_outcomes}},
      {"stalled rows are found, oldest first",
       stalled_rows_are_found,
       {part::reports, part::tenants}},
      {"an audit recounts the rows", an_audit_recounts, r},
      {"an audit finds drift and leaves it", an_audit_finds_drift_and_leaves_it, r},
      {"a repair takes the drift out", a_repair_takes_drift_out, r},
      {"failures are counted by kind and code",
       failures_are_counted,
       {part::reports, part::reasons, part::failure_kinds}},
      {"tenants are audited apart", tenants_are_audited_apart, {part::reports, part::tenants}},
  };
}

}  // namespace waybill::testing::contract
