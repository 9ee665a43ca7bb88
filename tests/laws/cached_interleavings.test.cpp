// Two processes on one store, one of them behind a cache that the other one makes stale. In every
// order of their store calls, each report of the one is answered, and all ends, as if the report
// had been one step without a cache, at a moment between its beginning and its end.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/cached_store.hpp>
#include <waybill/testing/contract/describe.hpp>
#include <waybill/testing/manual_clock.hpp>

#include "support/edited_store.hpp"
#include "support/interleaving.hpp"

using waybill::message_status;
using waybill::policy;
using waybill::receipt;
using waybill::testing::describe;
using namespace waybill_test;

namespace {

/// What one process reports of the message M1: one body after the other.
struct report {
  receipt what;
  std::string from = instance;
};

/// A way to the store that counts how often rows were written by it.
class writing_door final : public waybill::forwarding_store {
 public:
  writing_door(waybill::store& inner, std::size_t& writes) noexcept
      : forwarding_store(inner), writes_(writes) {}

  [[nodiscard]] std::vector<std::size_t> apply(std::span<const waybill::change> changes) override {
    auto lost = forwarding_store::apply(changes);
    ++writes_;
    return lost;
  }

 private:
  std::size_t& writes_;
};

/// What the other process does meanwhile, by its own way to the store.
struct other_hand {
  waybill::store& door;
  edited_store& rows;
  waybill::tracker tracker;
  waybill::tracker at_once;

  static void record(const waybill::tracker& by, const std::string& row, std::string_view id,
                     const std::string& through = instance, bool resend = false) {
    auto sent = send_of(row, id);
    sent.instance = through;
    sent.resend = resend;
    static_cast<void>(by.record_sent(sent));
  }
  void hear(receipt what) const {
    static_cast<void>(tracker.handle(webhook(shape::v2, instance, "M1", what), {tenant, {}}));
  }
  /// One step, which writes rows by whatever means.
  void step(const std::function<void()>& work) const {
    static_cast<void>(door.apply({}));
    work();
  }
};

struct scenario {
  std::string name;
  std::function<void(const other_hand&)> meanwhile;
  policy knobs{};
  /// The first makes the message known to a cache.
  std::vector<report> reports{{receipt::delivered}, {receipt::delivered}, {receipt::read}};
  /// A cache may take a report for one that came earlier: what changed no guard compares.
  bool may_delay = false;
  /// Believing the cache would go wrong here.
  bool needs_doubt = false;
};

/// How a process reaches the store: through a cache, or not.
using way_in = std::function<std::unique_ptr<waybill::store>(waybill::store& door)>;

/// Keeps nothing to itself and remembers nothing.
[[nodiscard]] std::unique_ptr<waybill::store> without_cache(waybill::store& door) {
  return std::make_unique<waybill::forwarding_store>(door);
}
[[nodiscard]] std::unique_ptr<waybill::store> through_cache(waybill::store& door) {
  return std::make_unique<waybill::cached_store>(door);
}

/// A cache whose word is taken for the store's.
class believed_cache final : public waybill::forwarding_store {
 public:
  explicit believed_cache(std::unique_ptr<waybill::store> cache)
      : forwarding_store(*cache), cache_(std::move(cache)) {}

  [[nodiscard]] std::vector<std::vector<waybill::tracked_message>> load(
      std::span<const waybill::message_key> keys) override {
    auto found = forwarding_store::load(keys);
    for (auto& rows : found) {
      for (auto& row : rows) row.from_cache = false;
    }
    return found;
  }

 private:
  std::unique_ptr<waybill::store> cache_;
};
[[nodiscard]] std::unique_ptr<waybill::store> through_believed_cache(waybill::store& door) {
  return std::make_unique<believed_cache>(through_cache(door));
}

/// How one order went.
struct course {
  std::string outcome;
  /// For each report, how often the other process had written when it began, and when it ended.
  std::vector<std::pair<std::size_t, std::size_t>> spans;

