#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <waybill/webhook_settings.hpp>

using namespace waybill;

namespace {

nlohmann::json settings(gateway_version version, const webhook_target& target) {
  return nlohmann::json::parse(webhook_settings(version, target));
}

const std::string url = "https://hooks.example.test/evolution?a=\"b\"";

}  // namespace

TEST_CASE("v1 is told in a flat object") {
  CHECK(settings(gateway_version::v1, {.url = url}) ==
        nlohmann::json{{"url", url},
                       {"enabled", true},
                       {"webhook_by_events", false},
                       {"webhook_base64", true},
                       {"events", {"MESSAGES_UPDATE"}}});
}

TEST_CASE("v2 is told in an object within webhook") {
  const nlohmann::json expected{{"webhook",
                                 {{"enabled", true},
                                  {"url", url},
                                  {"headers", nlohmann::json::object()},
                                  {"byEvents", false},
                                  {"base64", true},
                                  {"events", {"MESSAGES_UPDATE"}}}}};
  CHECK(settings(gateway_version::v2, {.url = url}) == expected);
}

TEST_CASE("a key for signed tokens goes into the headers of v2") {
  const auto body = settings(gateway_version::v2, {.url = url, .jwt_key = "se\"cret"});
  CHECK(body["webhook"]["headers"] == nlohmann::json{{"jwt_key", "se\"cret"}});
}

TEST_CASE("a key for signed tokens is never sent to v1") {
  const auto body = webhook_settings(gateway_version::v1, {.url = url, .jwt_key = "secret"});
  CHECK(body.find("secret") == std::string::npos);
}

TEST_CASE("the generations of the gateway have names") {
  CHECK(parse_gateway_version("v1") == gateway_version::v1);
  CHECK(parse_gateway_version("v2") == gateway_version::v2);
  for (const auto* const name : {"", "V1", "v3", "v22"}) {
    CHECK_FALSE(parse_gateway_version(name).has_value());
  }
}
