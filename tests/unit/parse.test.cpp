// What `parse` promises for any body; the test of each dialect has its provider's shapes.

#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <waybill/dialects/evolution.hpp>
#include <waybill/parse.hpp>

namespace {

using namespace waybill;

/// The issues of a body, one line of `code pointer` each.
std::string issues_of(std::string_view body, const json_limits& limits = {}) {
  std::string text;
  for (const auto& problem : parse(evolution(), body, limits).issues) {
    text += std::string{to_string(problem.code)} + " " + problem.pointer + "\n";
  }
  return text;
}

/// A body around `data`, with what follows it.
std::string body_around(const std::string& data, const std::string& more = "") {
  return R"({"event":"messages.update","data":)" + data + more + "}";
}

std::string item(const std::string& id, const std::string& status) {
  return R"({"key":{"id":)" + id + R"(},"update":{"status":)" + status + "}}";
}

}  // namespace

TEST_CASE("a body that is not JSON is one issue about the whole body") {
  const auto report = parse(evolution(), "{");
  REQUIRE(report.issues.size() == 1);
  CHECK(report.items == 1);
  CHECK(report.issues.front().item == 0);
  CHECK(report.event == "null");
  CHECK(issues_of("{") == "invalid-json \n");
}

TEST_CASE("a body beyond a limit is one issue and nothing else") {
  const auto body = body_around(item("\"A\"", "2"));
  CHECK(issues_of(body, {.bytes = 10}) == "too-large \n");
  CHECK(issues_of(body, {.depth = 2}) == "too-deep \n");
  CHECK(issues_of(body, {.values = 3}) == "too-many-values \n");
  CHECK(issues_of(body_around(item("\"A\"", "1e999"))) == "number-out-of-range \n");
}

TEST_CASE("a field that is there twice is pointed at and nothing of the body is believed") {
  const auto body = body_around(item("\"A\"", R"(2,"status":0)"));
  CHECK(issues_of(body) == "duplicate-field /data/update/status\n");
  CHECK(parse(evolution(), body).updates.empty());
}

TEST_CASE("data that is absent or null is missing") {
  CHECK(issues_of(R"({"event":"messages.update"})") == "missing-data /data\n");
  CHECK(issues_of(body_around("null")) == "missing-data /data\n");
}

TEST_CASE("data of a wrong type is pointed at") {
  for (const auto* const data : {"1", "\"text\"", "true"}) {
    CHECK(issues_of(body_around(data)) == "wrong-type /data\n");
  }
}

TEST_CASE("a needed field that is absent or null is pointed at") {
  CHECK(issues_of(body_around(R"({"update":{"status":2}})")) == "missing-field /data/key\n");
  CHECK(issues_of(body_around(R"({"key":null,"update":{}})")) == "missing-field /data/key\n");
  CHECK(issues_of(body_around(R"({"key":{"id":"A"}})")) == "missing-field /data/update\n");
  CHECK(issues_of(body_around(R"({"key":{},"update":{}})")) == "missing-message-id /data/key/id\n");
  CHECK(issues_of(body_around(item("null", "2"))) == "missing-message-id /data/key/id\n");
}

TEST_CASE("a needed field of a wrong type is pointed at") {
  CHECK(issues_of(body_around(R"({"key":"A","update":{}})")) == "wrong-type /data/key\n");
  CHECK(issues_of(body_around(R"({"key":{"id":"A"},"update":2})")) == "wrong-type /data/update\n");
  for (const auto* const id : {"7", "false", "[]", "{}"}) {
    CHECK(issues_of(body_around(item(id, "2"))) == "wrong-type /data/key/id\n");
  }
  CHECK(issues_of(body_around(item("\"A\"", "[2]"))) == "wrong-type /data/update/status\n");
}

TEST_CASE("an id has 1 to 255 bytes and no NUL") {
  const auto wrong = "invalid-message-id /data/key/id\n";
  CHECK(issues_of(body_around(item("\"\"", "2"))) == wrong);
  CHECK(issues_of(body_around(item(R"("A\u0000B")", "2"))) == wrong);
  CHECK(issues_of(body_around(item('"' + std::string(256, 'A') + '"', "2"))) == wrong);
  CHECK(issues_of(body_around(item('"' + std::string(255, 'A') + '"', "2"))) == "");
  CHECK(issues_of(body_around(item("\"A\"", "2"))) == "");
}

TEST_CASE("ids are taken byte for byte") {
  const auto report = parse(evolution(), body_around(item(R"(" aA=+\/\u00e7 ")", "2")));
  REQUIRE(report.updates.size() == 1);
  CHECK(report.updates.front().message_id == " aA=+/ç ");
}

TEST_CASE("a status that is not mapped is echoed as it was received") {
  for (const std::string status :
       {"7", "-1", "2.5", "\"UNHEARD\"", "true", "false", "null", "1e18"}) {
    CAPTURE(status);
    const auto report = parse(evolution(), body_around(item("\"A\"", status)));
    REQUIRE(report.issues.size() == 1);
    CHECK(report.issues.front().code == issue_code::unmapped_status);
    CHECK(report.issues.front().pointer == "/data/update/status");
    CHECK(report.issues.front().received == status);
  }
}

TEST_CASE("a status of Baileys' own numbering asks whether the wrong table is chosen") {
  for (const auto* const status : {"4", "5", "\"4\"", "5.0"}) {
    CAPTURE(status);
    const auto report = parse(evolution(), body_around(item("\"A\"", status)));
    REQUIRE(report.issues.size() == 1);
    CHECK(report.issues.front().message.find("wrong table") != std::string::npos);
    CHECK(report.issues.front().message.find("'reference'") != std::string::npos);
  }
  const auto report = parse(evolution(), body_around(item("\"A\"", "6")));
  REQUIRE(report.issues.size() == 1);
  CHECK(report.issues.front().message.find("wrong table") == std::string::npos);
}

TEST_CASE("one bad item never hides the good ones and each keeps its position") {
  const auto report = parse(
      evolution(), body_around("[" + item("\"A\"", "2") + ",7," + item("\"B\"", "\"DELETED\"") +
                               "," + item("\"\"", "2") + "," + item("\"C\"", "3") + "]"));
  CHECK(report.items == 5);
  REQUIRE(report.updates.size() == 2);
  CHECK(report.updates[0].item == 0);
  CHECK(report.updates[1].item == 4);
  REQUIRE(report.issues.size() == 2);
  CHECK(report.issues[0].item == 1);
  CHECK(report.issues[0].pointer == "/data/1");
  CHECK(report.issues[1].item == 3);
  CHECK(report.issues[1].pointer == "/data/3/key/id");
  REQUIRE(report.ignored.size() == 1);
  CHECK(report.ignored.front().item == 2);
  CHECK(report.ignored.front().pointer == "/data/2");
}

TEST_CASE("the event is echoed as it was received") {
  CHECK(parse(evolution(), R"({"event":"Some_Event"})").event == "\"Some_Event\"");
  CHECK(parse(evolution(), R"({"event":7})").event == "7");
  CHECK(parse(evolution(), "{}").event == "null");
}

TEST_CASE("a dialect of one's own reads the fields it names") {
  const dialect own{"own", {{"ref"}}, [](const json_view& body, parse_report& report) {
                      report.add(status_update{.message_id = std::string{body["ref"].text()}});
                    }};
  const auto report = parse(own, R"({"ref":"A","other":1})");
  REQUIRE(report.updates.size() == 1);
  CHECK(report.updates.front().message_id == "A");
}
