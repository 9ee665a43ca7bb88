// How the dialect `evolution` reads each shape, field by field. The samples in
// tests/spec/payloads/evolution show all shapes.

#include <chrono>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <waybill/dialects/evolution.hpp>
#include <waybill/parse.hpp>

namespace {

using namespace waybill;

std::string envelope(const std::string& data, const std::string& event = "messages.update") {
  return R"({"event":")" + event + R"(","instance":"campanha-01","data":)" + data + "}";
}

status_update evolution_update(std::string_view body,
                               const number_table& numbers = reference_numbers) {
  const auto report = parse(evolution(numbers), body);
  REQUIRE(report.items == 1);
  REQUIRE(report.updates.size() == 1);
  return report.updates.front();
}

std::string reason_of(std::string_view body) {
  const auto report = parse(evolution(), body);
  REQUIRE(report.items == 1);
  REQUIRE(report.ignored.size() == 1);
  return std::string{to_string(report.ignored.front().reason)};
}

}  // namespace

TEST_CASE("the reference shape becomes an update with its word and instance") {
  const auto update =
      evolution_update(envelope(R"({"key":{"id":"3EB0AA"},"update":{"status":2}})"));
  CHECK(update == status_update{.instance = "campanha-01",
                                .message_id = "3EB0AA",
                                .receipt = receipt::delivered,
                                .word = "2"});
}

TEST_CASE("the flat shape of v2 is known by keyId and never by messageId") {
  const auto update = evolution_update(
      envelope(R"({"messageId":"cm0row","keyId":"3EB0AA","id":"no","status":"DELIVERY_ACK"})"));
  CHECK(update.message_id == "3EB0AA");
  CHECK(update.receipt == receipt::delivered);
  CHECK(update.word == "\"DELIVERY_ACK\"");

  const auto report =
      parse(evolution(), envelope(R"({"messageId":"cm0row","id":"no","status":"READ"})"));
  REQUIRE(report.issues.size() == 1);
  CHECK(report.issues.front().code == issue_code::missing_message_id);
  CHECK(report.issues.front().pointer == "/data/keyId");
}

TEST_CASE("the flat shape of v1 is known by id") {
  const auto update =
      evolution_update(envelope(R"({"remoteJid":"1@x","id":"BAE5A1","status":"READ"})"));
  CHECK(update.message_id == "BAE5A1");
  CHECK(update.receipt == receipt::read);
}

TEST_CASE("the words of Baileys and of the Cloud API are known in any case") {
  const auto receipt_of = [](const std::string& word) {
    return evolution_update(envelope(R"({"keyId":"A","status":")" + word + "\"}")).receipt;
  };
  CHECK(receipt_of("ERROR") == receipt::failed);
  CHECK(receipt_of("PENDING") == receipt::pending);
  CHECK(receipt_of("SERVER_ACK") == receipt::sent);
  CHECK(receipt_of("delivery_ack") == receipt::delivered);
  CHECK(receipt_of("Read") == receipt::read);
  CHECK(receipt_of("PLAYED") == receipt::played);
  CHECK(receipt_of("SENT") == receipt::sent);
  CHECK(receipt_of("DELIVERED") == receipt::delivered);
  CHECK(receipt_of("FAILED") == receipt::failed);
}

TEST_CASE("a number means what the table says") {
  const auto body = envelope(R"({"key":{"id":"A"},"update":{"status":3}})");
  CHECK(evolution_update(body).receipt == receipt::read);
  CHECK(evolution_update(body, baileys_numbers).receipt == receipt::delivered);
}

TEST_CASE("a failure takes the error of the body as its reason") {
  const std::string body =
      R"({"event":"messages.update","error":"Número inexistente","data":{"key":{"id":"A"},)"
      R"("update":{"status":0}}})";
  CHECK(evolution_update(body).reason == failure_reason{"", "Número inexistente"});
}

TEST_CASE("an error that is an object keeps its code, its message and what explains it") {
  const auto reason = [](const std::string& members, const std::string& in_item = "") {
    return evolution_update(R"({"event":"messages.update")" + members +
                            R"(,"data":{"keyId":"A","status":"FAILED")" + in_item + "}}")
        .reason;
  };
  const failure_reason whole{"131026", "Message undeliverable: not a number of ours",
                             waybill::failure_kind::blocked_or_undeliverable};
  const std::string object =
      R"({"code":131026,"title":"Message undeliverable","message":"Message undeliverable",)"
      R"("error_data":{"details":"not a number of ours"}})";
  CHECK(reason(R"(,"error":)" + object) == whole);
  CHECK(reason(R"(,"errors":[)" + object + "]") == whole);
  CHECK(reason("", R"(,"errors":[)" + object + "]") == whole);
  CHECK(reason(R"(,"error":"of the body")", R"(,"error":"of the item")").text == "of the item");
  CHECK(reason(R"(,"error":{"code":7})") == failure_reason{"7", ""});
  CHECK(reason(R"(,"error":{"title":"no","details":"more"})") == failure_reason{"", "no: more"});
  CHECK(reason(R"(,"error":{"message":"same","details":"same"})").text == "same");
  CHECK(reason(R"(,"error":{"details":")" + std::string(2000, 'x') + "\"}").text.size() == 1000);
  for (const auto* const none : {"{}", "[]", "null", "true", "[{}]"}) {
    CHECK(reason(R"(,"error":)" + std::string{none}).empty());
  }
}

