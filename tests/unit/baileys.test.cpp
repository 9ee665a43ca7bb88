// How the dialect `baileys` reads each shape, field by field. The samples in
// tests/spec/payloads/baileys show all shapes.

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/dialects/baileys.hpp>
#include <waybill/parse.hpp>

namespace {

using namespace waybill;

const std::string own_phone = "55410@s.whatsapp.net";
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
                           R"({"data":{"messages":[)" + one_item + "]}}",
                           R"({"event":"messages.update","data":)" + one_item + "}",
                           R"({"type":"messageupdate","body":{"messages":[)" + one_item + "]}}"}) {
    CAPTURE(body);
    CHECK(baileys_update(body) ==
          status_update{.message_id = "3EB0AA", .receipt = receipt::delivered, .word = "3"});
  }
}

TEST_CASE("the instance goes by any of its names") {
  CHECK(baileys_update(R"({"instance":"relay-07","data":)" + one_item + "}").instance ==
        "relay-07");
  for (const auto* const name : {"instanceKey", "instanceName", "sessionId", "session"}) {
    CHECK(baileys_update(R"({")" + std::string{name} + R"(":"k-0193","data":)" + one_item + "}")
              .instance == "k-0193");
  }
}

TEST_CASE("a failure keeps the code Baileys gives") {
  const auto code = [](const std::string& parameters) {
    return baileys_update(R"({"key":{"id":"A"},"update":{"status":0,"messageStubParameters":)" +
                          parameters + "}}")
        .reason;
  };
  CHECK(code(R"(["463","more"])") == failure_reason{"463", "", waybill::failure_kind::account});
  CHECK(code("[463]") == failure_reason{"463", "", waybill::failure_kind::account});
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
  const auto read = baileys_update(
      group_receipt(R"({"readTimestamp":"1761135401","userJid":"1@s.whatsapp.net"})", own_phone));
  CHECK(read.receipt == receipt::read);
  CHECK(read.occurred_at == expected);
}

TEST_CASE("a time is a number, digits, or both halves of a 64-bit number") {
  const auto when = [](const std::string& time) {
    return baileys_update(group_receipt(R"({"receiptTimestamp":)" + time + "}")).occurred_at;
  };
  const time_point expected{std::chrono::seconds{1761135401}};
  CHECK(when("1761135401") == expected);
  CHECK(when("\"1761135401\"") == expected);
  CHECK(when(R"({"low":1761135401,"high":0,"unsigned":false})") == expected);
  CHECK(when(R"({"low":-1294967296,"high":0})") == time_point{std::chrono::seconds{3000000000}});
  CHECK(when(R"({"low":705032704,"high":1})") == time_point{std::chrono::seconds{5000000000}});
}

TEST_CASE("a time that cannot be one is no receipt and is reported") {
  for (const auto* const odd :
       {R"("")", "{}", "[]", R"("0.0")", "-1", "86400", "true", "1.5", R"("soon")", R"({"low":5})",
        R"({"low":1761135401,"high":9999999999})", "1761135401000"}) {
    CAPTURE(odd);
    const std::string field = R"("readTimestamp":)" + std::string{odd};
    const auto alone = parse(baileys(), group_receipt("{" + field + "}"));
    REQUIRE(alone.issues.size() == 1);
    CHECK(alone.issues.front().pointer == "/data/0/receipt/readTimestamp");
    const auto beside =
        parse(baileys(), group_receipt("{" + field + R"(,"receiptTimestamp":1761135401})"));
    REQUIRE(beside.updates.size() == 1);
    CHECK(beside.updates.front().receipt == receipt::delivered);
    REQUIRE(beside.remarks.size() == 1);
    CHECK(beside.remarks.front().pointer == "/data/0/receipt/readTimestamp");
    CHECK(beside.remarks.front().item == 0);
    const auto delivery =
        parse(baileys(), group_receipt(R"({"receiptTimestamp":)" + std::string{odd} + "}"));
    REQUIRE(delivery.issues.size() == 1);
    CHECK(delivery.issues.front().pointer == "/data/0/receipt/receiptTimestamp");
  }
}

