// A server of another gateway than Evolution: its route, its bodies and its answers to sends.

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "server/example_server.hpp"
#include "support/scratch_folder.hpp"

using namespace waybill_test;

namespace {

constexpr auto form_type = "application/x-www-form-urlencoded";

/// A server of one gateway, on a new file.
struct gateway_place {
  explicit gateway_place(const std::string& gateway)
      : server(store, std::vector<std::string>{"--gateway", gateway}) {}

  [[nodiscard]] int take(const std::string& path, const std::string& body,
                         const std::string& type) {
    return client.Post(path, body, type).value().status;
  }
  [[nodiscard]] json_value campaign() { return get_json(client, "/api/campaigns/spring"); }

  scratch_folder folder{};
  std::string store = "sqlite:" + folder.path("waybill.db");
  example_server server;
  httplib::Client client = server.client();
};

[[nodiscard]] std::string send_with(const std::string& answer) {
  return R"({"row":"1","campaign":"spring","instance":"shop-1","response":)" + answer + "}";
}

}  // namespace

TEST_CASE("a server of Twilio takes its answer to a send, and its forms") {
  gateway_place here{"twilio"};
  CHECK(post(here.client, "/api/sends", send_with(R"({"sid":"SM1","status":"queued"})")).status ==
        200);
  CHECK(here.take("/api/webhooks/twilio", "MessageSid=SM1&MessageStatus=read", form_type) == 200);
  CHECK(here.take("/api/webhooks/twilio/", "MessageSid=SM1&MessageStatus=%", form_type) == 400);
  CHECK(here.campaign()["read_count"] == 1);
}

TEST_CASE("a server of WAHA takes no forms, and no bodies at another gateway's route") {
  gateway_place here{"waha"};
  CHECK(post(here.client, "/api/sends", send_with(R"({"id":"true_1@c.us_3EB01"})")).status == 200);
  const std::string ack = R"({"event":"message.ack","session":"shop-1",)"
                          R"("payload":{"id":"true_1@c.us_3EB01","fromMe":true,"ack":2}})";
  CHECK(here.take("/api/webhooks/waha", ack, form_type) == 415);
  CHECK(here.take("/api/webhooks/evolution", ack, "application/json") == 404);
  CHECK(here.campaign()["delivered_count"] == 0);
  CHECK(here.take("/api/webhooks/waha", ack, "application/json") == 200);
  CHECK(here.campaign()["delivered_count"] == 1);
}
