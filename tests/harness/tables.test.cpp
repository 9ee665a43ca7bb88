#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "harness/program.hpp"
#include "harness/terminal.hpp"
#include "support/contains.hpp"

using waybill_test::contains;
using waybill_test::run_waybill;
using waybill_test::terminal;

namespace {

/// Sends, so that their campaigns and instances are in the tables.
std::string sends(const std::vector<std::string>& campaigns) {
  std::string lines;
  for (const auto& each : campaigns) {
    lines += R"({"send":{"row":")" + each + R"(","message_id":")" + each + R"(","campaign":")" +
             each + "\"}}\n";
  }
  return lines;
}

const std::string issue = WAYBILL_TEST_DATA "/spec/payloads/evolution/evolution-v2-null-keyid.json";

}  // namespace

TEST_CASE("columns stand below each other whatever the width of their characters") {
  const auto out = run_waybill("replay -", sends({"spring", "prim\u00e1vera", "\u6625"})).out;
  CHECK(contains(out, "\n  campaign   total"));
  CHECK(contains(out, "\n  prim\u00e1vera      1"));
  CHECK(contains(out, "\n  spring         1"));
  CHECK(contains(out, "\n  \u6625             1"));  // of two cells
}

TEST_CASE("numbers stand to the right, their thousands apart") {
  const auto out = run_waybill("demo --store memory: --messages 1200").out;
  CHECK(contains(out, "1,200"));
  CHECK(contains(out, "\n  drift         0"));
}

TEST_CASE("what would command a terminal is not passed on to it") {
  const auto out = run_waybill("replay -", sends({R"(\u001b[31mred)"})).out;
  CHECK_FALSE(contains(out, "\033"));
  CHECK(contains(out, "\uFFFD[31mred"));
}

TEST_CASE("headings are bold on a terminal, and on nothing else") {
  terminal screen{{"rules"}};
  CHECK(screen.shows("\033[1m  status"));
  CHECK(screen.wait() == 0);
  CHECK_FALSE(contains(run_waybill("rules").out, "\033"));
}

TEST_CASE("an error is red on a terminal, and on nothing else") {
  terminal screen{{"parse", "no-such-file.json"}};
  CHECK(screen.shows("\033[31mwaybill:\033[0m no-such-file.json cannot be read"));
  CHECK(screen.wait() == 2);
  CHECK_FALSE(contains(run_waybill("parse no-such-file.json").err, "\033"));
}

TEST_CASE("NO_COLOR takes the colours from a terminal") {
  terminal screen{{"rules"}, 200, "NO_COLOR=1"};
  CHECK(screen.shows("status"));
  CHECK(screen.wait() == 0);
  CHECK_FALSE(contains(screen.seen(), "\033"));
}

TEST_CASE("a terminal shows how far the demo is, in a line that is wiped at the end") {
  terminal screen{{"demo", "--store", "memory:", "--messages", "200"}};
  CHECK(screen.shows("\r\033[KReplaying 50 %"));
  CHECK(screen.shows("\r\033[KReplaying 100 %\r\033[K"));
  CHECK(screen.wait() == 0);
}

TEST_CASE("long texts are cut where a terminal is too narrow, and nowhere else") {
  const auto whole = run_waybill("parse " + issue).out;
  CHECK(contains(whole, "no message id"));
  CHECK(contains(whole, issue));
  terminal screen{{"parse", issue}, 72, "NO_COLOR=1"};
  CHECK(screen.wait() == 0);
  CHECK(contains(screen.seen(), "…"));
  std::istringstream lines{screen.seen()};
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    CHECK(line.size() <=
          72 + 2 * 2 + 1);  // two ellipses of three bytes each, and a carriage return
  }
}
