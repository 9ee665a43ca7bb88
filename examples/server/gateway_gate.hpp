#pragma once

#include <string>

#include <waybill/auth/request.hpp>
#include <waybill/auth/verdict.hpp>

#include "token_gate.hpp"

namespace waybill_server {

/// What the operator tells of the gateway. Empty is unknown.
struct gateway_secrets {
  std::string gateway{};               ///< the name of its dialect
  waybill::auth_secrets signs_with{};  ///< Meta's app secret, Twilio's auth token, WAHA's key
  std::string public_url{};            ///< where it was told to post, which Twilio signs
  std::string token_member{};          ///< of the body, where the gateway puts its key
};

/// Judges whether the gateway posted a webhook: by its signature where the gateway's secret is
/// known, else by the token.
class gateway_gate {
 public:
  /// Throws where the secret is of a gateway that does not sign, or the URL for Twilio is missing.
  gateway_gate(gateway_secrets secrets, token_gate tokens);

  [[nodiscard]] waybill::auth_verdict judge(waybill::posted_request request) const;
  /// Otherwise a request can be judged, and refused, before its body is looked at.
  [[nodiscard]] bool looks_at_bodies() const noexcept;
  /// What the gateway must show: `signature` or `token`.
  [[nodiscard]] std::string proof() const { return is_signed() ? "signature" : "token"; }

 private:
  using check = waybill::auth_verdict (*)(const waybill::posted_request&,
                                          const waybill::auth_secrets&);

  [[nodiscard]] bool is_signed() const noexcept { return !secrets_.signs_with.current.empty(); }

  gateway_secrets secrets_;
  token_gate tokens_;
  check check_signature_ = nullptr;
};

}  // namespace waybill_server
