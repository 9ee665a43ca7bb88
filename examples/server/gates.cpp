#include "gates.hpp"

namespace waybill_server {

namespace {

/// The new secret, and the one before it while senders change over.
void add_secrets(CLI::App& app, const std::string& name, waybill::auth_secrets& chosen,
                 const std::string& environment, const std::string& what) {
  auto* const current =
      app.add_option("--" + name, chosen.current, what)->envname("WAYBILL_" + environment);
  app.add_option("--previous-" + name, chosen.previous, "The one before, which still counts")
      ->envname("WAYBILL_PREVIOUS_" + environment)
      ->needs(current);
}

}  // namespace

void add_gate_options(CLI::App& app, gate_settings& chosen) {
  auto& gateway = chosen.gateway;
  add_secrets(app, "token", chosen.tokens, "TOKEN",
              "What a send, and a webhook that is not signed, must prove to know");
  app.add_option("--token-member", gateway.token_member,
                 "The member of a webhook's body that may hold the token, such as apikey");
  add_secrets(
      app, "gateway-secret", gateway.signs_with, "GATEWAY_SECRET",
      "What the gateway signs with: Meta's app secret, Twilio's auth token, WAHA's hmac.key");
  app.add_option("--public-url", gateway.public_url, "Where Twilio was told to post");
  add_secrets(app, "verify-token", chosen.verify_tokens, "VERIFY_TOKEN",
              "The verify token of Meta's dashboard");
  app.add_option("--allowed-host", chosen.allowed_hosts,
                 "Another name that the server goes by; may be given several times");
}

gates make_gates(const gate_settings& chosen, const std::string& host) {
  auto names = chosen.allowed_hosts;
  names.push_back(host);
  const token_gate tokens{chosen.tokens};
  return {site_gate{names}, tokens, gateway_gate{chosen.gateway, tokens}, chosen.verify_tokens};
}

}  // namespace waybill_server
