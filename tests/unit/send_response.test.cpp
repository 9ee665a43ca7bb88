#include <chrono>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <waybill/send_response.hpp>

using namespace waybill;

namespace {

failure_reason reason_of(std::string_view body) {
  const auto response = parse_send_response(body);
  CHECK_FALSE(response.ok());
  CHECK_FALSE(response.sent_at.has_value());
  return response.reason;
}

const time_point sent_at{std::chrono::seconds{1717689097}};

}  // namespace

TEST_CASE("the answer of v1 carries its time as text") {
  const auto response = parse_send_response(
      R"({"key":{"remoteJid":"1@s.whatsapp.net","fromMe":true,"id":"BAE594145F4C59B4"},)"
      R"("message":{"extendedTextMessage":{"text":"Olá"}},"messageTimestamp":"1717689097",)"
      R"("status":"PENDING"})");
  CHECK(response.ok());
  CHECK(response.message_id == "BAE594145F4C59B4");
  CHECK(response.sent_at == sent_at);
  CHECK(response.reason.empty());
}

TEST_CASE("the answer of v2 carries its time as a number") {
  const auto response = parse_send_response(
      R"({"key":{"remoteJid":"1@s.whatsapp.net","fromMe":true,"id":"3EB0D41C9A7E5B60F28341"},)"
      R"("pushName":"","status":"PENDING","message":{"conversation":"Olá"},"contextInfo":null,)"
      R"("messageType":"conversation","messageTimestamp":1717689097,"instanceId":"7d2a2c55",)"
      R"("source":"web"})");
  CHECK(response.message_id == "3EB0D41C9A7E5B60F28341");
  CHECK(response.sent_at == sent_at);
}

TEST_CASE("in front of the Cloud API the id is a wamid and the time may be anything") {
  const auto response = parse_send_response(
      R"({"key":{"fromMe":true,"id":"wamid.HRgNNTUw+/A=","remoteJid":"1@s.whatsapp.net"},)"
      R"("message":{"text":"x"},"messageTimestamp":{"unknown":1},"status":"PENDING"})");
  CHECK(response.message_id == "wamid.HRgNNTUw+/A=");
  CHECK_FALSE(response.sent_at.has_value());
}

TEST_CASE("the message may hold fields of the same names") {
  CHECK(parse_send_response(R"({"message":{"key":{"id":"no"},"id":"no","status":"no"},)"
                            R"("key":{"id":"A"}})")
            .message_id == "A");
}

TEST_CASE("Meta's error object is a failure though it comes with status 201") {
  const failure_reason expected{"131030", "Recipient phone number not in allowed list"};
  const std::string error =
      R"({"message":"Recipient phone number not in allowed list","type":"OAuthException",)"
      R"("code":131030,"error_data":{"messaging_product":"whatsapp","details":"x"}})";
  CHECK(reason_of(error) == expected);
  CHECK(reason_of(R"({"error":)" + error + "}") == expected);
}

TEST_CASE("Evolution's own refusal tells its status and its message") {
  CHECK(
      reason_of(R"({"status":400,"error":"Bad Request","response":{"message":["No session"]}})") ==
      failure_reason{"400", "No session"});
  CHECK(reason_of(
            R"({"status":500,"error":"Internal Server Error","response":{"message":"Closed"}})") ==
        failure_reason{"500", "Closed"});
}

TEST_CASE("a refusal whose message is not text tells its error") {
  CHECK(reason_of(R"({"status":400,"error":"Bad Request",)"
                  R"("response":{"message":[{"exists":false,"number":"5531900000031"}]}})") ==
        failure_reason{"400", "Bad Request"});
}

TEST_CASE("an answer without a usable id is a failed send") {
  for (const auto* const body :
       {"{}", "[]", "null", "7", R"({"key":null})", R"({"key":"A"})", R"({"key":{}})",
        R"({"key":{"id":null}})", R"({"key":{"id":""}})", R"({"key":{"id":7}})",
        R"({"key":{"id":"a\u0000b"}})", R"({"id":"A"})"}) {
    CAPTURE(body);
    CHECK(reason_of(body) ==
          failure_reason{"invalid_response", "the gateway's answer has no key.id"});
  }
}

TEST_CASE("an answer that is not JSON is a failed send") {
  for (const auto* const body : {"", "<html>502 Bad Gateway</html>", "{\"key\":{\"id\":\"A\"}"}) {
    CAPTURE(body);
    const auto reason = reason_of(body);
    CHECK(reason.code == "invalid_response");
    CHECK(reason.text.find("not JSON") != std::string::npos);
  }
}

TEST_CASE("an id in two versions is not believed") {
  CHECK(reason_of(R"({"key":{"id":"A","id":"B"}})").code == "invalid_response");
}
