#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include <doctest/doctest.h>

#include <waybill/sends.hpp>

using namespace waybill;

namespace {

failure_reason reason_of(std::string_view body) {
  const auto response = parse_send_response(body);
  CHECK_FALSE(response.ok());
  CHECK(response.refused());
  CHECK(response.problem.empty());
  CHECK_FALSE(response.sent_at.has_value());
  return response.reason;
}

/// The fault of an answer that is neither a send nor a refusal.
std::string problem_of(std::string_view body) {
  const auto response = parse_send_response(body);
  CHECK_FALSE(response.ok());
  CHECK_FALSE(response.refused());
  CHECK_FALSE(response.timed_out);
  CHECK(response.reason.empty());
  return response.problem;
}

std::string id_of(std::string_view body) {
  const auto response = parse_send_response(body);
  CHECK(response.ok());
  CHECK(response.reason.empty());
  CHECK(response.problem.empty());
  return response.message_id;
}

bool times_out(std::string_view body) {
  const auto response = parse_send_response(body);
  CHECK_FALSE(response.ok());
  CHECK_FALSE(response.reason.empty());
  CHECK(response.timed_out != response.refused());
  return response.timed_out;
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

TEST_CASE("Evolution GO's answer keeps the id in data.Info.ID") {
  CHECK(id_of(R"({"message":"success","data":{"Info":{"Chat":"1@s.whatsapp.net","ID":"3EB0D4",)"
              R"("Timestamp":"2026-11-20T09:00:00-03:00"},"Message":{"conversation":"x"}}})") ==
        "3EB0D4");
}

TEST_CASE("wuzapi's answer keeps the id in data.Id, and its time beside it") {
  const auto response = parse_send_response(
      R"({"code":200,"data":{"Details":"Sent","Id":"3EB0D4","Timestamp":1717689097},)"
      R"("success":true})");
  CHECK(response.message_id == "3EB0D4");
  CHECK(response.sent_at == sent_at);
}

TEST_CASE("the Cloud API's own answer keeps the id in the one element of messages") {
  CHECK(id_of(R"({"messaging_product":"whatsapp","contacts":[{"input":"1","wa_id":"1"}],)"
              R"("messages":[{"id":"wamid.HRgN","message_status":"accepted"}]})") == "wamid.HRgN");
  CHECK(problem_of(R"({"messages":[{"id":"A"},{"id":"B"}]})") ==
        "it has neither a message id nor an error");
}

TEST_CASE("of WAHA's serialised id the message's own is kept") {
  const auto waha = [](const std::string& id) {
    return id_of(R"({"id":)" + id + R"(,"timestamp":1717689097,"ack":0,"ackName":"PENDING"})");
  };
  CHECK(waha(R"("true_5531900000031@c.us_3EB0D4")") == "3EB0D4");
  CHECK(waha(R"("true_5531900000031@c.us_3EB0_D4")") == "3EB0_D4");
  CHECK(waha(R"("true_1203@g.us_3EB0D4_5531900000032@c.us")") == "3EB0D4");
  CHECK(waha(R"("false_98@lid_3EB0_D4_99@lid")") == "3EB0_D4");
  CHECK(waha(R"({"fromMe":true,"remote":"1@c.us","id":"3EB0D4",)"
             R"("_serialized":"true_1@c.us_3EB0D4"})") == "3EB0D4");
  CHECK(waha(R"({"fromMe":true,"remote":"1@c.us","id":"3EB0D4"})") == "3EB0D4");
  CHECK(parse_send_response(R"({"id":"true_1@c.us_A","timestamp":1717689097})").sent_at == sent_at);
}

TEST_CASE("every gateway's answer is told by its shape") {
  struct gateway_answer {
    std::string_view gateway;
    std::string_view body;
  };
  for (const auto& each : {
           gateway_answer{"evolution", R"({"key":{"id":"A"},"status":"PENDING"})"},
           {"codechat", R"({"id":91,"keyId":"A","keyFromMe":true,"messageType":"conversation"})"},
           {"whatsmeow", R"({"id":"55119:A","messageid":"A","status":"Pending"})"},
           {"waha", R"({"data":{"status":"success","data":{"_data":{"id":{"fromMe":true,)"
                    R"("id":"A","_serialized":"true_1@c.us_A"}}}},"status":"success"})"},
           {"wppconnect", R"({"status":"success","response":[{"id":"true_1@c.us_A","ack":0}]})"},
           {"zapi", R"({"zaapId":"Z","messageId":"A","id":"A"})"},
           {"gupshup", R"({"status":"submitted","messageId":"A"})"},
           {"gowa", R"({"code":"SUCCESS","message":"sent","results":{"message_id":"A"}})"},
           {"green_api", R"({"idMessage":"A"})"},
           {"twilio", R"({"sid":"A","status":"queued","error_code":null,"error_message":null})"},
           {"whapi", R"({"sent":true,"message":{"id":"A","from_me":true,"status":"pending"}})"},
       }) {
    CAPTURE(each.body);
    CHECK(id_of(each.body) == "A");
    CHECK(parse_send_response(each.body, each.gateway).message_id == "A");
    CHECK(parse_send_response(each.body, "a dialect of the user's own").message_id == "A");
  }
}

TEST_CASE("of a gateway that is named, only its own shape is looked for, beside Evolution's") {
  CHECK(parse_send_response(R"({"id":"A","status":"accepted"})", "ycloud").message_id == "A");
  CHECK_FALSE(parse_send_response(R"({"sid":"A"})", "ycloud").ok());
  CHECK_FALSE(parse_send_response(R"({"idMessage":"A"})", "twilio").ok());
  CHECK(parse_send_response(R"({"sid":"A","idMessage":"B"})", "green_api").message_id == "B");
  CHECK(parse_send_response(R"({"key":{"id":"A"}})", "waha").message_id == "A");
}

TEST_CASE("an id with its chat is the message's own wherever it stands") {
  CHECK(id_of(R"({"key":{"id":"true_1203@g.us_3EB0D4"}})") == "3EB0D4");
  CHECK(id_of(R"({"idMessage":"true_1@c.us_3EB0D4"})") == "3EB0D4");
}

TEST_CASE("the errors of other gateways keep their codes") {
  CHECK(reason_of(
            R"({"code":21211,"message":"Invalid 'To'","more_info":"https://x","status":400})") ==
        failure_reason{"21211", "Invalid 'To'"});
  CHECK(reason_of(R"({"sid":"SM1","status":"failed","error_code":63016,)"
                  R"("error_message":"outside the window"})") ==
        failure_reason{"63016", "outside the window", failure_kind::window_closed});
  CHECK(reason_of(R"({"sent":false,"error":{"code":402,"message":"limit"}})") ==
        failure_reason{"402", "limit"});
  CHECK(reason_of(R"({"status":"error","message":"no such app"})").text == "no such app");
  CHECK(reason_of(R"({"code":"401","message":"no session","results":null,"status":401})") ==
        failure_reason{"401", "no session", failure_kind::account});
}

TEST_CASE("an id at the root that is not serialised may be anything's and is not believed") {
  for (const auto* const id : {R"("A")", R"("true_A")", R"("true_1@c.us")", R"("1@c.us_A")", "7"}) {
    CAPTURE(id);
    CHECK_FALSE(problem_of(std::string{R"({"id":)"} + id + "}").empty());
  }
}

TEST_CASE("a list of one is its element, however deep") {
  CHECK(id_of(R"([{"key":{"id":"A"}}])") == "A");
  CHECK(id_of(R"([[[{"key":{"id":"A"}}]]])") == "A");
  CHECK(reason_of(R"([{"error":"no session"}])") == failure_reason{"", "no session"});
  for (const auto* const body : {"[]", "[[]]", R"([{"key":{"id":"A"}},{"key":{"id":"B"}}])"}) {
    CAPTURE(body);
    CHECK_FALSE(problem_of(body).empty());
  }
}

TEST_CASE("the id of the message that a reaction is about is not that of the reaction") {
  CHECK(id_of(R"({"message":{"reactionMessage":{"key":{"id":"about"},"text":"x"}},)"
              R"("key":{"id":"A"}})") == "A");
}

TEST_CASE("Meta's error object is a failure though it comes with status 201") {
  const failure_reason expected{"131030", "Recipient phone number not in allowed list: add it",
                                failure_kind::account};
  const std::string error =
      R"({"message":"Recipient phone number not in allowed list","type":"OAuthException",)"
      R"("code":131030,"error_data":{"messaging_product":"whatsapp","details":"add it"}})";
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

TEST_CASE("a refusal says whose trouble it is, where its code or the gateway tells") {
  const std::pair<const char*, failure_kind> answers[]{
      {R"({"status":500,"error":"Internal Server Error","response":{"message":"Connection Closed"}})",
       failure_kind::gateway},
      {R"({"status":503,"error":"Service Unavailable"})", failure_kind::gateway},
      {R"({"statusCode":429,"message":"Too Many Requests"})", failure_kind::rate_limited},
      {R"({"error":{"code":"BALANCE_INSUFFICIENT","message":"top up"}})", failure_kind::account},
      {R"({"code":20429,"message":"Too many","more_info":"https://x","status":429})",
       failure_kind::rate_limited},
      {R"({"error":{"type":"OAuthException","code":132001,"message":"no such template"}})",
       failure_kind::template_fault},
      // Not Meta's: a gateway's own 4 or 10 is no code of Meta's.
      {R"({"error":{"code":4,"message":"no"}})", failure_kind::unknown},
      {R"({"status":400,"error":"Bad Request"})", failure_kind::unknown},
      {R"({"success":false})", failure_kind::unknown}};
  for (const auto& [body, kind] : answers) {
    CAPTURE(body);
    CHECK((reason_of(body).kind == kind));
  }
}

TEST_CASE("details that say what the message says are told once") {
  CHECK(reason_of(R"({"error":{"code":100,"message":"(#100) Bad","error_data":{"details":)"
                  R"("(#100) Bad: no such template"}}})") ==
        failure_reason{"100", "(#100) Bad: no such template"});
  CHECK(reason_of(R"({"error":{"code":100,"message":"Bad","error_data":{"details":"Bad"}}})") ==
        failure_reason{"100", "Bad"});
}

TEST_CASE("a number that does not exist is told as one that is not on WhatsApp") {
  const std::string number = R"({"jid":"1@s.whatsapp.net","exists":false,"number":"1"})";
  for (const auto& list : {number, "[" + number + "]", "[[" + number + "]]"}) {
    CAPTURE(list);
    CHECK(
        reason_of(R"({"status":400,"error":"Bad Request","response":{"message":)" + list + "}}") ==
        failure_reason{"400", "the number is not on WhatsApp", failure_kind::not_on_whatsapp});
    CHECK(reason_of(list) ==
          failure_reason{"", "the number is not on WhatsApp", failure_kind::not_on_whatsapp});
  }
}

TEST_CASE("a refusal in a list in a list names what it is about") {
  CHECK(reason_of(R"({"status":400,"error":"Bad Request",)"
                  R"("response":{"message":[[],["no property \"number\""]]}})") ==
        failure_reason{"400", "no property \"number\""});
}

TEST_CASE("other gateways' errors are recognised, with code and text") {
  const std::pair<const char*, failure_reason> errors[]{
      {R"({"error":"client is not logged in"})", {"", "client is not logged in"}},
      {R"({"code":500,"error":"no session","success":false})", {"500", "no session"}},
      {R"({"statusCode":422,"message":"no such session","error":"Unprocessable Entity"})",
       {"422", "Unprocessable Entity: no such session"}},
      {R"({"statusCode":500,"exception":{"message":"page crashed"}})", {"500", "page crashed"}},
      {R"({"error":"not activated","code":"LICENSE_REQUIRED","message":"Activate this instance"})",
       {"LICENSE_REQUIRED", "not activated: Activate this instance", failure_kind::gateway}},
      {R"({"errors":[{"code":131047,"title":"Re-engagement message"}]})",
       {"131047", "Re-engagement message", failure_kind::window_closed}},
      {R"({"status":"error","message":"no instance"})", {"", "no instance"}},
      {R"({"status":false,"message":"no instance"})", {"", "no instance"}},
      {R"({"success":false})", {"refused", ""}},
      {R"({"error":true,"message":"no instance"})", {"", "no instance"}},
  };
  for (const auto& each : errors) {
    CAPTURE(each.first);
    CHECK(reason_of(each.first) == each.second);
  }
}

TEST_CASE("where an error stands beside an id that is not key.id, the error is believed") {
  CHECK(reason_of(R"({"code":500,"error":"no session","data":{"Id":"A"},"success":false})").code ==
        "500");
}

TEST_CASE("a time-out is no refusal, as the message may have been sent") {
  CHECK(times_out(
      R"({"status":500,"error":"Internal Server Error","response":{"message":"Timed Out"}})"));
  CHECK(times_out(
      R"({"status":500,"error":"Internal Server Error","response":{"message":["Error: Timed Out"]}})"));
  CHECK(times_out(R"({"code":500,"error":"timed out waiting for message send response"})"));
  CHECK(times_out(R"({"statusCode":500,"exception":{"message":"connect ETIMEDOUT"}})"));
  CHECK(times_out(R"({"statusCode":504,"message":"Gateway Time-out"})"));
  CHECK(times_out(R"({"status":408,"error":"Request Timeout"})"));
  CHECK_FALSE(times_out(R"({"status":400,"error":"no property \"timeout\""})"));
  CHECK_FALSE(times_out(
      R"({"status":500,"error":"Internal Server Error","response":{"message":"Connection Closed"}})"));
}

TEST_CASE("an answer with neither a usable id nor an error is no failure") {
  for (const auto* const body :
       {"{}", "[]", "null", "7", "true", R"({"key":null})", R"({"key":"A"})", R"({"key":{}})",
        R"({"key":{"id":null}})", R"({"key":{"id":""}})", R"({"key":{"id":7}})",
        R"({"key":{"id":"a\u0000b"}})", R"({"sent":null,"message":{"id":"A"}})",
        R"({"message":"success","data":{}})", R"({"status":"PENDING"})",
        R"({"status":200,"code":0,"success":true,"error":null,"errors":[]})",
        R"({"error":false,"code":"SUCCESS","message":"x"})", R"({"error":"","status":201})",
        R"({"code":100,"message":"queued"})"}) {
    CAPTURE(body);
    CHECK(problem_of(body) == "it has neither a message id nor an error");
  }
}

TEST_CASE("an answer that is not JSON is no failure") {
  for (const auto* const body : {"", "<html>502 Bad Gateway</html>", "{\"key\":{\"id\":\"A\"}"}) {
    CAPTURE(body);
    CHECK(problem_of(body).find("not JSON") != std::string::npos);
  }
}

TEST_CASE("an id in two versions is not believed") {
  CHECK_FALSE(problem_of(R"({"key":{"id":"A","id":"B"}})").empty());
}
