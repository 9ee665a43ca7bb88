// The servers of examples/servers, each of which gets the same: what it answers, and that a store
// which somebody holds keeps nobody from being served.

#include <csignal>
#include <cstddef>
#include <deque>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "server/example_server.hpp"
#include "server/sent_request.hpp"
#include "sqlite/file_observer.hpp"
#include "support/scratch_folder.hpp"

using namespace waybill_test;
using waybill::receipt;

namespace {

/// One of them, on a file of its own.
struct small_server {
  scratch_folder folder{};
  std::string file = folder.path("waybill.db");
  started_program program;
  int port;

  explicit small_server(const std::string& name)
      : program({WAYBILL_SERVERS_FOLDER + ('/' + name), "0", file}),
        port(port_in(program.read_line())) {}

  [[nodiscard]] httplib::Client client() const {
    httplib::Client result{"127.0.0.1", port};
    result.set_tcp_nodelay(true);
    result.set_keep_alive(true);
    result.set_read_timeout(60);
    return result;
  }
  /// Asks it to end; what it counted, once it has ended as it should.
  [[nodiscard]] std::string end() {
    program.signal(SIGINT);
    const auto counters = program.read_line();
    return program.wait() == 0 ? counters : "it failed";
  }
};

template <typename Check>
void for_each_server(Check check) {
  std::istringstream names{WAYBILL_SERVERS};
  std::size_t servers = 0;
  for (std::string name; names >> name; ++servers) {
    CAPTURE(name);
    small_server server{name};
    check(server);
  }
  CHECK(servers > 0);
}

[[nodiscard]] std::string delivery(std::size_t number) {
  return report_of("3EB0" + std::to_string(number), receipt::delivered);
}

}  // namespace

TEST_CASE("each small server answers a webhook, and tells what is none") {
  for_each_server([](small_server& server) {
    auto client = server.client();
    const auto status_of = [&](const std::string& body) {
      return json_value::parse(post(client, "/webhook", body).body)["status"];
    };
    CHECK(status_of(delivery(7)) == "updated");
    CHECK(status_of(delivery(7)) == "already_processed");
    CHECK(status_of(delivery(5000)) == "not_campaign_message");
    CHECK(post(client, "/webhook", "no JSON").status == 400);
    CHECK(post(client, "/elsewhere", delivery(8)).status == 404);
    CHECK(get(client, "/ping").body == "pong");
    CHECK(server.end() == "1 delivered, 0 read");
  });
}

TEST_CASE("while webhooks wait for a store that is held, each small server serves others") {
  constexpr std::size_t bodies = 16;
  for_each_server([](small_server& server) {
    file_observer holder{server.file};
    holder.script("BEGIN IMMEDIATE");  // nobody else writes
    std::deque<sent_request> waiting;
    for (std::size_t i = 0; i < bodies; ++i) {
      waiting.emplace_back(server.port, "/webhook", delivery(i));
    }
    // They were there first, so a loop that waits for one of them comes to none of these.
    auto client = server.client();
    for (int i = 0; i < 50; ++i) CHECK(get(client, "/ping").body == "pong");
    for (const auto& each : waiting) CHECK_FALSE(each.is_answered());
    holder.script("ROLLBACK");
    for (auto& each : waiting) CHECK(each.read_answer().starts_with("HTTP/1.1 200 "));
    CHECK(server.end() == std::to_string(bodies) + " delivered, 0 read");
  });
}
