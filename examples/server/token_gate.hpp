#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <httplib.h>

namespace waybill_server {

/// Admits a request that proves to know the secret in one of three ways: the header
/// `X-Webhook-Token`, `Authorization: Bearer` with the secret itself, or with a token that is
/// signed with it, as Evolution API 2.3 sends one where its webhook has a `jwt_key`.
///
/// The time of a comparison reveals only the length of the secret.
class token_gate {
 public:
  /// An empty secret admits every request.
  explicit token_gate(std::string secret) : secret_(std::move(secret)) {}

  [[nodiscard]] bool admits(const httplib::Request& request) const;

 private:
  [[nodiscard]] bool is_secret(std::string_view text) const;
  /// Signed with the secret by HS256, and not expired.
  [[nodiscard]] bool is_signed(std::string_view token) const;

  std::string secret_;
};

}  // namespace waybill_server
