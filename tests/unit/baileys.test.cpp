// What the dialect `baileys` makes of each shape, field by field. The samples in
// tests/spec/payloads/baileys tell which shapes there are.

#include <chrono>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <waybill/dialects/baileys.hpp>
#include <waybill/parse.hpp>

namespace {

using namespace waybill;

const std::string one_item = R"({"key":{"id":"3EB0AA"},"update":{"status":3}})";

status_update baileys_update(std::string_view body) {
  const auto report = parse(baileys(), body);
  REQUIRE(report.items == 1);
  REQUIRE(report.updates.size() == 1);
  return report.updates.front();
}

/// The body of one group receipt, seen by the account `own`.
std::string group_receipt(const std::string& receipt, const std::string& own = "") {
  return R"({"event":"message-receipt.update","sender":")" + own +
         R"(","data":[{"key":{"id":"3EB0AA"},"receipt":)" + receipt + "}]}";
}

}  // namespace

TEST_CASE("an item is found raw and in every envelope of a relay") {
  for (const auto& body : {one_item, "[" + one_item + "]", R"({"messages":[)" + one_item + "]}",
                           R"({"event":"messages.update","data":)" + one_item + "}",
                           R"({"type":"messageupdate","body":{"messages":[)" + one_item + "]}}"}) {
    CAPTURE(body);
    CHECK(baileys_update(body) ==
          status_update{.message_id = "3EB0AA", .receipt = receipt::delivered, .word = "3"});
  }
}

TEST_CASE("the instance goes by either name") {
  CHECK(baileys_update(R"({"instance":"relay-07","data":)" + one_item + "}").instance ==
        "relay-07");
  CHECK(baileys_update(R"({"instanceKey":"k-0193","data":)" + one_item + "}").instance == "k-0193");
}

TEST_CASE("a failure keeps the code Baileys gives") {
  const auto code = [](const std::string& parameters) {
    return baileys_update(R"({"key":{"id":"A"},"update":{"status":0,"messageStubParameters":)" +
                          parameters + "}}")
        .reason;
  };
  CHECK(code(R"(["463","more"])") == failure_reason{"463", ""});
  CHECK(code("[463]") == failure_reason{"463", ""});
  for (const auto* const none : {"[]", "null", "\"463\"", "[{}]", "[null]"})
    CHECK(code(none).empty());
}

TEST_CASE("a delivery keeps no stub parameters") {
  CHECK(baileys_update(R"({"key":{"id":"A"},"update":{"status":3,"messageStubParameters":["1"]}})")
            .reason.empty());
}

TEST_CASE("a group receipt tells delivered or read and when") {
  const time_point expected{std::chrono::seconds{1761135401}};
  const auto delivered = baileys_update(group_receipt(R"({"receiptTimestamp":1761135401})"));
  CHECK(delivered.receipt == receipt::delivered);
  CHECK(delivered.occurred_at == expected);
  CHECK(delivered.word == "\"receiptTimestamp\"");
  const auto read =
      baileys_update(group_receipt(R"({"readTimestamp":"1761135401","receiptTimestamp":1})"));
  CHECK(read.receipt == receipt::read);
  CHECK(read.occurred_at == expected);
}

TEST_CASE("a time of zero or null in a group receipt is no receipt") {
  for (const auto* const none : {"0", "\"0\"", "0.0", "null", "false", "true"}) {
    CAPTURE(none);
    const auto report =
        parse(baileys(), group_receipt(R"({"readTimestamp":)" + std::string{none} + "}"));
    REQUIRE(report.ignored.size() == 1);
    CHECK(report.ignored.front().reason == ignore_reason::no_status);
    CHECK(report.ignored.front().pointer == "/data/0");
  }
}

TEST_CASE("the receipts of our own other devices are ignored") {
  const auto reader = R"({"readTimestamp":1761135401,"userJid":"55419:12@s.whatsapp.net"})";
  const auto report = parse(baileys(), group_receipt(reader, "55419:3@s.whatsapp.net"));
  REQUIRE(report.ignored.size() == 1);
  CHECK(report.ignored.front().reason == ignore_reason::own_device);
  CHECK(baileys_update(group_receipt(reader, "554191@s.whatsapp.net")).receipt == receipt::read);
  CHECK(baileys_update(group_receipt(reader, "55419@lid")).receipt == receipt::read);
  CHECK(baileys_update(group_receipt(reader, "")).receipt == receipt::read);
}

TEST_CASE("an item without a status is an edit") {
  const auto report = parse(baileys(), R"([{"key":{"id":"A"},"update":{"starred":true}}])");
  REQUIRE(report.ignored.size() == 1);
  CHECK(report.ignored.front().reason == ignore_reason::no_status);
  CHECK(report.ignored.front().pointer == "/0");
}

TEST_CASE("an event that is not known is ignored and echoed") {
  const auto report = parse(baileys(), R"({"event":"messages.upsert","data":[)" + one_item + "]}");
  CHECK(report.event == "\"messages.upsert\"");
  REQUIRE(report.ignored.size() == 1);
  CHECK(report.ignored.front().reason == ignore_reason::other_event);
}

TEST_CASE("the event decides before the type") {
  CHECK(parse(baileys(), R"({"event":"x","type":"messageupdate","data":[]})").event == "\"x\"");
}

TEST_CASE("what is no event and no list of items is pointed at") {
  const auto issue_of = [](std::string_view body) {
    const auto report = parse(baileys(), body);
    REQUIRE(report.issues.size() == 1);
    return std::string{to_string(report.issues.front().code)} + " " + report.issues.front().pointer;
  };
  CHECK(issue_of("7") == "wrong-type ");
  CHECK(issue_of(R"({"event":["messages.update"]})") == "wrong-type /event");
  CHECK(issue_of(R"({"type":{}})") == "wrong-type /type");
  CHECK(issue_of(R"({"event":"messages.update"})") == "missing-data /data");
  CHECK(issue_of(R"({"event":"messages.update","data":"x"})") == "wrong-type /data");
  CHECK(issue_of(R"({"instanceKey":7,"messages":[]})") == "wrong-type /instanceKey");
  CHECK(issue_of("[7]") == "wrong-type /0");
}
