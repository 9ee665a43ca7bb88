// The law of batches: the result does not depend on how a sequence of reports is split into
// batches.

#include <span>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/plan.hpp>

#include "../support/given.hpp"
#include "dumb_twin.hpp"
#include "planners.hpp"
#include "sequences.hpp"

using planners::known_rows;
using planners::new_updates;
using planners::plan_without_folding;
using planners::planner;
using sequences::sequence;
using waybill::incoming_update;
using waybill::plan_result;
using waybill::policy;
using waybill::receipt;

namespace {

std::vector<incoming_update> reports_of(const sequence& receipts) {
  std::vector<incoming_update> reports;
  int seconds = 0;
  for (const auto what : receipts) {
    // Arrival times increase; the provider's times decrease.
    reports.push_back(given::dated_report(what, 10 + seconds, 10 - seconds));
    if (what == receipt::failed) reports.back().update.reason.code = std::to_string(seconds);
    ++seconds;
  }
  return reports;
}

/// Bit i of `cuts` means that a batch ends after report i.
dumb_twin run(const std::vector<incoming_update>& reports, unsigned cuts, const policy& knobs,
              const planner& plan) {
  dumb_twin twin{{given::row(waybill::message_status::pending)}};
  const std::span<const incoming_update> all{reports};
  std::size_t start = 0;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const bool ends = i + 1 == reports.size() || (cuts >> i & 1U) != 0;
    if (!ends) continue;
    const auto batch = all.subspan(start, i + 1 - start);
    const auto planned = plan(twin.load(batch), batch, knobs, given::at(60));
    for (const auto& change : planned.changes) twin.apply(change);
    start = i + 1;
  }
  return twin;
}

bool end_the_same(const dumb_twin& a, const dumb_twin& b) {
  const auto& row = a.rows()[0];
  const auto& other = b.rows()[0];
  return row.status == other.status && row.times == other.times && row.reason == other.reason &&
         a.counted() == b.counted() && a.gauges() == b.gauges();
}

/// Compares every batching of every sequence with the real plan() on one report at a time.
sequences::finding check_batching(std::size_t longest, const policy& knobs, const planner& plan) {
  sequences::finding found;
  sequences::for_each(waybill::all_receipts, longest, [&](const sequence& current) {
    const auto reports = reports_of(current);
    const auto one_by_one = run(reports, ~0U, knobs, waybill::plan);
    for (unsigned cuts = 0; cuts < 1U << (reports.size() - 1); ++cuts) {
      const auto twin = run(reports, cuts, knobs, plan);
      ++found.sequences;
      const bool holds = twin.unexpected() == 0 && end_the_same(twin, one_by_one);
      if (!holds) ++found.violations;
    }
  });
  return found;
}

/// A fold that uses only the last report of a batch.
plan_result plan_the_last(known_rows known, new_updates updates, const policy& knobs,
                          waybill::time_point now) {
  return waybill::plan(known.last(1), updates.last(1), knobs, now);
}

/// A fold that loses the times.
plan_result plan_without_times(known_rows known, new_updates updates, const policy& knobs,
                               waybill::time_point now) {
  auto planned = waybill::plan(known, updates, knobs, now);
  for (auto& change : planned.changes) change.proven = {};
  return planned;
}

}  // namespace

TEST_CASE("however reports are cut into batches, they end as if each came alone") {
  for (const auto& [policy_name, knobs] : waybill::named_policies) {
    const std::string name{policy_name};
    CAPTURE(name);
    const auto found = check_batching(4, knobs, waybill::plan);
    CHECK(found.violations == 0);
    MESSAGE(found.sequences, " batchings run under ", name);
  }
}

TEST_CASE("the law of batches catches folds that are wrong") {
  CHECK(check_batching(2, {}, plan_without_folding).violations > 0);
  CHECK(check_batching(2, {}, plan_the_last).violations > 0);
  CHECK(check_batching(2, {}, plan_without_times).violations > 0);
}
