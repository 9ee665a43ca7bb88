#pragma once

// Where gateways put the message id in their answers to a send.

#include <algorithm>
#include <array>
#include <string_view>

#include <waybill/dialects/receipt_fields.hpp>
#include <waybill/dialects/serialized_ids.hpp>
#include <waybill/json_document.hpp>

namespace waybill::detail {

/// What is left of lists of one, in which automation tools wrap what they hand on.
[[nodiscard]] inline json_view only_element(json_view value) noexcept {
  while (value.is(json_kind::array) && value.first().exists() && !value.first().next().exists()) {
    value = value.first();
  }
  return value;
}

/// The value if a condition tells whose answer it is.
[[nodiscard]] inline json_view only_if(bool holds, const json_view& value) noexcept {
  return holds ? value : json_view{};
}

/// An id of WhatsApp's web client: an object, or a text with its chat. Any other text may be
/// anything's.
[[nodiscard]] inline json_view web_id(const json_view& id) noexcept {
  const auto text = id["_serialized"].is_missing() ? id : id["_serialized"];
  if (!dialects::read_serialized_id(text.string()).id.empty()) return text;
  return id["id"];
}

/// Where one gateway's answer has the id.
struct answer_place {
  std::string_view gateway;  ///< the name of its dialect
  json_view (*find)(const json_view& answer);
};

// Sources: the gateways' documentation of their sends, and their code.
inline constexpr std::array<answer_place, 14> answer_places{{
    {"whatsmeow", [](const json_view& a) { return a["data"]["Info"]["ID"]; }},  // Evolution GO
    {"whatsmeow", [](const json_view& a) { return a["data"]["Id"]; }},          // wuzapi
    {"whatsmeow", [](const json_view& a) { return a["messageid"]; }},           // uazapi
    {"cloud_api", [](const json_view& a) { return only_element(a["messages"])["id"]; }},
    {"waha", [](const json_view& a) { return web_id(a["id"]); }},
    {"waha", [](const json_view& a) { return web_id(a["data"]["data"]["_data"]["id"]); }},  // WaAPI
    {"wppconnect", [](const json_view& a) { return web_id(only_element(a["response"])["id"]); }},
    {"codechat", [](const json_view& a) { return a["keyId"]; }},
    {"zapi", [](const json_view& a) { return only_if(a["zaapId"].exists(), a["messageId"]); }},
    {"gupshup",
     [](const json_view& a) {
       return only_if(dialects::equal_words(a["status"].string(), "submitted"), a["messageId"]);
     }},
    {"gowa", [](const json_view& a) { return a["results"]["message_id"]; }},
    {"green_api", [](const json_view& a) { return a["idMessage"]; }},
    {"twilio", [](const json_view& a) { return a["sid"]; }},
    {"whapi",
     [](const json_view& a) { return only_if(dialects::is_true(a["sent"]), a["message"]["id"]); }},
}};

/// An `id` may be anything's: it is looked at only if this gateway is named.
inline constexpr answer_place common_place{"ycloud", [](const json_view& a) { return a["id"]; }};

/// The bytes of a usable id, without its chat; empty for anything else.
[[nodiscard]] inline std::string_view message_id_in(const json_view& value) noexcept {
  const auto id = dialects::own_message_id(value.string());
  return dialects::is_valid_id(id) ? id : std::string_view{};
}

/// The id in an answer that is not Evolution's; empty if there is none. Of a gateway that is named
/// and known, only its own places are looked at.
[[nodiscard]] inline std::string_view other_message_id(const json_view& answer,
                                                       std::string_view gateway) noexcept {
  if (gateway == common_place.gateway) return message_id_in(common_place.find(answer));
  const bool is_known =
      std::any_of(answer_places.begin(), answer_places.end(),
                  [&](const answer_place& place) { return place.gateway == gateway; });
  for (const auto& place : answer_places) {
    if (is_known && place.gateway != gateway) continue;
    const auto id = message_id_in(place.find(answer));
    if (!id.empty()) return id;
  }
  return {};
}

}  // namespace waybill::detail
