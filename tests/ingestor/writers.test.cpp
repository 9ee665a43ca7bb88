// Several writers: one helps another only where that pays, and they decide nothing.

#include <cstddef>
#include <future>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "support/ingest_shop.hpp"

using namespace waybill_test;
using waybill::receipt;

namespace {

using sizes = std::vector<std::size_t>;
using answers = std::vector<std::future<waybill::reply>>;

[[nodiscard]] service_options batches_of(std::size_t updates, std::size_t writers = 2) {
  auto options = patient();
  options.max_batch = updates;
  options.writers = writers;
  return options;
}

void submit_reads(ingest_shop& here, answers& to, std::size_t first, std::size_t count) {
  for (std::size_t i = first; i < first + count; ++i) to.push_back(here.submit(read_of(i)));
}

/// Waits until writers have taken all but so many updates.
void wait_for_queue(const ingest_shop& here, std::size_t updates) {
  while (here.ingestor.stats().queued_updates != updates) std::this_thread::yield();
}

/// Reports of one hot message among those of others, in random order.
[[nodiscard]] std::vector<std::string> hot_day(unsigned seed) {
  constexpr receipt kinds[]{receipt::sent, receipt::delivered, receipt::read, receipt::failed};
  std::minstd_rand random{seed};
  std::vector<std::string> day;
  for (std::size_t i = 0; i < 120; ++i) {
    const auto which = random() % 3 == 0 ? std::size_t{0} : 1 + random() % 30;
    day.push_back(report_of(message(which), kinds[random() % 4]));
  }
  return day;
}

/// What the bodies are answered one after the other.
[[nodiscard]] std::vector<std::string> answers_in_turn(const std::vector<std::string>& bodies,
                                                       const waybill::tracker_options& options) {
  sent_campaign alone{31};
  const waybill::tracker tracker{alone.memory, options};
  std::vector<std::string> result;
  for (const auto& body : bodies) result.push_back(tracker.handle(body, {tenant, {}}).body);
  return result;
}

/// What they are answered when all of them wait for writers who then begin together.
[[nodiscard]] std::vector<std::string> answers_together(const std::vector<std::string>& bodies,
                                                        const service_options& options) {
  ingest_shop here{32, options};
  here.gate.close();
  auto first = here.submit(read_of(31));
  here.gate.wait_for_somebody();
  answers waiting;
  for (const auto& body : bodies) waiting.push_back(here.submit(body));
  here.gate.open();
  std::vector<std::string> result;
  for (auto& each : waiting) result.push_back(each.get().body);
  return result;
}

}  // namespace

TEST_CASE("a second writer begins a batch only while a full one waits") {
  ingest_shop here{6, batches_of(4)};
  auto first = here.hold_writer();
  answers rest;
  submit_reads(here, rest, 1, 3);
  CHECK(here.ingestor.stats().queued_updates == 3);
  submit_reads(here, rest, 4, 1);
  wait_for_queue(here, 0);
  submit_reads(here, rest, 5, 1);
  here.gate.open();
  for (auto& each : rest) CHECK(each.get().http_status == 200);
  CHECK(here.gate.applies() == sizes{1, 4, 1});
}

TEST_CASE("there are no more batches under way than there may be writers") {
  ingest_shop here{9, batches_of(2, 3)};
  auto first = here.hold_writer();
  answers rest;
  submit_reads(here, rest, 1, 8);
  wait_for_queue(here, 4);
  here.gate.open();
  for (auto& each : rest) CHECK(each.get().http_status == 200);
  CHECK(here.gate.applies() == sizes{1, 2, 2, 2, 2});
}

TEST_CASE("batches of one tenant each are under way at once for several tenants, however small") {
  auto options = batches_of(3);
  options.one_tenant_batches = true;
  ingest_shop here{3, options};
  here.add_sent(1, "another");
  auto first = here.hold_writer();
  answers rest;
  submit_reads(here, rest, 1, 2);
  CHECK(here.ingestor.stats().queued_updates == 2);
  rest.push_back(here.submit(read_of(0), "another"));
  here.gate.wait_for(2);
  CHECK(here.ingestor.stats().queued_updates == 2);
  here.gate.open();
  for (auto& each : rest) CHECK(each.get().http_status == 200);
  CHECK(here.gate.applies() == sizes{1, 1, 2});
}

TEST_CASE(
    "a report waits for the batch that its message is in, and the next batch goes without it") {
  ingest_shop here{4, batches_of(3)};
  here.gate.close();
  auto delivered = here.submit(report_of("M0", receipt::delivered));
  here.gate.wait_for_somebody();
  auto read = here.submit(read_of(0));
  answers rest;
  submit_reads(here, rest, 1, 2);
  wait_for_queue(here, 1);
  here.gate.open();
  CHECK(delivered.get().http_status == 200);
  CHECK(json(read.get().body)["old_status"] == "delivered");
  for (auto& each : rest) CHECK(each.get().http_status == 200);
  CHECK(here.gate.applies() == sizes{1, 2, 1});
}

TEST_CASE("a writer that could take nothing looks again once a batch has ended") {
  ingest_shop here{1, batches_of(2)};
  auto first = here.hold_writer();
  answers rest;
  for (int i = 0; i < 6; ++i) rest.push_back(here.submit(read_of(0)));
  CHECK(here.ingestor.stats().queued_updates == 6);
  here.gate.open();
  for (auto& each : rest) CHECK(json(each.get().body)["status"] == "already_processed");
}

TEST_CASE("an ingestor that stops writes what waits for a batch under way") {
  ingest_shop here{2, batches_of(2)};
  auto first = here.hold_writer();
  answers rest;
  for (int i = 0; i < 3; ++i) rest.push_back(here.submit(read_of(0)));
  submit_reads(here, rest, 1, 1);
  auto stopped = std::async(std::launch::async, [&] { here.ingestor.stop(patience); });
  here.gate.open();
  stopped.get();
  for (auto& each : rest) CHECK(each.get().http_status == 200);
}

TEST_CASE("under every policy reports of one hot message are answered in order by any writers") {
  for (const auto& [policy_name, knobs] : waybill::named_policies) {
    for (const std::size_t writers : {1U, 2U, 4U}) {
      const std::string name{policy_name};
      CAPTURE(name);
      CAPTURE(writers);
      auto options = batches_of(4, writers);
      options.tracker.policy = knobs;
      const auto day = hot_day(static_cast<unsigned>(writers));
      CHECK(answers_together(day, options) == answers_in_turn(day, options.tracker));
    }
  }
}