TEST_CASE("an error beside a delivery is not its reason") {
  const std::string body =
      R"({"event":"messages.update","error":"x","data":{"key":{"id":"A"},"update":{"status":2}}})";
  CHECK(evolution_update(body).reason.empty());
}

TEST_CASE("a reason is cut between characters and holds no NUL") {
  const auto reason = [](const std::string& error) {
    return evolution_update(R"({"event":"messages.update","error":")" + error +
                            R"(","data":{"keyId":"A","status":"ERROR"}})")
        .reason.text;
  };
  CHECK(reason("a\\u0000b") == "a b");
  CHECK(reason(std::string(999, 'x') + "ção").size() == 999);
  CHECK(reason(std::string(998, 'x') + "ção").size() == 1000);
  CHECK(reason(std::string(5000, 'x')).size() == 1000);
}

TEST_CASE("the time of a nested item is when the report happened") {
  const auto time_of = [](const std::string& stamp) {
    return evolution_update(
               envelope(R"({"key":{"id":"A"},"update":{"status":3,"messageTimestamp":)" + stamp +
                        "}}"))
        .occurred_at;
  };
  const time_point expected{std::chrono::seconds{1761135243}};
  CHECK(time_of("1761135243") == expected);
  CHECK(time_of("\"1761135243\"") == expected);
  for (const auto* const none :
       {"0", "-1", "null", "true", "1761135243000", "1e300", "\"soon\"", "{}"}) {
    CAPTURE(none);
    CHECK_FALSE(time_of(none).has_value());
  }
}

TEST_CASE("the clock of the gateway is not taken for the time of the report") {
  CHECK_FALSE(
      evolution_update(envelope(R"({"id":"A","remoteJid":"1@x","status":"READ",)"
                                R"("datetime":1718716961101,"messageTimestamp":1761135243})"))
          .occurred_at.has_value());
}

TEST_CASE("updates of content are told from receipts") {
  CHECK(reason_of(envelope(R"({"keyId":"A"})")) == "no-status");
  CHECK(reason_of(envelope(R"({"keyId":"A","status":null})")) == "no-status");
  CHECK(reason_of(envelope(R"({"keyId":"A","status":"deleted"})")) == "deleted-is-not-a-receipt");
  CHECK(reason_of(envelope(R"({"keyId":"A","status":"EDITED"})")) ==
        "content-update-not-a-receipt");
  for (const auto* const content : {R"("message":{})", R"("pollUpdates":[])"}) {
    CHECK(reason_of(envelope(R"({"keyId":"A","status":"SERVER_ACK",)" + std::string{content} +
                             "}")) == "content-update-not-a-receipt");
  }
}

TEST_CASE("content that is null is none") {
  for (const auto* const none : {R"("message":null)", R"("pollUpdates":null,"message":null)"}) {
    CHECK(evolution_update(
              envelope(R"({"keyId":"A","status":"SERVER_ACK",)" + std::string{none} + "}"))
              .receipt == receipt::sent);
  }
}

TEST_CASE("an item with key and status needs no update") {
  const auto update = evolution_update(
      envelope(R"({"key":{"id":"3EB0AA"},"status":"READ","messageTimestamp":1761135243})"));
  CHECK(update.message_id == "3EB0AA");
  CHECK(update.receipt == receipt::read);
  CHECK_FALSE(update.occurred_at.has_value());  // the body has only the message's time
  CHECK(
      reason_of(envelope(R"({"key":{"id":"A","remoteJid":"status@broadcast"},"status":"READ"})")) ==
      "status-broadcast");
}

TEST_CASE("two ids in one item are the same or refused") {
  const auto item = [](const std::string& other) {
    return envelope(R"({"keyId":"A","key":{"id":")" + other + R"("},"status":"READ"})");
  };
  CHECK(evolution_update(item("A")).message_id == "A");
  const auto report = parse(evolution(), item("B"));
  REQUIRE(report.issues.size() == 1);
  CHECK(report.issues.front().code == issue_code::invalid_message_id);
  CHECK(report.issues.front().pointer == "/data/key/id");
}

