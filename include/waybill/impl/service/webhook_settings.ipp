#pragma once

#include <string>

#include <waybill/json_reader.hpp>
#include <waybill/webhook_settings.hpp>

namespace waybill {

WAYBILL_INLINE std::string webhook_settings(gateway_version gateway, const webhook_target& target) {
  const auto url = to_json_text(target.url);
  constexpr auto events = R"(["MESSAGES_UPDATE"])";
  if (gateway == gateway_version::v1) {
    return json_object({{"url", url},
                        {"enabled", "true"},
                        {"webhook_by_events", "false"},
                        {"webhook_base64", "true"},
                        {"events", events}});
  }
  const auto headers = target.jwt_key.empty()
                           ? std::string{"{}"}
                           : json_object({{"jwt_key", to_json_text(target.jwt_key)}});
  return json_object({{"webhook", json_object({{"enabled", "true"},
                                               {"url", url},
                                               {"headers", headers},
                                               {"byEvents", "false"},
                                               {"base64", "true"},
                                               {"events", events}})}});
}

}  // namespace waybill
