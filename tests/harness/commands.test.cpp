#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "harness/program.hpp"
#include "support/contains.hpp"
#include "support/webhooks.hpp"

using waybill_test::contains;
using waybill_test::run_waybill;
using waybill_test::scratch_folder;
using waybill_test::shape;
using waybill_test::webhook;

namespace {

/// A table's row, its cells parted by single spaces.
std::string row_of(const std::string& out, const std::string& first_cell) {
  const auto begin = out.find("\n  " + first_cell + "  ");
  REQUIRE(begin != std::string::npos);
  auto row = out.substr(begin + 1, out.find('\n', begin + 1) - begin - 1);
  row.erase(
      std::unique(row.begin(), row.end(), [](char a, char b) { return a == ' ' && b == ' '; }),
      row.end());
  return row;
}

const std::string sample = WAYBILL_TEST_DATA "/spec/payloads/evolution/";

}  // namespace

TEST_CASE("the demo proves its counters and plays the same day for the same seed") {
  const auto once = run_waybill("demo --store memory: --messages 500 --seed 7");
  CHECK(once.exit_code == 0);
  CHECK(contains(once.out, "The counters are right: every message was counted once."));
  CHECK(row_of(once.out, "drift") == " drift 0 0 0 0");
  CHECK(contains(once.out, "delivery rate"));
  CHECK(contains(once.out, "health"));
  for (const auto* const kind : {"updated", "already_processed", "not_campaign_message", "ignored",
                                 "Invalid JSON", "Missing field: 'keyId'"}) {
    CAPTURE(kind);
    CHECK(contains(once.out, kind));
  }
  CHECK(run_waybill("demo --store memory: --messages 500 --seed 7").out == once.out);
  CHECK(run_waybill("demo --store memory: --messages 500 --seed 8").out != once.out);
}

TEST_CASE("the demo plays at least ten thousand messages unless told otherwise") {
  const auto demo = run_waybill("demo --store memory:");
  CHECK(demo.exit_code == 0);
  CHECK(contains(demo.out, "10,000 messages"));
}

TEST_CASE("the demo draws no progress bar where there is no terminal") {
  CHECK(run_waybill("demo --store memory: --messages 200").err.empty());
}

TEST_CASE("parse tells an update as one JSON line") {
  const auto file = sample + "evolution-v2-delivery-ack.json";
  const auto parsed = run_waybill("parse --json " + file).json_lines();
  REQUIRE(parsed.size() == 1);
  CHECK(parsed[0] == nlohmann::json{{"file", file},
                                    {"dialect", "evolution"},
                                    {"kind", "update"},
                                    {"instance", "campanha-01"},
                                    {"message_id", "3EB0D41C9A7E5B60F28341"},
                                    {"receipt", "delivered"},
                                    {"error", nullptr}});
}

TEST_CASE("parse tells why a body is ignored and where an issue is") {
  const auto parsed =
      run_waybill("parse --json " + sample + "evolution-v2-edit-false-deleted.json " + sample +
                  "evolution-v2-null-keyid.json")
          .json_lines();
  REQUIRE(parsed.size() == 2);
  CHECK(parsed[0]["kind"] == "ignored");
  CHECK(parsed[0]["reason"] == "deleted-is-not-a-receipt");
  CHECK(parsed[1]["kind"] == "issue");
  CHECK(parsed[1]["code"] == "missing-message-id");
  CHECK(parsed[1]["pointer"] == "/data/keyId");
  CHECK(parsed[1]["message"] == "no message id");
}

TEST_CASE("parse reads standard input, and numbers by the table that is chosen") {
  const auto body = webhook(shape::reference, "shop-1", "3EB0A", waybill::receipt::delivered);
  CHECK(run_waybill("parse --json -", body).json_lines().at(0)["receipt"] == "delivered");
  CHECK(run_waybill("parse --json --numbers baileys -", body).json_lines().at(0)["receipt"] ==
        "sent");
  const std::string raw = R"([{"key":{"id":"3EB0A"},"update":{"status":4}}])";
  CHECK(run_waybill("parse --json --dialect baileys -", raw).json_lines().at(0)["receipt"] ==
        "read");
}

