// What arrives while a batch is being committed is the next batch, and nobody is answered before
// their batch is durable.

#include <chrono>
#include <future>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/ingest_shop.hpp"

using namespace waybill_test;
using waybill::message_status;
using waybill::receipt;

namespace {

using sizes = std::vector<std::size_t>;

/// Submits reads of the messages from `first` on.
[[nodiscard]] std::vector<std::future<waybill::reply>> submit_reads(ingest_shop& here,
                                                                    std::size_t first,
                                                                    std::size_t count) {
  std::vector<std::future<waybill::reply>> answers;
  for (std::size_t i = first; i < first + count; ++i) answers.push_back(here.submit(read_of(i)));
  return answers;
}

}  // namespace

TEST_CASE("what arrives while a batch is being committed is the next batch") {
  ingest_shop here{20};
  auto first = here.hold_writer();
  auto rest = submit_reads(here, 1, 19);
  here.gate.open();
  CHECK(first.get().http_status == 200);
  for (auto& each : rest) CHECK(json(each.get().body)["status"] == "updated");
  CHECK(here.gate.applies() == sizes{1, 19});
  CHECK(here.counters() == waybill::campaign_delta{20, 20, 20, 0});
}

TEST_CASE("nobody is answered before their batch is durable") {
  ingest_shop here{3};
  auto first = here.hold_writer();
  auto rest = submit_reads(here, 1, 2);
  CHECK_FALSE(is_ready(first));
  here.gate.let_pass(1);
  CHECK(first.get().http_status == 200);
  CHECK(here.status("row_0") == message_status::read);
  here.gate.wait_for_somebody();
  CHECK_FALSE(is_ready(rest[0]));
  CHECK_FALSE(is_ready(rest[1]));
  CHECK(here.status("row_1") == message_status::sent);
  here.gate.open();
  for (auto& each : rest) CHECK(each.get().http_status == 200);
}

TEST_CASE("a batch holds no more updates than it may, and a body is never split") {
  auto options = patient();
  options.max_batch = 4;
  options.writers = 1;
  ingest_shop here{30, options};
  auto first = here.hold_writer();
  std::vector<std::future<waybill::reply>> answers;
  answers.push_back(here.submit(read_of(1, 3)));
  answers.push_back(here.submit(read_of(4, 1)));
  answers.push_back(here.submit(read_of(5, 2)));
  answers.push_back(here.submit(read_of(7, 3)));
  answers.push_back(here.submit(read_of(10, 9)));
  answers.push_back(here.submit(read_of(19, 1)));
  here.gate.open();
  for (auto& each : answers) CHECK(each.get().http_status == 200);
  CHECK(here.gate.applies() == sizes{1, 4, 2, 3, 9, 1});
}

TEST_CASE("reports of one message that share a batch are one change, each with its own answer") {
  ingest_shop here{2};
  auto first = here.hold_writer();
  auto delivered = here.submit(report_of("M1", receipt::delivered));
  auto again = here.submit(report_of("M1", receipt::delivered));
  auto read = here.submit(report_of("M1", receipt::read));
  here.gate.open();
  CHECK(json(delivered.get().body)["new_status"] == "delivered");
  CHECK(json(again.get().body)["status"] == "already_processed");
  const auto last = read.get();
  CHECK(json(last.body)["old_status"] == "delivered");
  REQUIRE(last.transitions.size() == 1);
  CHECK(last.transitions[0].new_status == message_status::read);
  CHECK(here.gate.applies() == sizes{1, 1});
}

TEST_CASE("who lingers waits for a full batch and no longer") {
  auto options = patient();
  options.linger = patience;
  options.max_batch = 5;
  ingest_shop here{5, options};
  auto answers = submit_reads(here, 0, 4);
  CHECK(here.gate.applies().empty());
  answers.push_back(here.submit(read_of(4)));
  for (auto& each : answers) CHECK(each.get().http_status == 200);
  CHECK(here.gate.applies() == sizes{5});
}

TEST_CASE("who lingers is answered though no more comes") {
  auto options = patient();
  options.linger = std::chrono::milliseconds{5};
  ingest_shop here{1, options};
  CHECK(here.submit(read_of(0)).get().http_status == 200);
}

TEST_CASE("the numbers tell the sizes of batches and how every update ended") {
  ingest_shop here{4};
  auto first = here.hold_writer();
  auto updated = submit_reads(here, 1, 3);
  auto twice = here.submit(read_of(1));
  auto stranger = here.submit(report_of("STRANGER", receipt::read));
  CHECK(here.ingestor.stats().queued_updates == 5);
  CHECK(here.ingestor.stats().queued_bytes > 5 * sizeof(waybill::incoming_update));
  here.gate.open();
  CHECK(stranger.get().http_status == 200);
  CHECK(twice.get().http_status == 200);
  static_cast<void>(here.ingestor.handle("no JSON", {tenant, {}}));
  here.ingestor.stop(patience);
  const auto stats = here.ingestor.stats();
  CHECK(stats.bodies == 7);
  CHECK(stats.accepted == 6);
  CHECK(stats.applied == 4);
  CHECK(stats.duplicates == 1);
  CHECK(stats.unknown == 1);
  CHECK(stats.parked == 1);
  CHECK(stats.transitions == 4);
  CHECK(stats.issues[static_cast<std::size_t>(waybill::issue_code::invalid_json)] == 1);
  CHECK(stats.queued_updates == 0);
  CHECK(stats.queued_bytes == 0);
  CHECK(stats.batch_updates.total() == 2);
  CHECK(stats.batch_updates.sum == 6);
  CHECK(stats.commit_seconds.total() == 2);
  CHECK(stats.answer_seconds.total() == 6);
}
