// The warnings of a tracker about bodies that move nothing.

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/dialects/baileys.hpp>
#include <waybill/impl/service/warning_pace.hpp>
#include <waybill/testing/manual_clock.hpp>

#include "support/campaign.hpp"

using namespace std::chrono_literals;
using waybill_test::tenant;

namespace {

struct warned_shop {
  waybill::testing::manual_clock clock{};
  std::vector<std::string> warnings{};
  std::vector<std::string> instances{};
  waybill_test::campaign_store store{};
  waybill::tracker tracker;

  explicit warned_shop(waybill::dialect dialect = waybill::evolution())
      : tracker(store.memory, options(std::move(dialect))) {}

  [[nodiscard]] waybill::tracker_options options(waybill::dialect dialect) {
    waybill::tracker_options result;
    result.dialect = std::move(dialect);
    result.clock = &clock;
    result.on_log = [this](waybill::severity level, std::string_view text,
                           const waybill::log_ids& ids) {
      if (level != waybill::severity::warning) return;
      warnings.emplace_back(text);
      instances.emplace_back(ids.instance);
    };
    return result;
  }
  int handle(std::string_view body, const std::string& whose = tenant) {
    return tracker.handle(body, {whose, {}}).http_status;
  }
};

std::string waha(const std::string& session) {
  return R"({"event":"message.ack","session":")" + session +
         R"(","payload":{"id":"true_1@c.us_A","ack":3}})";
}

bool tells(const std::string& warning, const std::string& what) {
  return warning.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("a body of another provider is ignored, and a warning names whose it looks like") {
  warned_shop here;
  CHECK(here.handle(waha("shop-1")) == 200);
  REQUIRE(here.warnings.size() == 1);
  CHECK(tells(here.warnings.front(), "WAHA"));
  CHECK(tells(here.warnings.front(), "'waha'"));
  CHECK(tells(here.warnings.front(), "'evolution'"));
  CHECK(here.instances.front() == "shop-1");
}

TEST_CASE("a wrong dialect is told once a minute for each instance and tenant") {
  warned_shop here;
  for (int i = 0; i < 10; ++i) here.handle(waha("shop-1"));
  CHECK(here.warnings.size() == 1);
  here.handle(waha("shop-2"));
  CHECK(here.warnings.size() == 2);
  here.handle(waha("shop-1"), "another tenant");
  CHECK(here.warnings.size() == 3);
  here.clock.advance(59s);
  here.handle(waha("shop-1"));
  CHECK(here.warnings.size() == 3);
  here.clock.advance(1s);
  here.handle(waha("shop-1"));
  CHECK(here.warnings.size() == 4);
}

TEST_CASE("what is remembered of warnings is bounded, and so are the warnings") {
  warned_shop here;
  for (int i = 0; i < 5000; ++i) here.handle(waha(std::to_string(i)));
  CHECK(here.warnings.size() == waybill::detail::warning_pace::most_subjects);
  here.clock.advance(1min);
  here.handle(waha("one more"));
  CHECK(here.warnings.size() == waybill::detail::warning_pace::most_subjects + 1);
}

TEST_CASE("the right dialect's bodies that move nothing are not called another's") {
  warned_shop here;
  for (const auto* const body :
       {R"({"event":"messages.upsert","instance":"a","data":{}})",
        R"({"event":"send.message","instance":"a","data":{}})",
        R"({"event":"some.news","instance":"a","data":{}})",
        R"({"event":"messages.update","instance":"a","data":[]})",
        R"({"event":"messages.update","instance":"a","data":{"keyId":"A"}})"}) {
    CAPTURE(body);
    CHECK(here.handle(body) == 200);
    CHECK(here.warnings.empty());
  }
}

TEST_CASE("a bad item of the right dialect is told alone") {
  warned_shop here;
  CHECK(here.handle(R"({"event":"messages.update","instance":"a","data":{"key":{}}})") == 400);
  CHECK(here.warnings.size() == 1);
}

TEST_CASE("a body that nobody knows is told too") {
  warned_shop here;
  CHECK(here.handle(R"({"delivery":"done"})") == 200);
  REQUIRE(here.warnings.size() == 1);
  CHECK(tells(here.warnings.front(), "nor of any provider"));
}

TEST_CASE("a reader who may be ourselves is told once a minute, with what would help") {
  warned_shop here{waybill::baileys()};
  const std::string body = R"([{"key":{"id":"A","remoteJid":"1203@g.us"},)"
                           R"("receipt":{"userJid":"1@lid","readTimestamp":1761135401}}])";
  here.handle(body);
  here.handle(body);
  REQUIRE(here.warnings.size() == 1);
  CHECK(tells(here.warnings.front(), "own addresses"));
}

TEST_CASE("a number for a status is told where nobody chose the table") {
  const auto* const body =
      R"({"event":"messages.update","data":{"key":{"id":"A"},"update":{"status":2}}})";
  warned_shop unsaid;
  unsaid.handle(body);
  unsaid.handle(body);
  REQUIRE(unsaid.warnings.size() == 1);
  CHECK(tells(unsaid.warnings.front(), "evolution(baileys_numbers)"));
  for (const auto& chosen : {waybill::reference_numbers, waybill::baileys_numbers}) {
    warned_shop said{waybill::evolution(chosen)};
    said.handle(body);
    CHECK(said.warnings.empty());
  }
  warned_shop word;
  word.handle(R"({"event":"messages.update","data":{"keyId":"A","status":"READ"}})");
  CHECK(word.warnings.empty());
}

TEST_CASE("without a log nothing is looked at twice and all is answered") {
  waybill_test::shop silent;
  CHECK(silent.handle(waha("shop-1")).http_status == 200);
}