TEST_CASE("parse reads each body with the dialect that it looks like, unless one is chosen") {
  const std::string other = WAYBILL_TEST_DATA "/spec/payloads/";
  const auto parsed = run_waybill("parse --json " + other + "twilio/undelivered.form " + other +
                                  "waha/waha-ack-2-device.json " + other +
                                  "cloud_api/cloud-api-sent-with-conversation.json")
                          .json_lines();
  REQUIRE(parsed.size() == 3);
  CHECK(parsed[0]["dialect"] == "twilio");
  CHECK(parsed[0]["error"]["code"] == "63024");
  CHECK(parsed[0]["error"]["kind"] == "blocked_or_undeliverable");
  CHECK(parsed[1]["dialect"] == "waha");
  CHECK(parsed[1]["receipt"] == "delivered");
  CHECK(parsed[2]["dialect"] == "cloud_api");
  const auto chosen =
      run_waybill("parse --json --gateway gowa " + other + "waha/waha-ack-2-device.json")
          .json_lines();
  REQUIRE(chosen.size() == 2);
  CHECK(chosen[0]["reason"] == "unknown-event");
  CHECK(chosen[1]["kind"] == "looks_like");
  CHECK(chosen[1]["dialect"] == "waha");
}

TEST_CASE("a send's answer and its reports are read as those of the gateway that is chosen") {
  const auto replay = run_waybill(
      "replay --json --gateway ycloud -",
      R"({"send":{"row":"1","campaign":"c","response":{"id":"yc-1","status":"accepted"}}})"
      "\n"
      R"({"type":"whatsapp.message.updated","whatsappMessage":{"id":"yc-1","status":"read"}})"
      "\n");
  const auto lines = replay.json_lines();
  REQUIRE(lines.size() > 1);
  CHECK(lines[0]["message_id"] == "yc-1");
  CHECK(lines[1]["reply"]["new_status"] == "read");
}

TEST_CASE("a failure's reason is told") {
  const std::string raw =
      R"([{"key":{"id":"3EB0A"},"update":{"status":0,"messageStubParameters":["463"]}}])";
  const auto line = run_waybill("parse --json --dialect baileys -", raw).json_lines().at(0);
  CHECK(line["receipt"] == "failed");
  CHECK(line["error"]["code"] == "463");
}

TEST_CASE("replay answers each line and ends with statistics") {
  const auto read = webhook(shape::v2, "shop-1", "3EB0A", waybill::receipt::read);
  const std::string send = R"({"send":{"row":"1","message_id":"3EB0A","campaign":"spring",)"
                           R"("instance":"shop-1","contact":"42"}})";
  const auto replay =
      run_waybill("replay --json -", read + "\n" + send + "\n\n" + read + "\nnot JSON\n");
  CHECK(replay.exit_code == 0);
  const auto lines = replay.json_lines();
  REQUIRE(lines.size() == 5);
  CHECK(lines[0]["reply"]["status"] == "not_campaign_message");
  CHECK(lines[1]["send"] == "recorded");
  CHECK(lines[2]["line"] == 4);
  CHECK(lines[2]["reply"]["status"] == "already_processed");
  CHECK(lines[3]["http_status"] == 400);
  const auto& campaign = lines[4]["campaigns"].at(0);
  CHECK(campaign["campaign"] == "spring");
  CHECK(campaign["sent_count"] == 1);
  CHECK(campaign["read_count"] == 1);
  CHECK(campaign["read_rate"] == 100.0);
  CHECK(campaign["holds"] == true);
  CHECK(lines[4]["instances"].at(0)["msgs_read_today"] == 1);
  CHECK(lines[4]["replies"].at(0) ==
        nlohmann::json{{"reply", "Invalid JSON"}, {"http_status", 400}, {"count", 1}});
}

TEST_CASE("replay follows the policy it is told") {
  const std::string send = R"({"send":{"row":"1","message_id":"3EB0A","campaign":"spring"}})";
  const auto read = webhook(shape::v2, "", "3EB0A", waybill::receipt::read);
  const auto delivered = [&](const std::string& policy) {
    return run_waybill("replay --json --policy " + policy + " -", send + "\n" + read + "\n")
        .json_lines()
        .back()["campaigns"]
        .at(0)["delivered_count"];
  };
  CHECK(delivered("default") == 1);
  CHECK(delivered("reference") == 0);
}

