// The demo's day in the bodies of every gateway.

#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <waybill/dialects/known.hpp>

#include "harness/program.hpp"

using nlohmann::json;
using waybill_test::run_waybill;

namespace {

json day_of(std::string_view dialect, const std::string& policy) {
  const auto run = run_waybill("demo --store memory: --messages 400 --seed 7 --json --policy " +
                               policy + " --dialect " + std::string{dialect});
  CHECK(run.exit_code == 0);
  return json::parse(run.out);
}

}  // namespace

TEST_CASE("a day ends in the same counters in the bodies of every gateway that reports failures") {
  for (const std::string policy : {"default", "order_independent"}) {
    const auto expected = day_of("evolution", policy)["counters"];
    CHECK(expected["failed_count"] > 0);
    for (const auto& each : waybill::known_dialects) {
      CAPTURE(each.name);
      const auto told = day_of(each.name, policy);
      CHECK(told["holds"] == true);
      if (each.name == "whatsmeow" || each.name == "gowa") continue;
      CHECK(told["counters"] == expected);
    }
  }
}

TEST_CASE("gateways without failures differ from the others by those alone") {
  const auto others = day_of("evolution", "order_independent")["counters"];
  for (const auto* const dialect : {"whatsmeow", "gowa"}) {
    CAPTURE(dialect);
    const auto counters = day_of(dialect, "order_independent")["counters"];
    CHECK(counters["failed_count"] == 0);
    for (const auto* const name : {"sent_count", "delivered_count", "read_count"}) {
      CAPTURE(name);
      CHECK(counters[name] == others[name]);
    }
  }
}
