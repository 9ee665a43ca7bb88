#include <cstdint>
#include <future>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "support/ingest_shop.hpp"

using namespace waybill_test;
using waybill::message_status;
using waybill::receipt;
using waybill::status_transition;

namespace {

/// Remembers what it is told.
class listener {
 public:
  [[nodiscard]] waybill::transition_observer hook() {
    return [this](const status_transition& moved) {
      const std::scoped_lock lock{mutex_};
      heard_.push_back(moved);
    };
  }
  [[nodiscard]] std::vector<status_transition> heard() const {
    const std::scoped_lock lock{mutex_};
    return heard_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<status_transition> heard_;
};

}  // namespace

TEST_CASE("observers are told of what really moved, once, after it is durable") {
  sent_campaign inner{2};
  listener all;
  std::vector<std::optional<message_status>> stored;
  auto options = patient();
  options.tracker.observers = {all.hook(), [&](const status_transition& moved) {
                                 stored.push_back(inner.status(moved.key.row));
                               }};
  const waybill::tracker tracker{inner.memory, options.tracker};
  waybill::ingestor ingestor{tracker, options};
  for (int copy = 0; copy < 3; ++copy) {
    static_cast<void>(ingestor.handle(read_of(0), {tenant, {}}));
    static_cast<void>(ingestor.handle(report_of("M1", receipt::delivered), {tenant, {}}));
  }
  ingestor.stop(patience);
  const auto heard = all.heard();
  REQUIRE(heard.size() == 2);
  CHECK(heard[0].message_id == "M0");
  CHECK(heard[0].old_status == message_status::sent);
  CHECK(heard[0].new_status == message_status::read);
  CHECK(heard[0].campaign == campaign);
  CHECK(heard[1].new_status == message_status::delivered);
  REQUIRE(stored.size() == 2);
  CHECK(stored[0] == message_status::read);
  CHECK(stored[1] == message_status::delivered);
  CHECK(ingestor.stats().transitions == 2);
}

TEST_CASE("an observer that throws harms neither callers nor other observers") {
  sent_campaign inner{3};
  listener all;
  std::size_t warnings = 0;
  auto options = patient();
  options.tracker.observers = {[](const status_transition&) { throw 42; }, all.hook()};
  options.tracker.on_log = [&](waybill::severity level, std::string_view, const waybill::log_ids&) {
    if (level == waybill::severity::warning) ++warnings;
  };
  const waybill::tracker tracker{inner.memory, options.tracker};
  waybill::ingestor ingestor{tracker, options};
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(ingestor.handle(read_of(i), {tenant, {}}).http_status == 200);
  }
  ingestor.stop(patience);
  CHECK(all.heard().size() == 3);
  CHECK(warnings == 3);
}

TEST_CASE("an observer is called outside all locks: it may ask and submit") {
  sent_campaign inner{2};
  std::future<waybill::reply> answer;
  std::uint64_t accepted = 0;
  waybill::ingestor* self = nullptr;
  auto options = patient();
  options.tracker.observers = {[&](const status_transition& moved) {
    if (moved.message_id != "M0") return;
    accepted = self->stats().accepted;
    answer = self->submit(read_of(1), {tenant, {}});
  }};
  const waybill::tracker tracker{inner.memory, options.tracker};
  waybill::ingestor ingestor{tracker, options};
  self = &ingestor;
  CHECK(ingestor.submit(read_of(0), {tenant, {}}).get().http_status == 200);
  // The second body was accepted before the first batch was over, and is written like any other.
  while (ingestor.stats().accepted < 2) std::this_thread::yield();
  ingestor.stop(patience);
  CHECK(accepted == 1);
  CHECK(answer.get().http_status == 200);
}

TEST_CASE("what was parked by one body and settled by another is told to observers") {
  sent_campaign inner{0};
  listener all;
  auto options = patient();
  options.tracker.observers = {all.hook()};
  const waybill::tracker tracker{inner.memory, options.tracker};
  waybill::ingestor ingestor{tracker, options};
  static_cast<void>(ingestor.handle(report_of("EARLY", receipt::delivered), {tenant, {}}));
  inner.memory.add_message({.key = {tenant, "row_1"},
                            .message_id = "EARLY",
                            .instance = instance,
                            .campaign = campaign});
  const auto swept = ingestor.sweep();
  CHECK(swept.settled == 1);
  REQUIRE(all.heard().size() == 1);
  CHECK(all.heard()[0].new_status == message_status::delivered);
  CHECK(ingestor.stats().settled == 1);
  CHECK(ingestor.stats().transitions == 1);
}
