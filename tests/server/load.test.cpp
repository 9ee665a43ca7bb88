#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/soci/sqlite_store.hpp>
#include <waybill/tracker.hpp>

#include "postgres/cluster.hpp"
#include "server/example_server.hpp"
#include "support/scratch_folder.hpp"

using namespace waybill_test;
using waybill::receipt;

namespace {

constexpr std::size_t connections = 64;
constexpr std::size_t messages = 250;  // new ones in each round
constexpr std::size_t rounds = 4;

/// What a gateway posts about the messages, each report twice and in any order, with strangers and
/// broken bodies among them.
[[nodiscard]] std::vector<std::string> mixed_bodies(std::size_t round) {
  std::vector<std::string> bodies;
  for (auto i = round * messages; i < (round + 1) * messages; ++i) {
    const auto id = "3EB0" + std::to_string(i);
    for (const auto what : {receipt::delivered, receipt::read}) {
      bodies.insert(bodies.end(), 2, report_of(id, what));
    }
    if (i % 10 == 0) bodies.push_back(report_of("stranger-" + id, receipt::delivered));
    if (i % 50 == 0) bodies.push_back(R"({"event":"messages.update","data":)");
  }
  std::shuffle(bodies.begin(), bodies.end(), std::minstd_rand{static_cast<unsigned>(round + 1)});
  return bodies;
}

/// Sends of a round's messages.
[[nodiscard]] std::vector<std::string> sends(std::size_t round) {
  std::vector<std::string> bodies;
  for (auto i = round * messages; i < (round + 1) * messages; ++i) {
    bodies.push_back(send_body(std::to_string(i), "spring"));
  }
  return bodies;
}

/// Posts them over many connections that stay open, and again what is answered 503, as a gateway
/// does; returns how many were answered as they should.
[[nodiscard]] std::size_t post_all(const example_server& to, const std::string& path,
                                   const std::vector<std::string>& bodies) {
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> answered = 0;
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < connections; ++i) {
    threads.emplace_back([&, client = to.client()]() mutable {
      for (auto n = next++; n < bodies.size(); n = next++) {
        const bool broken = bodies[n].back() == ':';
        auto answer = client.Post(path, bodies[n], "application/json");
        for (int tries = 1; tries < 5 && answer && answer->status == 503; ++tries) {
          answer = client.Post(path, bodies[n], "application/json");
        }
        if (answer && answer->status == (broken ? 400 : 200)) ++answered;
      }
    });
  }
  for (auto& each : threads) each.join();
  return answered;
}

void check_load(const std::string& store) {
  example_server server{store};
  auto client = server.client();
  std::vector<std::size_t> memory;
  for (std::size_t round = 0; round < rounds; ++round) {
    CHECK(post_all(server, "/api/sends", sends(round)) == messages);
    const auto bodies = mixed_bodies(round);
    CHECK(post_all(server, webhook_path, bodies) == bodies.size());
    memory.push_back(server.program().memory());
  }
  // What the first round needed is enough for all that follow.
  CHECK(memory.back() < memory.front() + 8U * 1024 * 1024);
  const auto campaign = get_json(client, "/api/campaigns/spring");
  CHECK(campaign["sent_count"] == rounds * messages);
  CHECK(campaign["delivered_count"] == rounds * messages);
  CHECK(campaign["read_count"] == rounds * messages);
  CHECK(campaign["failed_count"] == 0);
  CHECK(server.end() == 0);
  const auto verify =
      std::string{WAYBILL_PROGRAM} + " verify spring --store " + store + " >/dev/null";
  CHECK(std::system(verify.c_str()) == 0);
}

}  // namespace

TEST_CASE(
    "64 connections of mixed traffic over HTTP: all is answered, counted once, in flat memory") {
  const scratch_folder folder;
  check_load("sqlite:" + folder.path("waybill.db"));
}

TEST_CASE("the same with PostgreSQL behind the server") {
  check_load(cluster::shared().new_database());
}
