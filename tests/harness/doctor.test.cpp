// waybill doctor: what it says of a day's bodies.

#include <algorithm>
#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "harness/program.hpp"
#include "support/contains.hpp"

using nlohmann::json;
using waybill_test::contains;
using waybill_test::run_waybill;

namespace {

const std::string payloads = WAYBILL_TEST_DATA "/spec/payloads/";

json examine(const std::string& bodies, const std::string& options = "") {
  const auto run = run_waybill("doctor --json " + options + " -", bodies);
  CHECK(run.exit_code == 0);
  return json::parse(run.out);
}

bool advises(const json& told, const std::string& what) {
  const auto& advice = told["advice"];
  return std::any_of(advice.begin(), advice.end(),
                     [&](const json& each) { return contains(each.get<std::string>(), what); });
}

std::size_t count_of(const json& rows, const char* name, const std::string& value) {
  for (const auto& row : rows) {
    if (row[name] == value) return row["count"];
  }
  return 0;
}

std::string numbered(const std::string& id, int status) {
  return R"({"event":"messages.update","instance":"a","data":{"key":{"id":")" + id +
         R"("},"update":{"status":)" + std::to_string(status) + "}}}\n";
}

}  // namespace

TEST_CASE("the doctor names the gateway, its version, its receipts and what is ignored") {
  const auto told = examine(
      R"({"event":"messages.update","instance":"a","data":{"keyId":"A","status":"READ"}})"
      "\n"
      R"({"event":"messages.update","instance":"a","data":{"keyId":"A","status":"DELETED"}})"
      "\n"
      R"({"event":"messages.upsert","instance":"a","data":{"keyId":"A"}})"
      "\n"
      R"({"event":"messages.update","instance":"a","data":{"keyId":null,"status":"READ"}})"
      "\n");
  CHECK(told["bodies"] == 4);
  CHECK(told["dialect"] == "evolution");
  CHECK(told["receipt_count"] == 1);
  CHECK(told["gateways"].at(0)["provider"] == "Evolution API");
  CHECK(told["gateways"].at(0)["version"] == "2");
  CHECK(told["gateways"].at(0)["instance"] == "a");
  CHECK(count_of(told["receipts"], "receipt", "read") == 1);
  CHECK(count_of(told["ignored"], "reason", "other-event") == 1);
  CHECK(count_of(told["ignored"], "reason", "deleted-is-not-a-receipt") == 1);
  CHECK(count_of(told["issues"], "issue", "missing-message-id") == 1);
}

TEST_CASE("the doctor says which dialect to choose, and reads with it") {
  const auto run = run_waybill("doctor --json " + payloads + "waha/waha-ack-2-device.json");
  const auto told = json::parse(run.out);
  CHECK(told["dialect"] == "waha");
  CHECK(told["gateways"].at(0)["version"] == "2025.9.4 NOWEB");
  CHECK(count_of(told["receipts"], "receipt", "delivered") == 1);
  CHECK(advises(told, "--dialect waha"));
  CHECK(advises(told, "waybill::waha()"));
}

TEST_CASE("the doctor tells Baileys' numbers by what only they reach") {
  CHECK(advises(examine(numbered("A", 2) + numbered("A", 4)), "--numbers baileys, or"));
  CHECK(advises(examine(numbered("A", 2) + numbered("A", 3)), "none is 4 or 5"));
  const auto chosen = examine(numbered("A", 2) + numbered("A", 4), "--numbers baileys");
  CHECK_FALSE(advises(chosen, "--numbers"));
  CHECK(count_of(chosen["receipts"], "receipt", "read") == 1);
}

TEST_CASE("the doctor misses receipts that nobody subscribed to") {
  CHECK(advises(examine(R"({"event":"message","session":"a","payload":{}})"), "message.ack"));
  CHECK(advises(examine(R"({"event":"messages.upsert","instance":"a","data":{}})"),
                "MESSAGES_UPDATE"));
}

TEST_CASE("the doctor sees gateways that share a route, forms and bodies of nobody") {
  const auto told = examine(
      "MessageSid=SM1&MessageStatus=read\nMessageSid=SM2&MessageStatus=sent\n"
      R"({"event":"onack","session":"a","ack":3,"id":{"id":"A"}})"
      "\n{\"delivery\":\"done\"}\n");
  CHECK(told["dialect"] == "twilio");
  CHECK(advises(told, "Content-Type"));
  CHECK(advises(told, "WPPConnect"));
  CHECK(advises(told, "1 body looks like no gateway's"));
}

TEST_CASE("the doctor tells people the same as tables and sentences") {
  const auto run = run_waybill("doctor " + payloads + "twilio/undelivered.form");
  CHECK(run.exit_code == 0);
  CHECK(contains(run.out, "1 body, read with the dialect twilio."));
  CHECK(contains(run.out, "Twilio"));
  CHECK(contains(run.out, "failed"));
  CHECK(contains(run.out, "--dialect twilio"));
}
