// What a browser may be made to send by pages of other sites, and what those may see.

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "server/example_server.hpp"
#include "support/contains.hpp"
#include "support/scratch_folder.hpp"

using namespace waybill_test;

namespace {

const std::vector<std::string> get_routes{"/",
                                          "/page.css",
                                          "/page.js",
                                          "/healthz",
                                          "/metrics",
                                          "/api/instances",
                                          "/api/campaigns",
                                          "/api/campaigns/spring",
                                          "/api/campaigns/spring/log",
                                          "/api/campaigns/spring/events"};

/// A server with one message that is sent.
struct visited_place {
  scratch_folder folder{};
  example_server server;
  httplib::Client client = server.client();

  explicit visited_place(std::vector<std::string> more = {})
      : server("sqlite:" + folder.path("waybill.db"), std::move(more)) {
    REQUIRE(send(client, "1").status == 200);
  }

  [[nodiscard]] std::string host() const { return "127.0.0.1:" + std::to_string(server.port()); }
  [[nodiscard]] httplib::Response get_with(const std::string& path,
                                           const httplib::Headers& headers) {
    return client.Get(path, headers).value();
  }
  [[nodiscard]] int post_status(const httplib::Headers& headers,
                                const std::string& type = "application/json") {
    const auto body = report_of("3EB01", waybill::receipt::read);
    return client.Post(webhook_path, headers, body, type).value().status;
  }
  [[nodiscard]] int read_count() { return get_json(client, "/api/campaigns/spring")["read_count"]; }
};

}  // namespace

TEST_CASE("a request for a host by another name is 421 on every route, and does nothing") {
  visited_place here;
  for (const std::string name :
       {"rebound.example", "127.0.0.1.rebound.example", "localhost.example", "192.0.2.7",
        "[2001:db8::7]", "[::1", "[", ":", ""}) {
    CAPTURE(name);
    const httplib::Headers headers{{"Host", name + ":" + std::to_string(here.server.port())}};
    for (const auto& path : get_routes) CHECK(here.get_with(path, headers).status == 421);
    CHECK(here.post_status(headers) == 421);
  }
  CHECK(here.read_count() == 0);
}

TEST_CASE("the answer to an unknown host says which option names it") {
  visited_place here;
  const auto answer = here.get_with("/api/campaigns", {{"Host", "waybill.example"}});
  CHECK(json_value::parse(answer.body)["error"] ==
        "This server does not go by the name 'waybill.example'; --allowed-host tells it to");
}

TEST_CASE("a request with two hosts is 400") {
  visited_place here;
  CHECK(here.get_with("/", {{"Host", "localhost"}, {"Host", "rebound.example"}}).status == 400);
}

TEST_CASE("the names of the loopback interface, and those that are allowed, are let in") {
  visited_place here{{"--allowed-host", "Waybill.Example", "--allowed-host", "2001:db8::7"}};
  for (const std::string name :
       {"localhost", "LOCALHOST", "127.0.0.1", "[::1]", "waybill.example", "[2001:DB8::7]"}) {
    CAPTURE(name);
    CHECK(here.get_with("/healthz", {{"Host", name}}).status == 200);
    CHECK(here.get_with("/healthz", {{"Host", name + ":8080"}}).status == 200);
  }
}

TEST_CASE("the address that a request came to is a name of the server") {
  const scratch_folder folder;
  const example_server server{"sqlite:" + folder.path("waybill.db"),
                              {"--host", "0.0.0.0", "--token", "an invented secret"}};
  httplib::Client elsewhere{"127.0.0.2", server.port()};
  CHECK(get(elsewhere, "/healthz").status == 200);
  CHECK(elsewhere.Get("/healthz", {{"Host", "127.0.0.3"}}).value().status == 421);
}

