// What each gateway reports, in its own bodies.

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <string_view>

#include <nlohmann/json.hpp>

#include "provider_bodies.hpp"
#include "views.hpp"

namespace waybill_harness {

namespace {

using nlohmann::ordered_json;

constexpr auto chat = "550000000001@s.whatsapp.net";
constexpr auto web_chat = "550000000001@c.us";

/// What a receipt is called, in the order of `waybill::receipt`.
using names = std::array<const char*, 6>;
constexpr names baileys_names{"PENDING", "SERVER_ACK", "DELIVERY_ACK", "READ", "PLAYED", "ERROR"};
constexpr names metas_names{"accepted", "sent", "delivered", "read", "played", "failed"};
constexpr std::array<int, 6> acks{0, 1, 2, 3, 4, -1};
constexpr std::array<int, 6> baileys_numbers{1, 2, 3, 4, 5, 0};

template <typename Table>
[[nodiscard]] auto in(const Table& table, waybill::receipt what) {
  return table[static_cast<std::size_t>(what)];
}

[[nodiscard]] long long seconds(waybill::time_point at) {
  return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
}
[[nodiscard]] std::string digits(waybill::time_point at) { return std::to_string(seconds(at)); }

[[nodiscard]] bool has_failed(const posted_report& posted) {
  return posted.what == waybill::receipt::failed;
}

[[nodiscard]] std::string serialized(const std::string& id) {
  return id.empty() ? id : std::string{"true_"} + web_chat + '_' + id;
}

[[nodiscard]] ordered_json evolution_envelope(const posted_report& posted, ordered_json data) {
  return {{"event", "messages.update"},
          {"instance", posted.instance},
          {"data", std::move(data)},
          {"destination", "https://shop.example/webhooks"},
          {"server_url", "https://gateway.example"},
          {"apikey", nullptr}};
}

/// Version 2's, or version 1's.
[[nodiscard]] std::string evolution(const posted_report& posted) {
  const auto* const status = in(baileys_names, posted.what);
  const auto id = posted.id.empty() ? ordered_json() : ordered_json(posted.id);
  ordered_json item{{posted.in_second_form ? "id" : "keyId", id},
                    {"remoteJid", chat},
                    {"fromMe", true},
                    {"status", status}};
  if (posted.in_second_form) item["owner"] = posted.instance;
  if (!posted.in_second_form) item["messageId"] = "cm8d0q2k1000008l4h3p5a7b9";
  return evolution_envelope(posted, std::move(item)).dump();
}

[[nodiscard]] std::string baileys(const posted_report& posted) {
  return ordered_json::array({{{"key", {{"remoteJid", chat}, {"id", posted.id}, {"fromMe", true}}},
                               {"update", {{"status", in(baileys_numbers, posted.what)}}}}})
      .dump();
}

[[nodiscard]] std::string cloud_api(const posted_report& posted) {
  ordered_json status{{"id", posted.id},
                      {"status", in(metas_names, posted.what)},
                      {"timestamp", digits(posted.at)},
                      {"recipient_id", "550000000001"}};
  if (has_failed(posted)) {
    status["errors"] =
        ordered_json::array({{{"code", 131026}, {"title", "Message undeliverable"}}});
  }
  const ordered_json value{{"messaging_product", "whatsapp"},
                           {"statuses", ordered_json::array({status})}};
  const ordered_json changes = ordered_json::array({{{"field", "messages"}, {"value", value}}});
  return ordered_json{{"object", "whatsapp_business_account"},
                      {"entry", ordered_json::array({{{"id", "100"}, {"changes", changes}}})}}
      .dump();
}

/// Evolution GO's, or wuzapi's.
[[nodiscard]] std::string whatsmeow(const posted_report& posted) {
  using enum waybill::receipt;
  if (posted.what != delivered && posted.what != read) return {};
  const auto* const state = posted.what == read ? "Read" : "Delivered";
  ordered_json receipt{{"Chat", chat},
                       {"IsFromMe", false},
                       {"MessageIDs", ordered_json::array({posted.id})},
                       {"Timestamp", iso_time(posted.at)}};
  ordered_json body{{"state", state}, {"instanceName", posted.instance}};
  body[posted.in_second_form ? "type" : "event"] =
      posted.in_second_form ? "ReadReceipt" : "Receipt";
  body[posted.in_second_form ? "event" : "data"] = std::move(receipt);
  return body.dump();
}

[[nodiscard]] std::string waha(const posted_report& posted) {
  return ordered_json{
      {"event", "message.ack"},
      {"session", posted.instance},
      {"payload",
       {{"id", serialized(posted.id)}, {"fromMe", true}, {"ack", in(acks, posted.what)}}},
      {"engine", "WEBJS"}}
      .dump();
}

[[nodiscard]] std::string wppconnect(const posted_report& posted) {
  const ordered_json id{
      {"fromMe", true}, {"id", posted.id}, {"_serialized", serialized(posted.id)}};
  return ordered_json{{"event", "onack"},
                      {"session", posted.instance},
                      {"id", posted.in_second_form ? ordered_json(serialized(posted.id)) : id},
                      {"ack", in(acks, posted.what)}}
      .dump();
}

[[nodiscard]] std::string zapi(const posted_report& posted) {
  constexpr names of_zapi{"", "SENT", "RECEIVED", "READ", "PLAYED", ""};
  const auto moment = seconds(posted.at) * 1000;
  if (has_failed(posted)) {
    return ordered_json{{"type", "DeliveryCallback"},
                        {"messageId", posted.id},
                        {"error", "Phone number does not exist"},
                        {"momment", moment}}
        .dump();
  }
  return ordered_json{{"type", "MessageStatusCallback"},
                      {"status", in(of_zapi, posted.what)},
                      {"ids", ordered_json::array({posted.id})},
                      {"momment", moment}}
      .dump();
}

[[nodiscard]] std::string gowa(const posted_report& posted) {
  using enum waybill::receipt;
  if (posted.what != delivered && posted.what != read) return {};
  return ordered_json{{"event", "message.ack"},
                      {"device_id", "550000000009@s.whatsapp.net"},
                      {"timestamp", iso_time(posted.at)},
                      {"payload",
                       {{"ids", ordered_json::array({posted.id})},
                        {"chat_id", chat},
                        {"from", chat},
                        {"receipt_type", in(metas_names, posted.what)}}}}
      .dump();
}

[[nodiscard]] std::string gupshup(const posted_report& posted) {
  ordered_json details{{"ts", seconds(posted.at)}};
  if (has_failed(posted)) details = {{"code", 1002}, {"reason", "not on WhatsApp"}};
  return ordered_json{{"app", posted.instance},
                      {"type", "message-event"},
                      {"payload",
                       {{"id", "gBEG"},
                        {"gsId", posted.id},
                        {"type", in(metas_names, posted.what)},
                        {"payload", details}}}}
      .dump();
}

[[nodiscard]] std::string twilio(const posted_report& posted) {
  constexpr names of_twilio{"queued", "sent", "delivered", "read", "read", "undelivered"};
  return "MessageSid=" + posted.id + "&MessageStatus=" + in(of_twilio, posted.what) +
         (has_failed(posted) ? "&ErrorCode=63024" : "") + "&To=whatsapp%3A%2B550000000001";
}

[[nodiscard]] std::string green_api(const posted_report& posted) {
  return ordered_json{{"typeWebhook", "outgoingMessageStatus"},
                      {"chatId", web_chat},
                      {"idMessage", posted.id},
                      {"status", in(metas_names, posted.what)},
                      {"timestamp", seconds(posted.at)}}
      .dump();
}

[[nodiscard]] std::string ycloud(const posted_report& posted) {
  return ordered_json{{"type", "whatsapp.message.updated"},
                      {"apiVersion", "v2"},
                      {"whatsappMessage",
                       {{"id", posted.id},
                        {"status", in(metas_names, posted.what)},
                        {"readTime", iso_time(posted.at)},
                        {"deliverTime", iso_time(posted.at)},
                        {"errorCode", has_failed(posted) ? "131026" : ""}}}}
      .dump();
}

[[nodiscard]] std::string whapi(const posted_report& posted) {
  return ordered_json{{"statuses", ordered_json::array({{{"id", posted.id},
                                                         {"status", in(metas_names, posted.what)},
                                                         {"timestamp", digits(posted.at)}}})},
                      {"event", {{"type", "statuses"}, {"event", "post"}}},
                      {"channel_id", "CH-1"}}
      .dump();
}

[[nodiscard]] std::string codechat(const posted_report& posted) {
  return ordered_json{
      {"event", "messages.update"},
      {"instance", {{"name", posted.instance}}},
      {"data", {{"messageMessageId", posted.id}, {"status", in(baileys_names, posted.what)}}}}
      .dump();
}

[[nodiscard]] std::string evolution_acks(const posted_report& posted) {
  return ordered_json{{"event", "message.ack"},
                      {"instance", posted.instance},
                      {"data", {{"key", {{"id", posted.id}}}, {"ack", in(acks, posted.what)}}}}
      .dump();
}

}  // namespace

std::string report_body(const std::string& dialect, const posted_report& posted) {
  static const std::map<std::string, std::string (*)(const posted_report&)> writers{
      {"evolution", evolution}, {"baileys", baileys},     {"cloud_api", cloud_api},
      {"whatsmeow", whatsmeow}, {"waha", waha},           {"wppconnect", wppconnect},
      {"zapi", zapi},           {"gowa", gowa},           {"gupshup", gupshup},
      {"twilio", twilio},       {"green_api", green_api}, {"ycloud", ycloud},
      {"whapi", whapi},         {"codechat", codechat},   {"evolution_acks", evolution_acks}};
  return writers.at(dialect)(posted);
}

}  // namespace waybill_harness
