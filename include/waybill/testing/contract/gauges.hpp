#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/testing/contract/scene.hpp>

namespace waybill::testing::contract {

namespace promises {

/// An instance with these gauges, and one row sent from it for each requested change.
class gauge_scene {
 public:
  gauge_scene(scene& where, instance_stats gauges) : s_(where) {
    if (!gauges.counters_day) gauges.counters_day = day().date;
    s_.add_instance(s_.tenant, name, gauges);
  }

  /// Rows for a text such as `"dfr"`: a delivery, a failure and a read, in this order.
  [[nodiscard]] std::vector<change> changes(std::string_view steps, counting_day today = day()) {
    std::vector<change> result;
    for (const char step : steps) {
      auto row = s_.row(++rows_, step == 'r' ? message_status::delivered : message_status::sent);
      row.instance = name;
      s_.add(row);
      result.push_back(step == 'd' ? delivered(row) : step == 'r' ? read(row) : failed(row));
      result.back().day = today;
    }
    return result;
  }
  void land(std::string_view steps, counting_day today = day()) { s_.land(changes(steps, today)); }
  [[nodiscard]] instance_stats now() const { return s_.gauges(name); }

 private:
  inline static const std::string name = "measured";
  scene& s_;
  std::size_t rows_ = 0;
};

inline void health_is_clamped_once(scene& s) {
  gauge_scene healthy{s, {.health_score = 100}};
  healthy.land("dddf");
  s.expect_equal(healthy.now().health_score, 93, "100 + 3 - 10, not 100 - 10");
  healthy.land("dddddddddd");
  s.expect_equal(healthy.now().health_score, 100, "never above 100");
}

inline void health_does_not_fall_below_zero(scene& s) {
  gauge_scene ill{s, {.health_score = 5}};
  ill.land("fddd");
  s.expect_equal(ill.now().health_score, 0, "5 - 10 + 3, not 0 + 3");
  ill.land("r");
  s.expect_equal(ill.now().health_score, 1, "the next batch starts from zero");
}

inline void errors_follow_the_last_delivery(scene& s) {
  gauge_scene phone{s, {.consecutive_errors = 4}};
  phone.land("fdfrf");
  s.expect_equal(phone.now().consecutive_errors, 2, "the two after the delivery, and no others");
  phone.land("ffd");
  s.expect_equal(phone.now().consecutive_errors, 0, "none after a delivery that comes last");
}

inline void errors_add_up_without_a_delivery(scene& s) {
  gauge_scene phone{s, {.consecutive_errors = 4}};
  phone.land("frf");
  s.expect_equal(phone.now().consecutive_errors, 6, "the old ones and the new; a read is no news");
}

inline void a_batch_is_counted_by_kind(scene& s) {
  gauge_scene phone{s, {.sent_today = 1, .delivered_today = 2, .read_today = 3, .failed_today = 4}};
  phone.land("ddrfffddd");
  const auto after = phone.now();
  s.expect_equal(after.sent_today, 1, "nothing was sent");
  s.expect_equal(after.delivered_today, 7, "five delivered");
  s.expect_equal(after.read_today, 4, "one read");
  s.expect_equal(after.failed_today, 7, "three failed");
}

inline void a_new_day_starts_once(scene& s) {
  gauge_scene phone{s, {7, 7, 7, 7, 2, 50, {}, {}, ""}};
  phone.land("rr", day(1));
  instance_stats expected{0, 0, 2, 0, 2, 62, day(1).date, {}, ""};
  s.expect_equal(phone.now(), expected, "from zero, with health given back");
  phone.land("r", day(1));
  expected.read_today = 3;
  expected.health_score = 63;
  s.expect_equal(phone.now(), expected, "and only once that day");
}

inline void a_new_day_gives_no_health_beyond_full(scene& s) {
  gauge_scene phone{s, {.health_score = 95}};
  phone.land("f", day(1));
  s.expect_equal(phone.now().health_score, 90, "95 + 10 is 100, and then the batch");
}

inline void an_earlier_day_counts_into_the_stored(scene& s) {
  gauge_scene phone{s, {.read_today = 5, .health_score = 50, .counters_day = day(1).date}};
  phone.land("r", day(0));
  s.expect_equal(phone.now(), {0, 0, 6, 0, 0, 51, day(1).date, {}, ""}, "the later day stays");
}

inline void a_first_day_resets_nothing(scene& s) {
  s.add_instance(s.tenant, "dayless", {.read_today = 5, .health_score = 50});
  auto row = s.row(1, message_status::delivered);
  row.instance = "dayless";
  s.add(row);
  s.land({read(row)});
  s.expect_equal(s.gauges("dayless"), {0, 0, 6, 0, 0, 51, day().date, {}, ""},
                 "where no day was known, the first is only remembered");
}

inline void gauges_may_move_alone(scene& s) {
  gauge_scene phone{s, {.consecutive_errors = 1, .health_score = 50}};
  auto alone = phone.changes("f").front();
  const auto before = s.picture();
  alone.next_status = *alone.expected.status;
  alone.proven = {};
  alone.reason = {};
  alone.campaign = {};
  alone.instance = {.health = -10, .errors = 1};
  alone.instance_error = "no connection";
  alone.log.clear();
  s.land({alone});
  s.expect_picture(before, "no row, counter or log has a part in it");
  const auto after = phone.now();
  s.expect_equal(after.health_score, 40, "the gateway's trouble is its instance's alone");
  s.expect_equal(after.consecutive_errors, 2, "one more");
  s.expect_equal(after.last_error, "no connection", "with what it is");
}

inline void nothing_for_the_instance_touches_nothing(scene& s) {
  gauge_scene phone{s, {.read_today = 5, .health_score = 50}};
  const auto before = phone.now();
  auto changes = phone.changes("f", day(1));
  changes.front().instance = {};
  s.land(changes);
  s.expect_equal(phone.now(), before, "no count, no reset, no error, no new day");
}

inline void the_latest_success_stays(scene& s) {
  gauge_scene phone{s, {.last_success_at = at(500)}};
  phone.land("d");
  s.expect_equal(phone.now().last_success_at, at(500), "an earlier one does not take its place");
  auto changes = phone.changes("dd");
  changes[0].succeeded_at = at(900);
  changes[1].succeeded_at = at(800);
  s.land(changes);
  s.expect_equal(phone.now().last_success_at, at(900), "the latest of a batch does");
}

inline void the_last_error_is_told(scene& s) {
  gauge_scene phone{s, {.last_error = "old"}};
  phone.land("dr");
  s.expect_equal(phone.now().last_error, "old", "a success does not clear it");
  auto changes = phone.changes("ffd");
  changes[1].log.front().reason = {"470", "later"};
  s.land(changes);
  s.expect_equal(phone.now().last_error, "later", "the last of a batch");
  changes = phone.changes("f");
  changes[0].log.front().reason = {"500", ""};
  s.land(changes);
  s.expect_equal(phone.now().last_error, "500", "its code where there is no text");
}

inline void other_gauges_stay(scene& s) {
  s.arrange(s.stranger);
  const auto before = s.world().gauges(s.stranger, s.instance);
  const auto mine = s.add_row(1);
  auto other = s.row(2);
  other.instance = s.other_instance;
  s.add(other);
  s.land({delivered(mine), failed(other), delivered(s.add_row(3))});
  s.expect_equal(s.gauges().delivered_today, 2, "each instance has its own deliveries");
  s.expect_equal(s.gauges().failed_today, 0, "and failures");
  s.expect_equal(s.gauges(s.other_instance).consecutive_errors, 1, "and errors");
  s.expect_equal(s.world().gauges(s.stranger, s.instance), before, "as has each tenant");
}

}  // namespace promises

[[nodiscard]] inline std::vector<promise> gauge_promises() {
  using namespace promises;
  const std::vector<part> g{part::gauges};
  const std::vector<part> days{part::gauges, part::gauge_days};
  const std::vector<part> outcomes{part::gauges, part::gauge_outcomes};
  return {
      {"health is summed over a batch, then clamped to 100", health_is_clamped_once, g},
      {"health is summed over a batch, then clamped to 0", health_does_not_fall_below_zero, g},
      {"errors are those after a batch's last delivery", errors_follow_the_last_delivery, g},
      {"errors add up while nothing is delivered", errors_add_up_without_a_delivery, g},
      {"today's counters count each kind", a_batch_is_counted_by_kind, g},
      {"a new day resets today's counters once", a_new_day_starts_once, days},
      {"a new day gives no health beyond 100", a_new_day_gives_no_health_beyond_full, days},
      {"an earlier day counts into the stored one", an_earlier_day_counts_into_the_stored, days},
      {"a first day resets nothing", a_first_day_resets_nothing, days},
      {"a change with nothing for its instance touches no gauge",
       nothing_for_the_instance_touches_nothing, g},
      {"gauges may move alone", gauges_may_move_alone, outcomes},
      {"the latest success stays", the_latest_success_stays, outcomes},
      {"the last error is told", the_last_error_is_told, outcomes},
      {"gauges of other instances stay", other_gauges_stay, {part::gauges, part::tenants}},
  };
}

}  // namespace waybill::testing::contract