TEST_CASE("a time of zero or null in a group receipt is no receipt") {
  for (const auto* const none : {"0", "\"0\"", "0.0", "null", "false", R"({"low":0,"high":0})"}) {
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
}

TEST_CASE("a reader who cannot be told from ourselves proves nothing") {
  const auto reader = [](const std::string& jid) {
    return R"({"readTimestamp":1761135401,"userJid":")" + jid + "\"}";
  };
  const auto read_by = [&](const std::string& jid, const std::string& sender,
                           const std::vector<std::string>& own) {
    const auto report = parse(baileys(own), group_receipt(reader(jid), sender));
    if (!report.updates.empty()) return std::string{to_string(report.updates.front().receipt)};
    REQUIRE(report.ignored.size() == 1);
    return std::string{to_string(report.ignored.front().reason)};
  };
  const std::string phone = "55419:12@s.whatsapp.net";
  CHECK(read_by(phone, "", {}) == "unproven-reader");
  CHECK(read_by(phone, "900@lid", {}) == "unproven-reader");
  CHECK(read_by("900:3@lid", own_phone, {}) == "unproven-reader");
  CHECK(read_by("", own_phone, {}) == "unproven-reader");
  CHECK(read_by("900", own_phone, {"901"}) == "unproven-reader");
  CHECK(read_by("900:3@lid", own_phone, {"900@lid"}) == "own-device");
  CHECK(read_by("901:3@lid", own_phone, {"900@lid"}) == "read");
  CHECK(read_by(phone, "", {"55418@c.us", "55419@c.us"}) == "own-device");
  CHECK(read_by(phone, "", {"55418@c.us"}) == "read");
}

TEST_CASE("who told a delivery of a message is somebody else and may read it") {
  const auto item = [](const std::string& id, const std::string& field) {
    return R"({"key":{"id":")" + id + R"("},"receipt":{"userJid":"900:4@lid",")" + field +
           R"(":1761135401}})";
  };
  const auto both =
      parse(baileys(), "[" + item("A", "receiptTimestamp") + "," + item("A", "readTimestamp") +
                           "," + item("B", "readTimestamp") + "]");
  REQUIRE(both.updates.size() == 2);
  CHECK(both.updates.back().receipt == receipt::read);
  REQUIRE(both.ignored.size() == 1);
  CHECK(both.ignored.front().reason == ignore_reason::unproven_reader);
  CHECK(
      baileys_update(group_receipt(R"({"receiptTimestamp":1761135400,"readTimestamp":1761135401})"))
          .receipt == receipt::read);
}

TEST_CASE("receipts of stories and channels are ignored as their updates are") {
  const auto reason = [](const std::string& chat, const std::string& rest) {
    const auto report =
        parse(baileys(), R"([{"key":{"id":"A","remoteJid":")" + chat + R"("},)" + rest + "}]");
    REQUIRE(report.ignored.size() == 1);
    return report.ignored.front().reason;
  };
  for (const auto* const rest : {R"("receipt":{"userJid":"1@lid","receiptTimestamp":1761135401})",
                                 R"("update":{"status":4})", R"("status":4)"}) {
    CHECK(reason("status@broadcast", rest) == ignore_reason::status_broadcast);
    CHECK(reason("1203@newsletter", rest) == ignore_reason::newsletter);
  }
}

TEST_CASE("a whole message has a status and is no receipt") {
  const std::string item = R"({"key":{"id":"A"},"status":3)";
  CHECK(baileys_update("[" + item + "}]").receipt == receipt::delivered);
  const auto whole = parse(baileys(), "[" + item + R"(,"message":{"conversation":"x"}}])");
  REQUIRE(whole.ignored.size() == 1);
  CHECK(whole.ignored.front().reason == ignore_reason::content_update_not_a_receipt);
  // If the event says that it is an update, content is merged into it.
  CHECK(baileys_update(R"({"event":"messages.update","data":)" + item + R"(,"message":{}}})")
            .receipt == receipt::delivered);
}

TEST_CASE("what n8n puts around a relay's body is taken off") {
  const auto relay =
      R"({"type":"messageupdate","instanceKey":"k-1","body":{"messages":[)" + one_item + "]}}";
  for (const auto& body : {relay, R"({"headers":{},"body":)" + relay + "}",
                           R"([{"headers":{},"body":)" + relay + "}]"}) {
    CAPTURE(body);
    CHECK(baileys_update(body).instance == "k-1");
  }
  CHECK(baileys_update(R"([{"headers":{},"body":[)" + one_item + "]}]").message_id == "3EB0AA");
  const auto text = parse(baileys(), R"({"headers":{},"body":"[]"})");
  REQUIRE(text.issues.size() == 1);
  CHECK(text.issues.front().pointer == "/body");
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