TEST_CASE("replay tells why a send is not recorded as sent") {
  const std::string send = R"({"send":{"row":"1","campaign":"spring","response":)";
  const auto lines =
      run_waybill("replay --json -", send + R"({"status":404,"error":"Not Found"}}})" + "\n" +
                                         send + R"({"queued":true}}})" + "\n")
          .json_lines();
  CHECK(lines[0]["send"] == "refused");
  CHECK(lines[0]["error_code"] == "404");
  CHECK(lines[0]["error_message"] == "Not Found");
  CHECK(lines[1]["send"] == "unknown_answer");
  CHECK(lines[1]["error_message"] == "it has neither a message id nor an error");
}

TEST_CASE("replay tells the line of a send it cannot understand") {
  const auto replay = run_waybill("replay -", "{\"send\":{\"message_id\":\"3EB0A\"}}\n");
  CHECK(replay.exit_code == 2);
  CHECK(contains(replay.err, "line 1: a message needs a row"));
}

TEST_CASE("rules prints the whole matrix of each policy") {
  for (const std::string policy : {"default", "order_independent", "reference"}) {
    CAPTURE(policy);
    const auto rules = run_waybill("rules --policy " + policy);
    CHECK(rules.exit_code == 0);
    CHECK(rules.lines().size() == 40);  // a title, an empty line, a header of two, 36 rows
  }
  CHECK(contains(run_waybill("rules --policy order_independent").out, "-1 failed"));
  CHECK_FALSE(contains(run_waybill("rules").out, "-1 failed"));
}

TEST_CASE("gateway-settings prints the body for each generation of the gateway") {
  const auto v2 = run_waybill("gateway-settings --url https://shop.example/hook --jwt-key secret")
                      .json_lines()
                      .at(0);
  CHECK(v2["webhook"]["url"] == "https://shop.example/hook");
  CHECK(v2["webhook"]["headers"]["jwt_key"] == "secret");
  const auto v1 = run_waybill("gateway-settings --gateway v1 --url https://shop.example/hook")
                      .json_lines()
                      .at(0);
  CHECK(v1["url"] == "https://shop.example/hook");
  CHECK(v1["events"] == nlohmann::json::array({"MESSAGES_UPDATE"}));
}

TEST_CASE("a key that an old gateway would not use is refused") {
  const auto v1 = run_waybill("gateway-settings --gateway v1 --url https://x.example --jwt-key k");
  CHECK(v1.exit_code == 2);
  CHECK(contains(v1.err, "v1 signs nothing"));
}

TEST_CASE("parse and replay show people the same as a table") {
  const auto file = sample + "evolution-v2-null-keyid.json";
  const auto parsed = run_waybill("parse " + file).out;
  CHECK(contains(parsed, "issue"));
  CHECK(contains(parsed, "/data/keyId no message id"));
  const auto body = webhook(shape::v2, "shop-1", "3EB0A", waybill::receipt::read);
  const auto replayed = run_waybill("replay -", R"({"send":{"row":"1","message_id":"3EB0A"}})"
                                                "\n" +
                                                    body + "\nnot JSON\n")
                            .out;
  CHECK(row_of(replayed, "   1") == " 1 - unknown_row 3EB0A - -");
  CHECK(row_of(replayed, "   2") == " 2 200 not_campaign_message - - -");
  CHECK(row_of(replayed, "   3") == " 3 400 Invalid JSON - - -");
}

TEST_CASE("help tells each command and version tells the version") {
  const auto help = run_waybill("--help");
  CHECK(help.exit_code == 0);
  for (const auto* const command :
       {"demo", "doctor", "parse", "replay", "rules", "gateway-settings", "init", "campaign",
        "instance", "intend", "sent", "handle", "stats", "log", "stalled", "verify", "recount",
        "sweep", "schema"}) {
    CAPTURE(command);
    CHECK(contains(help.out, std::string{"\n  "} + command + " "));
    CHECK(run_waybill(std::string{command} + " --help").exit_code == 0);
  }
  CHECK(run_waybill("--version").out == "0.1.0\n");
}