  /// Whether no other hand wrote while a report was at work.
  [[nodiscard]] bool is_stepwise() const {
    return std::all_of(spans.begin(), spans.end(),
                       [](const auto& each) { return each.first == each.second; });
  }
  /// Whether it went as in `steps`, in which each report is a step within its span here.
  [[nodiscard]] bool goes_as(const course& steps, bool may_delay) const {
    if (outcome != steps.outcome) return false;
    for (std::size_t i = 0; i < spans.size(); ++i) {
      const auto at = steps.spans[i].first;
      if (at > spans[i].second || (!may_delay && at < spans[i].first)) return false;
    }
    return true;
  }
};

/// One order of one scenario.
class two_processes {
 public:
  explicit two_processes(const scenario& what) : what_(what) {
    store_.add_pending("row_1");
    store_.add_pending("row_2");
    store_.memory.catalog()->add_instance({tenant, "inst_2"});
    static_cast<void>(on(store_.memory).record_sent(send_of("row_1", "M1")));
  }

  void run(every_choice& choose, const way_in& enter) {
    std::size_t writes = 0;
    stage both{rows_};
    both.add([&](waybill::store& door) {
      const auto where = enter(door);
      const auto tracker = on(*where);
      for (const auto& each : what_.reports) {
        static_cast<void>(door.load({}));  // a step, so that others may come between two reports
        const auto began = writes;
        const auto body = webhook(shape::v2, each.from, "M1", each.what);
        answers_ += tracker.handle(body, {tenant, {}}).body;
        spans_.emplace_back(began, writes);
      }
    });
    both.add([&](waybill::store& door) {
      writing_door counted{door, writes};
      what_.meanwhile({counted, rows_, on(counted), on(rows_)});
    });
    static_cast<void>(both.run(choose, orders::all));
  }

  /// What was answered, and all that is stored once a sweep has been there.
  [[nodiscard]] course went() {
    static_cast<void>(on(rows_).sweep());
    auto text = answers_ + '\n';
    for (const auto* const row : {"row_1", "row_2"}) {
      const waybill::row_key key{tenant, row};
      text += describe::of(rows_.load_rows({&key, 1})) + '\n';
    }
    text += describe::of(store_.counters()) + '\n';
    std::multiset<std::string_view> logged;
    for (const auto& each : store_.log()) logged.insert(to_string(each.type));
    for (const auto type : logged) text += std::string{type} + ' ';
    for (const auto& each : store_.parked()) text += "\nparked " + describe::of(each.incoming);
    return {text, spans_};
  }

 private:
  [[nodiscard]] waybill::tracker on(waybill::store& door) {
    waybill::tracker_options options;
    options.policy = what_.knobs;
    options.clock = &clock_;
    return waybill::tracker{door, options};
  }

