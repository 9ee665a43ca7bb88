#include <chrono>
#include <cstdint>
#include <map>
#include <optional>

#include <doctest/doctest.h>

#include <waybill/pace.hpp>

using namespace std::chrono_literals;
using waybill::campaign_pace;
using waybill::latency_scale;
using waybill::message_status;
using waybill::milestones;
using waybill::pace_kind;
using waybill::time_point;

namespace {

constexpr time_point start = std::chrono::sys_days{std::chrono::year{2026} / 5 / 1};

std::map<pace_kind, std::int64_t> slots(message_status status, const milestones& times) {
  std::map<pace_kind, std::int64_t> result;
  for (const auto& [kind, slot] : waybill::slots_of(status, times)) result[kind] = slot;
  return result;
}

std::int64_t bucket(std::chrono::microseconds took) {
  return static_cast<std::int64_t>(latency_scale::bucket_of(took));
}

}  // namespace

TEST_CASE("a message counts in the minute of each stage and by the times between them") {
  const auto minute = waybill::minute_of(start);
  CHECK(slots(message_status::read, {start, start + 90s, start + 10min, {}}) ==
        std::map<pace_kind, std::int64_t>{{pace_kind::sent, minute},
                                          {pace_kind::delivered, minute + 1},
                                          {pace_kind::read, minute + 10},
                                          {pace_kind::to_delivered, bucket(90s)},
                                          {pace_kind::to_read, bucket(510s)}});
  CHECK(slots(message_status::pending, {}).empty());
}

TEST_CASE("a stage that another one proved tells no time") {
  const auto read_alone = slots(message_status::read, {start, start + 9s, start + 9s, {}});
  CHECK(read_alone.count(pace_kind::delivered) == 1);
  CHECK(read_alone.count(pace_kind::to_delivered) == 0);
  CHECK(read_alone.count(pace_kind::to_read) == 0);
  const auto unsent = slots(message_status::delivered, {start, start, {}, {}});
  CHECK(unsent.count(pace_kind::to_delivered) == 0);
}

TEST_CASE("a report from before its send counts as one that took no time") {
  const auto skewed = slots(message_status::delivered, {start, start - 5s, {}, {}});
  CHECK(skewed.at(pace_kind::to_delivered) == 0);
  CHECK(skewed.at(pace_kind::delivered) == waybill::minute_of(start) - 1);
}

TEST_CASE("a failure counts while the status is failed, and apart where a delivery came first") {
  const auto minute = waybill::minute_of(start);
  CHECK(slots(message_status::failed, {start, {}, {}, start}) ==
        std::map<pace_kind, std::int64_t>{{pace_kind::sent, minute}, {pace_kind::failed, minute}});
  const auto later = slots(message_status::failed, {start, start + 2s, {}, start + 3s});
  CHECK(later.count(pace_kind::failed_after_delivery) == 1);
  CHECK(later.count(pace_kind::failed) == 0);
  const auto outranked = slots(message_status::delivered, {start, start + 2s, {}, start + 1s});
  CHECK(outranked.count(pace_kind::failed) == 0);
}

TEST_CASE("the minutes before 1970 are numbered downwards") {
  CHECK(waybill::minute_of(time_point{}) == 0);
  CHECK(waybill::minute_of(time_point{} - 1us) == -1);
  CHECK(waybill::minute_of(time_point{} - 1min) == -1);
}

TEST_CASE("a campaign is complete with its last answer, or once its patience has run out") {
  campaign_pace pace;
  pace.total_contacts = 2;
  CHECK_FALSE(pace.completed_at(start));
  pace.minutes = {{start, 2, 0, 0, 0}, {start + 5min, 0, 1, 0, 0}};
  pace.last_answer_at = start + 5min;
  pace.answered = 1;
  CHECK(pace.awaited() == 1);
  CHECK_FALSE(pace.completed_at(start + 5min + 72h - 1us));
  CHECK(pace.completed_at(start + 100h) == start + 5min + 72h);
  CHECK(pace.completed_at(start + 1h, 10min) == start + 15min);
  pace.answered = 2;
  CHECK(pace.completed_at(start + 6min) == start + 5min);
}

TEST_CASE("the persisted names of pace kinds are read back") {
  for (const auto name : waybill::pace_kind_names) {
    CHECK(waybill::to_string(waybill::parse_pace_kind(name).value()) == name);
  }
  CHECK_FALSE(waybill::parse_pace_kind("seen"));
}
