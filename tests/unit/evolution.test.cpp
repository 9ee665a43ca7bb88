// What the dialect `evolution` makes of each shape, field by field. The samples in
// tests/spec/payloads/evolution tell which shapes there are.

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
  for (const auto* const content :
       {R"("message":{})", R"("pollUpdates":[])", R"("message":null)"}) {
    CHECK(reason_of(envelope(R"({"keyId":"A","status":"SERVER_ACK",)" + std::string{content} +
                             "}")) == "content-update-not-a-receipt");
  }
}

TEST_CASE("other events are ignored whatever their data says") {
  const std::string data = R"({"keyId":"A","status":"READ"})";
  CHECK(reason_of(envelope(data, "messages.upsert")) == "other-event");
  CHECK(reason_of(envelope(data, "messages.edited")) == "edit-event");
  CHECK(reason_of(envelope(data, "send.message")) == "send-echo");
  CHECK(reason_of(envelope(data, "SEND_MESSAGE_UPDATE")) == "edit-event");
  CHECK(reason_of(envelope("null", "messages.set")) == "other-event");
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
