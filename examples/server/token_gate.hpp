#pragma once

#include <utility>

#include <waybill/auth/request.hpp>
#include <waybill/auth/verdict.hpp>

namespace waybill_server {

/// Of several proofs one is enough; of several refusals the one that says most is told.
[[nodiscard]] waybill::auth_verdict any_of(waybill::auth_verdict one, waybill::auth_verdict other);

/// Judges whether a request knows the token, in one of three ways: the header `X-Webhook-Token`,
/// `Authorization: Bearer` with the token itself, or with a token of HS256 that is signed with it,
/// as Evolution API 2.3 sends one where its webhook has a `jwt_key`.
class token_gate {
 public:
  /// Without a current token every request is accepted.
  explicit token_gate(waybill::auth_secrets tokens) : tokens_(std::move(tokens)) {}

  [[nodiscard]] waybill::auth_verdict judge(const waybill::posted_request& request) const;
  [[nodiscard]] bool is_open() const noexcept { return tokens_.current.empty(); }
  [[nodiscard]] const waybill::auth_secrets& tokens() const noexcept { return tokens_; }

 private:
  waybill::auth_secrets tokens_;
};

}  // namespace waybill_server
