// The law of counters: under every policy, the sum of the deltas is what the rows show, after every
// step of every campaign. The oracle is the dumb twin, which counts rows.

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/plan.hpp>
#include <waybill/plan_send.hpp>

#include "dumb_twin.hpp"
#include "planners.hpp"
#include "random_stream.hpp"

using planners::known_rows;
using planners::new_updates;
using planners::plan_without_folding;
using planners::planner;
using waybill::plan_result;
using waybill::policy;

namespace {

struct finding {
  std::size_t reports = 0;
  std::size_t changes = 0;
  std::size_t sends = 0;
  std::size_t violations = 0;  ///< steps after which counters and rows differ
};

class recounter {
 public:
  recounter(const policy& knobs, planner plan) : knobs_(knobs), plan_(std::move(plan)) {}

  void follow(const random_stream& stream) {
    dumb_twin twin{stream.rows()};
    for (const auto& each : stream.steps()) {
      if (const auto* updates = std::get_if<batch>(&each)) report(twin, *updates);
      if (const auto* sent = std::get_if<random_send>(&each)) send(twin, *sent);
      auto expected = twin.recount();
      if (!knobs_.counts_sends) expected.sent = 0;
      const bool holds = twin.counted() == expected && twin.unexpected() == 0;
      if (!holds) ++found_.violations;
    }
  }

  [[nodiscard]] const finding& found() const { return found_; }

 private:
  void report(dumb_twin& twin, const batch& updates) {
    const auto planned = plan_(twin.load(updates), updates, knobs_, given::at(2000));
    for (const auto& change : planned.changes) twin.apply(change);
    found_.reports += updates.size();
    found_.changes += planned.changes.size();
  }

  void send(dumb_twin& twin, const random_send& sent) {
    const auto& row = twin.rows()[sent.row];
    const auto plan_it = sent.is_intent ? waybill::plan_intent : waybill::plan_send;
    const auto planned = plan_it(row, sent.report, knobs_, given::at(2000));
    if (!planned.change) return;
    twin.apply(*planned.change);
    ++found_.sends;
  }

  policy knobs_;
  planner plan_;
  finding found_;
};

finding search_streams(unsigned streams, const policy& knobs, const planner& plan) {
  recounter result{knobs, plan};
  for (unsigned seed = 0; seed < streams; ++seed) result.follow(random_stream{seed});
  return result.found();
}

// Folds with a mistake, each of a kind that a plan can contain.

/// Counts the milestone a report names, but not those it implies.
plan_result plan_without_implied_counts(known_rows known, new_updates updates, const policy& knobs,
                                        waybill::time_point now) {
  auto planned = waybill::plan(known, updates, knobs, now);
  for (auto& change : planned.changes) {
    for (const auto& entry : change.log) {
      if (entry.implied && entry.type == waybill::log_type::message_delivered) {
        --change.campaign.delivered;
      }
    }
  }
  return planned;
}

/// Never subtracts a failure's count.
plan_result plan_without_withdrawal(known_rows known, new_updates updates, const policy& knobs,
                                    waybill::time_point now) {
  auto planned = waybill::plan(known, updates, knobs, now);
  for (auto& change : planned.changes) {
    if (change.campaign.failed < 0) change.campaign.failed = 0;
  }
  return planned;
}

}  // namespace

TEST_CASE("under every policy the counters are what the rows show, after every step") {
  constexpr unsigned streams = 5000;
  for (const auto& [policy_name, knobs] : waybill::named_policies) {
    const std::string name{policy_name};
    CAPTURE(name);
    const auto found = search_streams(streams, knobs, waybill::plan);
    CHECK(found.violations == 0);
    // A search with few events would prove little.
    CHECK(found.changes > streams);
    CHECK(found.sends > streams / 2);
    MESSAGE(name, ": ", streams, " streams, ", found.reports, " reports, ", found.changes,
            " changes, ", found.sends, " sends");
  }
}

TEST_CASE("where another program counts the sends, all other counters are what the rows show") {
  constexpr unsigned streams = 2000;
  policy knobs;
  knobs.counts_sends = false;
  const auto found = search_streams(streams, knobs, waybill::plan);
  CHECK(found.violations == 0);
  CHECK(found.changes > streams);
  MESSAGE(streams, " streams, ", found.changes, " changes, ", found.sends, " sends");
}

TEST_CASE("the recount catches folds that are wrong") {
  constexpr unsigned streams = 200;
  const auto yields = policy::order_independent();
  CHECK(search_streams(streams, {}, plan_without_folding).violations > 0);
  CHECK(search_streams(streams, {}, plan_without_implied_counts).violations > 0);
  CHECK(search_streams(streams, yields, plan_without_withdrawal).violations > 0);
}
