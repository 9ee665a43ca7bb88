// The ingestor on a real server: what was acknowledged is there, whatever dies in between.

#include <atomic>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "postgres/cluster.hpp"
#include "postgres/crashes.hpp"
#include "postgres/observer.hpp"
#include "postgres/postgres_world.hpp"
#include "postgres/traffic.hpp"
#include "support/crowd.hpp"
#include "support/eventually.hpp"

using namespace waybill_test;

namespace {

constexpr std::size_t callers = 16;

/// Lets an ingestor take the traffic in the tracker's place.
void lead_through(waybill::ingestor& ingestor, traffic& flow) {
  flow.handle = [&](const std::string& body) {
    return ingestor.handle(body, {traffic::tenant, {}}, traffic::deadline);
  };
}

/// Every message is read, the counters say so, and fewer commits than webhooks did it.
void expect_whole(traffic& after, waybill::ingestor& ingestor) {
  CHECK(after.wrong() == "");
  CHECK(after.slowest() <= traffic::deadline + traffic::margin);
  const auto stats = ingestor.stats();
  CHECK(stats.breaker == waybill::breaker_state::closed);
  CHECK(stats.batch_updates.total() < stats.batch_updates.sum / 2);
}

/// A process with a burst of webhooks.
class burst {
 public:
  burst(const std::string& url, std::size_t messages) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    id_ = ::fork();
    if (id_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::execl(WAYBILL_BURST, WAYBILL_BURST, url.c_str(), std::to_string(messages).c_str(), nullptr);
      ::_exit(127);
    }
    ::close(ends[1]);
    acknowledged_ = ::fdopen(ends[0], "r");
  }
  ~burst() { std::fclose(acknowledged_); }
  burst(const burst&) = delete;
  burst& operator=(const burst&) = delete;

  /// Kills it once so many webhooks were acknowledged; all that were.
  [[nodiscard]] std::vector<std::size_t> kill_after(std::size_t count) {
    std::vector<std::size_t> numbers;
    for (std::size_t number = 0; std::fscanf(acknowledged_, "%zu", &number) == 1;) {
      numbers.push_back(number);
      if (numbers.size() == count) ::kill(id_, SIGKILL);
    }
    int status = 0;
    ::waitpid(id_, &status, 0);
    CHECK(WIFSIGNALED(status));
    return numbers;
  }

 private:
  pid_t id_ = -1;
  std::FILE* acknowledged_ = nullptr;
};

}  // namespace

TEST_CASE("in PostgreSQL, 64 threads with copies of the same day end as one thread does") {
  postgres_place place;
  add_campaign_to(place.store);
  check_crowd_ends_as_one(place.store, 12, patient());
}

TEST_CASE("in PostgreSQL, 64 threads count what the rows show, and each transition is told once") {
  postgres_place place;
  add_campaign_to(place.store);
  check_crowd_counts_rows(place.store, 12, {});
}

TEST_CASE(
    "a server that crashes in mid-burst, three times, loses nothing and counts nothing twice") {
  cluster server;
  traffic flow{server.new_database(), 1000, {}};
  waybill::ingestor ingestor{flow.tracker};
  lead_through(ingestor, flow);
  start_and_crash_three_times(server, flow, callers);
  flow.finish();
  expect_whole(flow, ingestor);
}

TEST_CASE("backends that are killed in mid-burst lose nothing and count nothing twice") {
  const auto url = cluster::shared().new_database();
  traffic flow{url, 800, {}};
  waybill::ingestor ingestor{flow.tracker};
  lead_through(ingestor, flow);
  observer look{url};
  flow.start(callers);
  for (int i = 1; i <= 15; ++i) {
    flow.wait_for(i / 20.0);
    look.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'waybill' AND datname = current_database()");
  }
  flow.finish();
  expect_whole(flow, ingestor);
}

TEST_CASE("a server that is paused in mid-burst holds no caller beyond its deadline") {
  cluster server;
  traffic flow{server.new_database(), 600, {}};
  waybill::ingestor ingestor{flow.tracker};
  lead_through(ingestor, flow);
  flow.start(callers);
  flow.wait_for(0.3);
  server.pause();
  const auto before = flow.refused();
  CHECK(eventually([&] { return flow.refused() >= before + callers; }));
  server.resume();
  flow.finish();
  expect_whole(flow, ingestor);
}

TEST_CASE("what a process acknowledged before it was killed in mid-burst is there") {
  constexpr std::size_t messages = 1000;
  for (const std::size_t killed_after : {1U, 50U, 300U}) {
    CAPTURE(killed_after);
    const auto url = cluster::shared().new_database();
    traffic flow{url, messages, {}};
    burst victim{url, messages};
    const auto acknowledged = victim.kill_after(killed_after);
    CHECK(acknowledged.size() >= killed_after);
    CHECK(acknowledged.size() < messages);
    CHECK(flow.tracker.verify({traffic::tenant, traffic::campaign})->holds());
    std::vector<waybill::message_key> keys;
    for (const auto number : acknowledged) {
      keys.push_back({traffic::tenant, traffic::message_id(number)});
    }
    std::size_t lost = 0;
    for (const auto& rows : flow.store.load(keys)) {
      if (rows.at(0).status != waybill::message_status::read) ++lost;
    }
    CHECK(lost == 0);
    // The next process does the rest.
    waybill::ingestor ingestor{flow.tracker};
    lead_through(ingestor, flow);
    flow.start(callers);
    flow.finish();
    CHECK(flow.wrong() == "");
  }
}

TEST_CASE("two ingestors on one campaign count what the rows show") {
  const auto url = cluster::shared().new_database();
  traffic flow{url, 600, {}};
  waybill::postgres_store second_store{url};
  waybill::ingestor one{flow.tracker};
  const waybill::tracker other_tracker{second_store};
  waybill::ingestor other{other_tracker};
  std::atomic<std::size_t> turn = 0;
  flow.handle = [&](const std::string& body) {
    auto& mine = turn++ % 2 == 0 ? one : other;
    return mine.handle(body, {traffic::tenant, {}}, traffic::deadline);
  };
  flow.start(callers);
  flow.finish();
  CHECK(flow.wrong() == "");
  one.stop(traffic::deadline);
  other.stop(traffic::deadline);
  CHECK(one.stats().applied + one.stats().duplicates > 0);
  CHECK(other.stats().applied + other.stats().duplicates > 0);
}
