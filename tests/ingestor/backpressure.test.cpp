// A queue that is full: callers wait until there is room or their deadline is over, and no tenant
// keeps another one out.

#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "support/ingest_shop.hpp"

using namespace waybill_test;
using namespace std::chrono_literals;

namespace {

/// Options whose queue holds so many updates of one tenant.
[[nodiscard]] service_options room_for(std::size_t updates) {
  auto options = patient();
  options.max_queued_updates = 2 * updates;
  return options;
}

/// A caller in a thread of its own.
[[nodiscard]] std::future<waybill::reply> call(ingest_shop& here, const std::string& body,
                                               std::chrono::milliseconds within = patience) {
  return std::async(std::launch::async, [&here, body, within] {
    return here.ingestor.handle(body, {tenant, {}}, within);
  });
}

void wait_for_callers(ingest_shop& here, std::size_t count) {
  while (here.ingestor.stats().waiting_callers != count) std::this_thread::yield();
}

const auto processing_failed = json(R"({"error":"Processing failed"})");

}  // namespace

TEST_CASE("a caller that finds the queue full waits for room and is answered as any other") {
  ingest_shop here{4, room_for(2)};
  auto first = here.hold_writer();
  auto second = here.submit(read_of(1));
  auto third = here.submit(read_of(2));
  auto waiting = call(here, read_of(3));
  wait_for_callers(here, 1);
  CHECK(here.ingestor.stats().queued_updates == 2);
  here.gate.open();
  CHECK(json(waiting.get().body)["status"] == "updated");
  for (auto* each : {&first, &second, &third}) CHECK(each->get().http_status == 200);
  CHECK(here.ingestor.stats().refused == 0);
  CHECK(here.counters() == waybill::campaign_delta{4, 4, 4, 0});
}

TEST_CASE("a caller that finds no room by its deadline is answered 503 and nothing moves") {
  ingest_shop here{4, room_for(1)};
  auto first = here.hold_writer();
  auto second = here.submit(read_of(1));
  const auto refused = here.ingestor.handle(read_of(2), {tenant, {}}, 20ms);
  CHECK(refused.http_status == 503);
  CHECK(json(refused.body) == processing_failed);
  here.gate.open();
  CHECK(second.get().http_status == 200);
  here.ingestor.stop(patience);
  CHECK(here.status("row_2") == waybill::message_status::sent);
  CHECK(here.ingestor.stats().refused == 1);
}

TEST_CASE("a submitted body that finds no room is answered 503 at once") {
  ingest_shop here{4, room_for(1)};
  auto first = here.hold_writer();
  auto second = here.submit(read_of(1));
  auto refused = here.submit(read_of(2));
  REQUIRE(is_ready(refused));
  CHECK(refused.get().http_status == 503);
  CHECK_FALSE(is_ready(second));
}

TEST_CASE("a queue is full of bytes as it is of updates") {
  auto options = patient();
  options.max_queued_bytes = 1;
  ingest_shop here{4, options};
  auto first = here.hold_writer();
  auto fits_because_nothing_waits = here.submit(read_of(1));
  CHECK(here.submit(read_of(2)).get().http_status == 503);
  here.gate.open();
  CHECK(fits_because_nothing_waits.get().http_status == 200);
}

TEST_CASE("a body with more updates than the queue has room for is taken when nothing waits") {
  ingest_shop here{20, room_for(2)};
  CHECK(here.ingestor.handle(read_of(0, 20), {tenant, {}}).http_status == 200);
  CHECK(here.counters().read == 20);
}

TEST_CASE("a caller whose deadline ends while its body waits is answered 503 and it is dropped") {
  ingest_shop here{3};
  auto first = here.hold_writer();
  CHECK(here.ingestor.handle(read_of(1), {tenant, {}}, 5ms).http_status == 503);
  auto dropped = here.ingestor.submit(read_of(2), {tenant, {}}, 0ms);
  CHECK(here.ingestor.stats().queued_updates == 2);
  here.gate.open();
  CHECK(dropped.get().http_status == 503);
  here.ingestor.stop(patience);
  CHECK(here.status("row_1") == waybill::message_status::sent);
  CHECK(here.status("row_2") == waybill::message_status::sent);
  CHECK(here.ingestor.stats().failed == 2);
}

TEST_CASE("a caller whose deadline ends while its batch is written is answered 503 in time") {
  ingest_shop here{1};
  here.gate.close();
  const auto reply = here.ingestor.handle(read_of(0), {tenant, {}}, 20ms);
  CHECK(reply.http_status == 503);
  CHECK(reply.transitions.empty());
  here.gate.open();
  here.ingestor.stop(patience);
  // It was under way: 503 says that it may or may not have been stored.
  CHECK(here.status("row_0") == waybill::message_status::read);
  CHECK(json(waybill::tracker{here.memory}.handle(read_of(0), {tenant, {}}).body)["status"] ==
        "already_processed");
}

TEST_CASE("a burst of one tenant neither keeps another one out nor makes it wait for its turn") {
  auto options = room_for(50);
  options.max_batch = 10;
  options.writers = 1;
  ingest_shop here{200, options};
  here.add_sent(1, "quiet");
  auto first = here.hold_writer();
  std::vector<std::future<waybill::reply>> burst;
  for (std::size_t i = 1; i <= 60; ++i) burst.push_back(here.submit(read_of(i)));
  REQUIRE(is_ready(burst[50]));
  CHECK(burst[50].get().http_status == 503);
  auto quiet = here.submit(read_of(0), "quiet");
  here.gate.let_pass(2);
  CHECK(json(quiet.get().body)["status"] == "updated");
  here.gate.wait_for_somebody();
  CHECK_FALSE(is_ready(burst[9]));
}