  const scenario& what_;
  waybill::testing::manual_clock clock_{waybill::time_point{std::chrono::days{20'000}}};
  campaign_store store_;
  edited_store rows_{store_.memory};
  std::string answers_;
  std::vector<std::pair<std::size_t, std::size_t>> spans_;
};

[[nodiscard]] std::vector<course> courses_of(const scenario& what, const way_in& enter) {
  std::vector<course> result;
  static_cast<void>(for_every_schedule([&](every_choice& choose) {
    two_processes both{what};
    both.run(choose, enter);
    result.push_back(both.went());
    return true;
  }));
  return result;
}

/// What went as it cannot go where each report is one step.
[[nodiscard]] std::vector<std::string> impossible(const std::vector<course>& found,
                                                  const std::vector<course>& uncached,
                                                  bool may_delay) {
  std::vector<std::string> result;
  for (const auto& each : found) {
    const bool is_possible = std::any_of(
        uncached.begin(), uncached.end(),
        [&](const course& known) { return known.is_stepwise() && each.goes_as(known, may_delay); });
    if (!is_possible) result.push_back(each.outcome);
  }
  return result;
}

/// The milestone that a report proved is gone, as is the status.
void take_back(edited_store& rows) {
  const waybill::row_key key{tenant, "row_1"};
  const auto row = rows.load_rows({&key, 1}).front().value();
  rows.update("row_1", message_status::sent, {row.times.sent_at, {}, {}, {}});
}

void to_other_id(const waybill::tracker& by) {
  other_hand::record(by, "row_1", "M2", instance, true);
}
void to_row_2(const waybill::tracker& by) { other_hand::record(by, "row_2", "M1"); }
void to_other_name(const waybill::tracker& by) { other_hand::record(by, "row_1", "M1", "inst_2"); }

[[nodiscard]] std::vector<scenario> reports_and_sends() {
  return {{"reports elsewhere", [](const auto& other) { other.hear(receipt::read); }},
          {"a failure", [](const auto& other) { other.hear(receipt::failed); }},
          {.name = "a failure that is withdrawn",
           .meanwhile =
               [](const auto& other) {
                 other.hear(receipt::failed);
                 other.hear(receipt::delivered);
               },
           .knobs = policy::order_independent(),
           .reports = {{receipt::sent}, {receipt::read}}},
          {.name = "a resend",
           .meanwhile = [](const auto& other) { to_other_id(other.tracker); },
           .reports = {{receipt::delivered}, {receipt::delivered}},
           .needs_doubt = true}};
}

[[nodiscard]] std::vector<scenario> operators() {
  const auto update = [](const auto& other) { other.step([&] { take_back(other.rows); }); };
  const auto recount = [](const auto& other) {
    other.step([&] { other.rows.repair({tenant, campaign}); });
  };
  const auto erase = [](const auto& other) { other.step([&] { other.rows.erase("row_1"); }); };
  return {{"a recount of counters that drifted",
           [=](const auto& other) {
             other.step([&] { other.rows.miscount("row_1", 7); });
             recount(other);
           }},
          {.name = "an operator's UPDATE", .meanwhile = update, .needs_doubt = true},
          {.name = "an operator's UPDATE, and a recount",
           .meanwhile =
               [=](const auto& other) {
                 update(other);
                 recount(other);
               },
           .needs_doubt = true},
          {.name = "a deleted row", .meanwhile = erase, .needs_doubt = true},
          {.name = "a deleted row, whose id another row gets",
           .meanwhile =
               [=](const auto& other) {
                 erase(other);
                 other.step([&] { to_row_2(other.at_once); });
               },
           .needs_doubt = true}};
}

[[nodiscard]] std::vector<scenario> ids_and_names() {
  const auto second_row = [](const auto& other) { other.step([&] { to_row_2(other.at_once); }); };
  const auto rename = [](const auto& other) { other.step([&] { to_other_name(other.at_once); }); };
  const std::string renamed = "inst_2";
  return {
      {.name = "an id that moves to another row",
       .meanwhile =
           [=](const auto& other) {
             other.step([&] { to_other_id(other.at_once); });
             second_row(other);
           },
       .needs_doubt = true},
      {.name = "an instance's new name",
       .meanwhile = rename,
       .reports = {{receipt::delivered}, {receipt::delivered, renamed}, {receipt::read, renamed}},
       .needs_doubt = true},
      {.name = "an instance's former name",
       .meanwhile = rename,
       .reports = {{receipt::delivered}, {receipt::delivered, renamed}, {receipt::read}},
       .may_delay = true},
      {.name = "a second row with the id", .meanwhile = second_row, .may_delay = true}};
}

[[nodiscard]] std::vector<scenario> scenarios() {
  std::vector<scenario> all;
  for (auto* const some : {reports_and_sends, operators, ids_and_names}) {
    for (auto& each : some()) all.push_back(std::move(each));
  }
  return all;
}

}  // namespace

TEST_CASE(
    "behind a cache a report goes as without it, in every order of what others do meanwhile") {
  for (const auto& each : scenarios()) {
    CAPTURE(each.name);
    const auto uncached = courses_of(each, without_cache);
    const auto cached = courses_of(each, through_cache);
    CHECK(impossible(uncached, uncached, false).empty());
    for (const auto& outcome : impossible(cached, uncached, each.may_delay)) FAIL_CHECK(outcome);
    MESSAGE(each.name, ": ", cached.size(), " orders, ", uncached.size(), " without");
    CHECK(cached.size() > 7);
  }
}

TEST_CASE("a cache that is believed where nothing is written does not") {
  for (const auto& each : scenarios()) {
    if (!each.needs_doubt) continue;
    CAPTURE(each.name);
    const auto uncached = courses_of(each, without_cache);
    const auto believed = courses_of(each, through_believed_cache);
    CHECK_FALSE(impossible(believed, uncached, each.may_delay).empty());
  }
}
