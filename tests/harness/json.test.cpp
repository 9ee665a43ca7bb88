// What programs are told by commands that need no store; for the others, see json_stories.hpp.

#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "harness/program.hpp"
#include "support/contains.hpp"

using nlohmann::json;
using waybill_test::contains;
using waybill_test::run_waybill;

TEST_CASE("every command has --json") {
  for (const std::string command : {"demo",         "doctor",        "parse",
                                    "replay",       "rules",         "gateway-settings",
                                    "init",         "campaign add",  "campaign list",
                                    "instance add", "instance list", "intend",
                                    "sent",         "handle",        "sweep",
                                    "ingest",       "stats",         "log",
                                    "stalled",      "verify",        "recount",
                                    "schema sql",   "schema check"}) {
    CAPTURE(command);
    CHECK(contains(run_waybill(command + " --help").out, "--json"));
  }
}

TEST_CASE("the demo tells programs in one object what it tells people, and people nothing") {
  const auto run = run_waybill("demo --store memory: --messages 200 --json");
  const auto told = json::parse(run.out);
  CHECK(told["campaign"] == "spring sale 1");
  CHECK(told["already_played"] == false);
  CHECK(told["holds"] == true);
  CHECK(told["counters"] == told["rows"]);
  CHECK(told["drift"]["sent_count"] == 0);
  CHECK(told["campaigns"].at(0)["sent_count"] == told["counters"]["sent_count"]);
  CHECK(told["instances"].at(0)["instance"] == "shop-1");
  int answers = 0;
  for (const auto& each : told["replies"]) answers += each["count"].get<int>();
  CHECK(answers == told["webhooks"]);
  CHECK(contains(run.err, "The counters are right"));
}

TEST_CASE("the rules are told one object a cell of the matrix") {
  const auto told = json::parse(run_waybill("rules --json").out);
  CHECK(told["policy"] == "default");
  CHECK(told["rules"].size() == 36);
  const auto rules = told["rules"].get<std::vector<json>>();
  const auto cell = std::find_if(rules.begin(), rules.end(), [](const json& each) {
    return each["status"] == "sent" && each["receipt"] == "read";
  });
  REQUIRE(cell != rules.end());
  CHECK((*cell)["verdict"] == "updated");
  CHECK((*cell)["new_status"] == "read");
  CHECK((*cell)["delivered_count"] == 1);  // a read proves it
  CHECK((*cell)["sent_count"] == 0);
}

TEST_CASE("bytes that are no UTF-8 do not break the JSON") {
  const std::string send =
      "{\"send\":{\"row\":\"1\",\"message_id\":\"3EB0A\",\"campaign\":\"spr\xC3ng\"}}\n";
  const auto run = run_waybill("replay --json -", send);
  CHECK(run.exit_code == 0);
  CHECK_NOTHROW(static_cast<void>(run.json_lines()));
  const auto parsed = run_waybill("parse --json 'caf\xE9'");
  CHECK(parsed.exit_code == 2);
  CHECK(parsed.out.empty());
}

TEST_CASE("settings of a gateway are JSON with --json and without") {
  const std::string settings = "gateway-settings --url https://shop.example/hook";
  const auto told = run_waybill(settings + " --json").out;
  CHECK(json::parse(told)["webhook"]["url"] == "https://shop.example/hook");
  CHECK(told == run_waybill(settings).out);
}
