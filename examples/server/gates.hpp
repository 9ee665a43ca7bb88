#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "gateway_gate.hpp"
#include "site_gate.hpp"
#include "token_gate.hpp"

namespace waybill_server {

/// What stands before the routes.
struct gates {
  site_gate sites;
  token_gate tokens;                    ///< before sends
  gateway_gate gateway;                 ///< before webhooks
  waybill::auth_secrets verify_tokens;  ///< for Meta's handshake
};

/// What the gates are made of.
struct gate_settings {
  std::vector<std::string> allowed_hosts{};
  waybill::auth_secrets tokens{};
  gateway_secrets gateway{};
  waybill::auth_secrets verify_tokens{};
};

/// The options that fill it, but for the gateway's name.
void add_gate_options(CLI::App& app, gate_settings& chosen);

/// `host` is another name of the server. Throws for settings that do not fit together.
[[nodiscard]] gates make_gates(const gate_settings& chosen, const std::string& host);

}  // namespace waybill_server
