#pragma once

// The shape of each provider's bodies, for `recognise`. Add a row here for a new dialect, under its
// name.

#include <array>
#include <string_view>

#include <waybill/json_document.hpp>

namespace waybill::detail {

/// A provider, and how to recognise its bodies. The first match wins.
struct provider_shape {
  std::string_view dialect;
  std::string_view provider;
  bool (*fits)(const json_view& body);
  bool is_mere_envelope = false;  ///< this envelope may also hold another provider's items
};

[[nodiscard]] inline bool says(const json_view& body, std::string_view name,
                               std::string_view value) {
  return body[name].string() == value;
}

/// The first item of a body that is a list, an item or an envelope around either.
[[nodiscard]] inline json_view first_item(const json_view& body) {
  for (const auto& holder :
       {body["data"]["messages"], body["data"], body["messages"], body["body"]["messages"], body}) {
    if (holder.is(json_kind::array)) return holder.first();
    if (holder.is(json_kind::object)) return holder;
  }
  return {};
}

// Sources: the providers' public documentation of their webhooks.
inline constexpr std::array<provider_shape, 21> provider_shapes{{
    {"cloud_api", "Gupshup, version 3",
     [](const json_view& b) { return b["gs_app_id"].exists() && b["entry"].exists(); }},
    {"gupshup", "Gupshup",
     [](const json_view& b) {
       return b["gs_app_id"].exists() || (says(b, "type", "message-event") && b["app"].exists());
     }},
    {"cloud_api", "Meta's Cloud API",
     [](const json_view& b) {
       return says(b, "object", "whatsapp_business_account") ||
              b["entry"].first()["changes"].exists();
     }},
    {"whatsmeow", "uazapi",
     [](const json_view& b) {
       return b["EventType"].exists() ||
              (says(b, "event", "messages_update") && b["data"]["MessageIDs"].exists());
     }},
    {"whatsmeow", "wuzapi",
     [](const json_view& b) {
       return says(b, "type", "ReadReceipt") || b["event"]["MessageIDs"].exists();
     }},
    {"whatsmeow", "Evolution GO",
     [](const json_view& b) { return b["data"]["MessageIDs"].exists(); }},
    {"gowa", "go-whatsapp-web-multidevice",
     [](const json_view& b) {
       const auto payload = b["payload"];
       return payload["receipt_type"].exists() || (b["device_id"].exists() && payload.exists());
     }},
    {"waha", "WAHA",
     [](const json_view& b) {
       return b["session"].exists() && (b["payload"].exists() || b["engine"].exists());
     }},
    {"wppconnect", "WPPConnect",
     [](const json_view& b) {
       return says(b, "event", "onack") || (b["session"].exists() && b["ack"].exists());
     }},
    {"waha", "WaAPI",
     [](const json_view& b) {
       return says(b, "event", "message_ack") && b["data"]["message"].exists();
     }},
    {"evolution_acks", "a fork of Evolution API that posts acks",
     [](const json_view& b) { return b["data"]["ack"].exists() && b["data"]["key"].exists(); }},
    {"zapi", "Z-API",
     [](const json_view& b) {
       return b["type"].string().ends_with("Callback") || b["momment"].exists();
     }},
    {"green_api", "GREEN-API", [](const json_view& b) { return b["typeWebhook"].exists(); }},
    {"ycloud", "YCloud",
     [](const json_view& b) {
       return b["whatsappMessage"].exists() || b["type"].string().starts_with("whatsapp.");
     }},
    {"whapi", "Whapi",
     [](const json_view& b) {
       return b["channel_id"].exists() && (b["statuses"].exists() || b["messages"].exists());
     }},
    {"twilio", "Twilio, as JSON",
     [](const json_view& b) { return b["MessageSid"].exists() && b["MessageStatus"].exists(); }},
    {"codechat", "CodeChat",
     [](const json_view& b) {
       return b["instance"]["name"].exists() || b["data"]["messageMessageId"].exists();
     }},
    {"baileys", "Baileys",
     [](const json_view& b) {
       return first_item(b)["receipt"].exists() || b["body"]["messages"].exists() ||
              b["instanceKey"].exists();
     }},
    {"evolution", "Evolution API",
     [](const json_view& b) { return first_item(b)["keyId"].exists(); }},
    {"evolution", "Evolution API",
     [](const json_view& b) {
       return b["event"].exists() && b["instance"].exists() && b["data"].exists();
     },
     true},
    {"baileys", "Baileys",
     [](const json_view& b) {
       const auto item = first_item(b);
       return item["key"].exists() && item["update"].exists();
     }},
}};

/// All fields that the shapes look at.
inline constexpr std::array<json_field, 43> recognised_fields{{{"headers", true},
                                                               {"body"},
                                                               {"object"},
                                                               {"entry"},
                                                               {"changes"},
                                                               {"value"},
                                                               {"metadata"},
                                                               {"phone_number_id"},
                                                               {"gs_app_id"},
                                                               {"app"},
                                                               {"EventType"},
                                                               {"event"},
                                                               {"type"},
                                                               {"data"},
                                                               {"MessageIDs", true},
                                                               {"payload"},
                                                               {"receipt_type", true},
                                                               {"device_id"},
                                                               {"session"},
                                                               {"engine", true},
                                                               {"ack", true},
                                                               {"message", true},
                                                               {"key", true},
                                                               {"momment", true},
                                                               {"typeWebhook"},
                                                               {"whatsappMessage", true},
                                                               {"channel_id"},
                                                               {"statuses", true},
                                                               {"messages"},
                                                               {"instance"},
                                                               {"name"},
                                                               {"messageMessageId", true},
                                                               {"receipt", true},
                                                               {"update", true},
                                                               {"keyId", true},
                                                               {"instanceName"},
                                                               {"instanceKey"},
                                                               {"sessionId"},
                                                               {"instanceData"},
                                                               {"idInstance"},
                                                               {"instanceId"},
                                                               {"MessageSid"},
                                                               {"MessageStatus"}}};

}  // namespace waybill::detail
