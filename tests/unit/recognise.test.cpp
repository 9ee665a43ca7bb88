// Which provider a body looks like: one body for each row of the table of shapes.

#include <set>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <waybill/dialects/known.hpp>
#include <waybill/dialects/provider_shapes.hpp>
#include <waybill/parse.hpp>

namespace {

struct known_body {
  std::string_view dialect;
  std::string_view instance;
  std::string_view body;
};

constexpr known_body known_bodies[] = {
    {"gupshup", "shop", R"({"app":"shop","type":"message-event","payload":{"type":"read"}})"},
    {"cloud_api", "", R"({"gs_app_id":"x","object":"whatsapp_business_account","entry":[]})"},
    {"cloud_api", "100",
     R"({"object":"whatsapp_business_account","entry":[{"changes":[{"value":)"
     R"({"metadata":{"phone_number_id":"100"},"statuses":[]}}]}]})"},
    {"whatsmeow", "a",
     R"({"EventType":"messages_update","instanceName":"a","event":{"Chat":"x"}})"},
    {"whatsmeow", "a", R"({"type":"ReadReceipt","instanceName":"a","event":{"MessageIDs":["A"]}})"},
    {"whatsmeow", "a", R"({"event":"Receipt","instanceName":"a","data":{"MessageIDs":["A"]}})"},
    {"gowa", "1@x", R"({"event":"message.ack","device_id":"1@x","payload":{"ids":["A"]}})"},
    {"waha", "a", R"({"event":"message.ack","session":"a","payload":{"ack":3}})"},
    {"wppconnect", "a", R"({"event":"onack","session":"a","ack":3,"id":{"id":"A"}})"},
    {"waha", "7", R"({"event":"message_ack","instanceId":"7","data":{"message":{"_data":{}}}})"},
    {"evolution_acks", "a", R"({"event":"message.ack","instance":"a","data":{"key":{},"ack":3}})"},
    {"zapi", "7", R"({"type":"MessageStatusCallback","instanceId":"7","ids":["A"],"momment":1})"},
    {"green_api", "71",
     R"({"typeWebhook":"outgoingMessageStatus","instanceData":{"idInstance":71}})"},
    {"ycloud", "", R"({"type":"whatsapp.message.updated","whatsappMessage":{"id":"A"}})"},
    {"whapi", "CH", R"({"statuses":[{"id":"A"}],"event":{"type":"statuses"},"channel_id":"CH"})"},
    {"codechat", "a", R"({"event":"messages.update","instance":{"name":"a"},"data":{}})"},
    {"baileys", "k", R"({"type":"message","instanceKey":"k","body":{}})"},
    {"baileys", "", R"([{"key":{"id":"A"},"receipt":{}}])"},
    {"baileys", "", R"([{"key":{"id":"A"},"update":{}}])"},
    {"evolution", "", R"([{"keyId":"A","status":"READ"}])"},
    {"evolution", "a", R"({"event":"some.news","instance":"a","data":{}})"},
    {"twilio", "", R"({"MessageSid":"SM1","MessageStatus":"read"})"},
    {"twilio", "", "SmsSid=SM1&SmsStatus=read"},
    {"twilio", "", "SmsStatus=read&MessageSid=SM1&MessageStatus=read"},
    {"whatsmeow", "", "instanceName=a&jsonData=%7B%7D&token=t"},
    {"", "", R"({"delivery":"done"})"},
    {"", "", "MessageStatusCallback=https"},
    {"", "", "[]"},
    {"", "", "null"},
    {"", "", ""},
};

}  // namespace

TEST_CASE("each provider's body is told by its shape, with its instance") {
  std::set<std::string_view> seen;
  for (const auto& each : known_bodies) {
    CAPTURE(each.body);
    const auto found = waybill::recognise(each.body);
    CHECK(found.dialect == each.dialect);
    CHECK(found.instance == each.instance);
    CHECK(found.provider.empty() == each.dialect.empty());
    seen.insert(found.dialect);
  }
  for (const auto& shape : waybill::detail::provider_shapes) {
    CAPTURE(shape.provider);
    CHECK(seen.count(shape.dialect) == 1);
    CHECK(waybill::find_dialect(shape.dialect).has_value());
  }
  for (const auto& each : waybill::known_dialects) {
    CAPTURE(each.name);
    CHECK(seen.count(each.name) == 1);
  }
}

TEST_CASE("a body is recognised within what was put around it") {
  const std::string inner = R"({"event":"onack","session":"a","ack":3})";
  for (const auto& body : {R"({"headers":{},"body":)" + inner + "}", "[" + inner + "]",
                           R"([{"headers":{},"body":)" + inner + "}]"}) {
    CAPTURE(body);
    CHECK(waybill::recognise(body).dialect == "wppconnect");
  }
}
