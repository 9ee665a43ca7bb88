// What each gateway answers to a send, and another event of each.

#include <chrono>
#include <map>

#include <nlohmann/json.hpp>

#include "provider_bodies.hpp"

namespace waybill_harness {

std::string answer_body(const std::string& dialect, const std::string& id, waybill::time_point at) {
  using nlohmann::ordered_json;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
  const auto with_chat = "true_550000000001@c.us_" + id;
  const ordered_json with_key{{"key", {{"remoteJid", "550000000001@s.whatsapp.net"}, {"id", id}}},
                              {"status", "PENDING"},
                              {"messageTimestamp", seconds}};
  const auto list_of = [](const std::string& of) { return ordered_json::array({{{"id", of}}}); };
  const std::map<std::string, ordered_json> answers{
      {"evolution", with_key},
      {"baileys", with_key},
      {"evolution_acks", with_key},
      {"codechat", {{"id", 91}, {"keyId", id}}},
      {"cloud_api", {{"messaging_product", "whatsapp"}, {"messages", list_of(id)}}},
      {"whatsmeow", {{"code", 200}, {"data", {{"Id", id}, {"Timestamp", seconds}}}}},
      {"waha", {{"id", with_chat}, {"timestamp", seconds}}},
      {"wppconnect", {{"status", "success"}, {"response", list_of(with_chat)}}},
      {"zapi", {{"zaapId", "Z"}, {"messageId", id}}},
      {"gowa", {{"code", "SUCCESS"}, {"results", {{"message_id", id}}}}},
      {"gupshup", {{"status", "submitted"}, {"messageId", id}}},
      {"twilio", {{"sid", id}, {"status", "queued"}}},
      {"green_api", {{"idMessage", id}}},
      {"ycloud", {{"id", id}, {"status", "accepted"}}},
      {"whapi", {{"sent", true}, {"message", {{"id", id}}}}}};
  return answers.at(dialect).dump();
}

std::string other_body(const std::string& dialect) {
  static const std::map<std::string, std::string> events{
      {"evolution", R"({"event":"messages.upsert","instance":"shop-1","data":{}})"},
      {"baileys", R"({"event":"messages.upsert","data":[]})"},
      {"evolution_acks", R"({"event":"messages.upsert","instance":"shop-1","data":{}})"},
      {"codechat", R"({"event":"messages.upsert","instance":{"name":"shop-1"},"data":{}})"},
      {"cloud_api",
       R"({"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages",)"
       R"("value":{"messages":[{"id":"wamid.IN"}]}}]}]})"},
      {"whatsmeow", R"({"event":"Message","instanceToken":"t","data":{}})"},
      {"waha", R"({"event":"message","session":"shop-1","payload":{}})"},
      {"wppconnect", R"({"event":"onmessage","session":"shop-1"})"},
      {"zapi", R"({"type":"ReceivedCallback"})"},
      {"gowa", R"({"event":"message","device_id":"1@s.whatsapp.net","payload":{}})"},
      {"gupshup", R"({"app":"shop-1","type":"message","payload":{}})"},
      {"twilio", "SmsSid=SM0&SmsStatus=received&Body=oi"},
      {"green_api", R"({"typeWebhook":"incomingMessageReceived"})"},
      {"ycloud", R"({"type":"whatsapp.inbound_message.received"})"},
      {"whapi", R"({"channel_id":"CH-1","event":{"type":"messages"},"messages":[]})"}};
  return events.at(dialect);
}

}  // namespace waybill_harness