TEST_CASE("a page of another origin is 403, whatever it asks for, and does nothing") {
  visited_place here;
  const auto port = std::to_string(here.server.port());
  const std::vector<std::string> origins{
      "http://other.example",     "null",
      "http://127.0.0.1",         "http://127.0.0.1:1",
      "http://localhost:" + port, "http://127.0.0.1:" + port + ".other.example",
      "127.0.0.1:" + port,        "a%20site"};
  for (const auto& origin : origins) {
    CAPTURE(origin);
    for (const auto& path : get_routes) {
      CHECK(here.get_with(path, {{"Origin", origin}}).status == 403);
    }
    CHECK(here.post_status({{"Origin", origin}}) == 403);
  }
  CHECK(here.post_status(
            {{"Origin", "http://" + here.host()}, {"Origin", "http://other.example"}}) == 403);
  CHECK(here.read_count() == 0);
}

TEST_CASE("a page of the server's own may ask, also through a proxy that speaks TLS") {
  visited_place here;
  CHECK(here.get_with("/api/campaigns", {{"Origin", "http://" + here.host()}}).status == 200);
  CHECK(here.post_status({{"Origin", "https://" + here.host()}}) == 200);
  CHECK(here.read_count() == 1);
}

TEST_CASE("a body that is not said to be JSON is 415, and does nothing") {
  visited_place here;
  for (const std::string type :
       {"text/plain", "text/plain;application/json", "application/x-www-form-urlencoded",
        "application/jsonp", "application/json,text/plain", "application"}) {
    CAPTURE(type);
    CHECK(here.post_status({}, type) == 415);
    CHECK(here.client.Post("/api/sends", send_body("2", "spring"), type).value().status == 415);
  }
  CHECK(here.client.Post(webhook_path).value().status == 415);
  CHECK(here.read_count() == 0);
  CHECK(get_json(here.client, "/api/campaigns/spring")["sent_count"] == 1);
}

TEST_CASE("a body may be said to be JSON in any case, and with a charset") {
  visited_place here;
  for (const std::string type :
       {"application/json", "Application/JSON", "application/json; charset=utf-8",
        "application/json;charset=UTF-8"}) {
    CAPTURE(type);
    CHECK(here.post_status({}, type) == 200);
  }
}

TEST_CASE("what is left of a refused body is not taken for the next request") {
  visited_place here;
  const auto body = report_of("3EB01", waybill::receipt::read);
  const auto smuggled =
      "POST /api/webhooks/evolution/ HTTP/1.1\r\nHost: localhost\r\n"
      "Content-Type: application/json\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body;
  for (const std::string path : {webhook_path.c_str(), "/api/sends", "/nowhere"}) {
    for (const std::string type :
         {"text/plain", "multipart/form-data", "multipart/form-data; boundary=x"}) {
      CAPTURE(path);
      CAPTURE(type);
      // It may find the connection closed before it has read the answer.
      static_cast<void>(
          here.client.Post(path, {{"Origin", "http://other.example"}}, smuggled, type));
      CHECK(here.read_count() == 0);
    }
  }
}

TEST_CASE("no answer is kept by a browser, or taken for anything else than it is") {
  visited_place here;
  auto answers = std::vector{post(here.client, webhook_path, "{"), get(here.client, "/none"),
                             here.get_with("/", {{"Host", "rebound.example"}})};
  for (const auto& path : get_routes) {
    if (!contains(path, "events")) answers.push_back(get(here.client, path));
  }
  httplib::Response events;
  const auto keep = [&](const httplib::Response& begun) {
    events = begun;
    return false;  // it would not end by itself
  };
  static_cast<void>(here.client.Get("/api/campaigns/spring/events", keep,
                                    [](const char*, std::size_t) { return true; }));
  answers.push_back(events);
  for (const auto& each : answers) {
    CHECK(each.get_header_value("X-Content-Type-Options") == "nosniff");
    CHECK(each.get_header_value("Cache-Control") == "no-store");
    CHECK(each.get_header_value_count("Cache-Control") == 1);
  }
}