TEST_CASE("messageId is an id only where the body is of a relay that names a session") {
  const auto body = [](const std::string& name) {
    return R"({"event":"messages.update",")" + name +
           R"(":"s-1","data":{"messageId":"3EB0AA","status":"READ","statusCode":2}})";
  };
  const auto update = evolution_update(body("sessionId"));
  CHECK(update.message_id == "3EB0AA");
  CHECK(update.instance == "s-1");
  CHECK(parse(evolution(), body("instance")).issues.size() == 1);
}

TEST_CASE(
    "an own device in a group proves no delivery and no reading, and a failure all the same") {
  const auto body = [](const std::string& participant, const std::string& status,
                       const std::string& chat = "1203@g.us") {
    return R"({"event":"messages.update","sender":"55419@s.whatsapp.net","data":{"keyId":"A",)"
           R"("remoteJid":")" +
           chat + R"(","participant":")" + participant + R"(","status":")" + status + "\"}}";
  };
  const std::string own = "55419:7@s.whatsapp.net";
  CHECK(reason_of(body(own, "READ")) == "own-device");
  CHECK(reason_of(body(own, "DELIVERY_ACK")) == "own-device");
  CHECK(evolution_update(body(own, "ERROR")).receipt == receipt::failed);
  CHECK(evolution_update(body("55418@s.whatsapp.net", "READ")).receipt == receipt::read);
  CHECK(evolution_update(body(own, "READ", "55419@s.whatsapp.net")).receipt == receipt::read);
}

TEST_CASE("other events are ignored whatever their data says") {
  const std::string data = R"({"keyId":"A","status":"READ"})";
  CHECK(reason_of(envelope(data, "messages.upsert")) == "other-event");
  CHECK(reason_of(envelope(data, "messages.edited")) == "edit-event");
  CHECK(reason_of(envelope(data, "send.message")) == "send-echo");
  CHECK(reason_of(envelope(data, "SEND_MESSAGE_UPDATE")) == "edit-event");
  CHECK(reason_of(envelope("null", "messages.set")) == "other-event");
  CHECK(reason_of(envelope(data, "message.ack")) == "unknown-event");
  CHECK(reason_of(R"({"data":{"keyId":"A","status":"READ"}})") == "unknown-event");
}

TEST_CASE("what n8n puts around a body is taken off, alone and in a list") {
  const auto body = envelope(R"({"keyId":"A","status":"READ"})");
  for (const auto& wrapped :
       {R"({"headers":{},"params":{},"query":{},"body":)" + body + "}", R"({"body":)" + body + "}",
        "[" + body + "]", R"([{"headers":{"host":"x"},"body":)" + body + "}]",
        std::string{R"({"headers":{},"body":[{"keyId":"A","status":"READ"}]})"}}) {
    CAPTURE(wrapped);
    CHECK(evolution_update(wrapped).message_id == "A");
  }
  CHECK(evolution_update("[" + body + "]").instance == "campanha-01");
  const auto two = parse(evolution(), "[" + body + "," + R"({"headers":{},"body":)" + body + "}]");
  CHECK(two.updates.size() == 2);
}

TEST_CASE("a wrapper that holds its body as text is refused, and says so") {
  for (const auto* const body : {R"({"headers":{},"body":"{\"event\":\"messages.update\"}"})",
                                 R"([{"headers":{},"body":"eyJldmVudCI6"}])"}) {
    const auto report = parse(evolution(), body);
    REQUIRE(report.issues.size() == 1);
    CHECK(report.issues.front().pointer.ends_with("/body"));
    CHECK(report.issues.front().message.find("wrapper") != std::string::npos);
  }
}

TEST_CASE("messages.update is known in every spelling") {
  for (const auto* const event : {"messages.update", "MESSAGES_UPDATE", "messages-update"}) {
    CAPTURE(event);
    CHECK(evolution_update(envelope(R"({"keyId":"A","status":"READ"})", event)).receipt ==
          receipt::read);
  }
}

TEST_CASE("the instance may be absent or null and else is a short string") {
  const auto issues = [](const std::string& instance) {
    return parse(evolution(), R"({"event":"messages.update","instance":)" + instance +
                                  R"(,"data":{"keyId":"A","status":"READ"}})")
        .issues;
  };
  for (const auto* const good : {"null", "\"\"", "\"tenant_abc_inst_1\""})
    CHECK(issues(good).empty());
  for (const auto* const bad : {"7", "[]", R"("a\u0000b")"}) {
    REQUIRE(issues(bad).size() == 1);
    CHECK(issues(bad).front().pointer == "/instance");
  }
}
