// A server of a gateway that signs its bodies. The signatures are by another program.

#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "server/example_server.hpp"
#include "support/scratch_folder.hpp"

using namespace waybill_test;

namespace {

constexpr auto json_type = "application/json";
constexpr auto twilio_form_type = "application/x-www-form-urlencoded";

/// A server of one gateway, on a new file.
struct signed_place {
  signed_place(const std::string& gateway, std::vector<std::string> more)
      : server("sqlite:" + folder.path("waybill.db"), with_gateway(gateway, std::move(more))),
        path("/api/webhooks/" + gateway + '/') {}

  [[nodiscard]] int status(const httplib::Headers& headers, const std::string& body,
                           const char* type = json_type) {
    return client.Post(path, headers, body, type).value().status;
  }
  [[nodiscard]] std::string error(const httplib::Headers& headers, const std::string& body) {
    return json_value::parse(client.Post(path, headers, body, json_type).value().body)["error"];
  }

  scratch_folder folder{};
  example_server server;
  std::string path;
  httplib::Client client = server.client();

 private:
  [[nodiscard]] static std::vector<std::string> with_gateway(const std::string& gateway,
                                                             std::vector<std::string> more) {
    more.insert(more.end(), {"--gateway", gateway});
    return more;
  }
};

const std::string of_meta = R"({"object":"whatsapp_business_account","entry":[]})";
const httplib::Headers signed_by_meta{
    {"X-Hub-Signature-256",
     "sha256=69ac3e5dcbd015abb8c5456c491b17ba23ca87b1454e38f78596a64ae3b30c69"}};
const httplib::Headers signed_by_meta_before{
    {"X-Hub-Signature-256",
     "sha256=1a1a9b138a38b0e81c03417ed82088f393e0dfd7a2d524f27e69133d471701ef"}};

/// What the program says to its end, and how it ends.
[[nodiscard]] int exit_code(std::vector<std::string> more) {
  const scratch_folder folder;
  std::vector<std::string> command{WAYBILL_SERVER, "--port", "0", "--store",
                                   "sqlite:" + folder.path("waybill.db")};
  command.insert(command.end(), more.begin(), more.end());
  started_program program{command};
  CHECK_THROWS(static_cast<void>(program.read_line()));
  return program.wait();
}

}  // namespace

TEST_CASE("a server that knows Meta's app secret takes what is signed with it, and no token") {
  signed_place here{"cloud_api", {"--gateway-secret", "an app secret", "--token", "a token"}};
  CHECK(here.status(signed_by_meta, of_meta) == 200);
  CHECK(here.status(signed_by_meta, of_meta + ' ') == 401);
  CHECK(here.status({{"X-Webhook-Token", "a token"}}, of_meta) == 401);
  CHECK(post(here.client, "/api/sends", "{}").status == 401);
}

TEST_CASE(
    "a server answers a signature that is missing, wrong, or there twice with a 401 that says so") {
  signed_place here{"cloud_api", {"--gateway-secret", "an app secret"}};
  CHECK(here.error({}, of_meta) == "A valid signature is required: there is none");
  CHECK(here.error(signed_by_meta_before, of_meta) == "A valid signature is required: it is wrong");
  auto twice = signed_by_meta;
  twice.insert(*signed_by_meta.begin());
  CHECK(here.error(twice, of_meta) == "A valid signature is required: it is malformed");
}

TEST_CASE("a server takes the signatures of the secret before, until it is left out") {
  signed_place both{
      "cloud_api",
      {"--gateway-secret", "an app secret", "--previous-gateway-secret", "the app secret before"}};
  CHECK(both.status(signed_by_meta, of_meta) == 200);
  CHECK(both.status(signed_by_meta_before, of_meta) == 200);
  signed_place one{"cloud_api", {"--gateway-secret", "an app secret"}};
  CHECK(one.status(signed_by_meta_before, of_meta) == 401);
}

TEST_CASE("a server answers Meta's handshake with the challenge, and 403 without the token") {
  signed_place here{"cloud_api",
                    {"--verify-token", "a verify token", "--previous-verify-token", "the old one"}};
  const auto ask = [&here](const std::string& token) {
    return get(here.client, here.path + "?hub.mode=subscribe&hub.challenge=1158201444" + token);
  };
  const auto answer = ask("&hub.verify_token=a%20verify%20token");
  CHECK(answer.status == 200);
  CHECK(answer.body == "1158201444");
  CHECK(answer.get_header_value("Content-Type") == "text/plain");
  CHECK(ask("&hub.verify_token=the%20old%20one").status == 200);
  CHECK(ask("&hub.verify_token=another").status == 403);
  CHECK(ask("").status == 403);
  CHECK(ask("&hub.verify_token=a%20verify%20token&hub.verify_token=a%20verify%20token").status ==
        403);
  CHECK(get(here.client, here.path).status == 403);
}

