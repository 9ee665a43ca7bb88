#include "gateway_gate.hpp"

#include <stdexcept>
#include <string_view>
#include <utility>

#include <waybill/auth/cloud_api.hpp>
#include <waybill/auth/key.hpp>
#include <waybill/auth/twilio.hpp>
#include <waybill/auth/waha.hpp>

namespace waybill_server {

gateway_gate::gateway_gate(gateway_secrets secrets, token_gate tokens)
    : secrets_(std::move(secrets)), tokens_(std::move(tokens)) {
  const struct {
    std::string_view gateway;
    check check_signature;
  } schemes[] = {{"cloud_api", waybill::check_hub_signature},
                 {"gowa", waybill::check_hub_signature},
                 {"twilio", waybill::check_twilio_signature},
                 {"waha", waybill::check_waha_hmac}};
  for (const auto& each : schemes) {
    if (each.gateway == secrets_.gateway) check_signature_ = each.check_signature;
  }
  if (!is_signed()) return;
  if (check_signature_ == nullptr) {
    throw std::runtime_error{"--gateway-secret: " + secrets_.gateway +
                             " signs no bodies; have it send the --token"};
  }
  if (secrets_.gateway == "twilio" && secrets_.public_url.empty()) {
    throw std::runtime_error{"--gateway-secret: Twilio signs the URL; --public-url tells it"};
  }
}

bool gateway_gate::looks_at_bodies() const noexcept {
  return is_signed() || !secrets_.token_member.empty();
}

waybill::auth_verdict gateway_gate::judge(waybill::posted_request request) const {
  if (is_signed()) {
    request.url = secrets_.public_url;
    return check_signature_(request, secrets_.signs_with);
  }
  const auto by_header = tokens_.judge(request);
  const auto& member = secrets_.token_member;
  if (member.empty() || by_header == waybill::auth_verdict::accepted) return by_header;
  return any_of(by_header, waybill::check_key_in_body(request, member, tokens_.tokens()));
}

}  // namespace waybill_server