TEST_CASE("without a verify token there is no handshake to be had") {
  signed_place here{"cloud_api", {}};
  CHECK(get(here.client, here.path + "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=")
            .status == 404);
}

TEST_CASE("a server of GOWA or WAHA takes its signed bodies") {
  signed_place gowa{"gowa", {"--gateway-secret", "an app secret"}};
  const std::string of_gowa =
      R"({"event":"message.ack","payload":{"ids":["3EB01"],"receipt_type":"read"}})";
  const httplib::Headers by_gowa{
      {"X-Hub-Signature-256",
       "sha256=a8eefe8a07ca52703c24d4e4f05734b9f78bb5e8b35d519216a73f1ab6660010"}};
  CHECK(gowa.status(by_gowa, of_gowa) == 200);
  CHECK(gowa.status({}, of_gowa) == 401);

  signed_place waha{"waha", {"--gateway-secret", "an hmac key"}};
  const std::string of_waha = R"({"event":"message.ack","session":"shop-1",)"
                              R"("payload":{"id":"true_1@c.us_3EB01","fromMe":true,"ack":2}})";
  const httplib::Headers by_waha{
      {"X-Webhook-Hmac-Algorithm", "sha512"},
      {"X-Webhook-Hmac",
       "af53ad190587408b28009ff69b43b742ac7116a7968eababf27a7fa1ff75312d"
       "0f46026c6bbe2854d5925bd10c1a7f55c2d7580d13e117031ee697ed15425a30"}};
  CHECK(waha.status(by_waha, of_waha) == 200);
  CHECK(waha.status(by_waha, of_meta) == 401);
}

TEST_CASE("a server of Twilio takes forms that are signed for its public URL") {
  const std::string form = "MessageSid=SM1&MessageStatus=read";
  const httplib::Headers by_twilio{{"X-Twilio-Signature", "h9lWteQ39Jhid2zUgwwDqUN3LmA="}};
  signed_place here{"twilio",
                    {"--gateway-secret", "an auth token", "--public-url",
                     "https://shop.example/api/webhooks/twilio/"}};
  CHECK(here.status(by_twilio, form, twilio_form_type) == 200);
  CHECK(here.status(by_twilio, form + "&ErrorCode=63024", twilio_form_type) == 401);
  signed_place elsewhere{
      "twilio", {"--gateway-secret", "an auth token", "--public-url", "https://shop.example/"}};
  CHECK(elsewhere.status(by_twilio, form, twilio_form_type) == 401);
}

TEST_CASE("a token may stand in the member of the body that the server is told") {
  signed_place here{"evolution", {"--token", "an invented secret", "--token-member", "apikey"}};
  CHECK(here.status({}, R"({"apikey":"an invented secret"})") == 200);
  CHECK(here.status({{"X-Webhook-Token", "an invented secret"}}, "{}") == 200);
  CHECK(here.status({}, R"({"apikey":"an invented secreT"})") == 401);
  CHECK(here.status({}, R"({"apikey":null})") == 401);
  signed_place untold{"evolution", {"--token", "an invented secret"}};
  CHECK(untold.status({}, R"({"apikey":"an invented secret"})") == 401);
}

TEST_CASE("the token before counts as well") {
  signed_place here{"evolution", {"--token", "a new one", "--previous-token", "the one before"}};
  CHECK(here.status({{"X-Webhook-Token", "a new one"}}, "{}") == 200);
  CHECK(here.status({{"X-Webhook-Token", "the one before"}}, "{}") == 200);
  CHECK(here.status({{"X-Webhook-Token", ""}}, "{}") == 401);
}

TEST_CASE("a server does not start with a secret that it could not use") {
  CHECK(exit_code({"--gateway", "evolution", "--gateway-secret", "one"}) == 1);
  CHECK(exit_code({"--gateway", "twilio", "--gateway-secret", "one"}) == 1);
  CHECK(exit_code({"--gateway", "waha", "--previous-gateway-secret", "one"}) != 0);
  CHECK(exit_code({"--previous-token", "one"}) != 0);
}
