#include "token_gate.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

#include <nlohmann/json.hpp>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "text.hpp"

namespace waybill_server {

namespace {

[[nodiscard]] const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

[[nodiscard]] bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

/// Base64 as JSON Web Tokens have it: `-` and `_` in place of `+` and `/`, and no padding.
[[nodiscard]] std::string to_base64url(std::string_view plain) {
  std::vector<unsigned char> coded(4 * ((plain.size() + 2) / 3) + 1);
  const auto size = EVP_EncodeBlock(coded.data(), bytes(plain), static_cast<int>(plain.size()));
  std::string result(coded.begin(), coded.begin() + size);
  std::replace(result.begin(), result.end(), '+', '-');
  std::replace(result.begin(), result.end(), '/', '_');
  result.erase(result.find_last_not_of('=') + 1);
  return result;
}

/// Empty where it is not base64.
[[nodiscard]] std::string from_base64url(std::string_view coded) {
  std::string padded{coded};
  std::replace(padded.begin(), padded.end(), '-', '+');
  std::replace(padded.begin(), padded.end(), '_', '/');
  const auto padding = (4 - padded.size() % 4) % 4;
  padded.append(padding, '=');
  std::vector<unsigned char> plain(padded.size());
  const auto size = EVP_DecodeBlock(plain.data(), bytes(padded), static_cast<int>(padded.size()));
  if (size < 0) return {};
  return {plain.begin(), plain.begin() + size - static_cast<std::ptrdiff_t>(padding)};
}

[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes(text), text.size(), digest,
       &size);
  return {digest, digest + size};
}

/// The token after the scheme `Bearer`, which may be written in any case (RFC 9110, section 11.1).
/// Empty where there is none.
[[nodiscard]] std::string_view bearer_token(std::string_view authorization) {
  constexpr std::string_view scheme = "bearer ";
  if (lower_case(std::string{authorization.substr(0, scheme.size())}) != scheme) return {};
  return authorization.substr(
      std::min(authorization.find_first_not_of(' ', scheme.size()), authorization.size()));
}

[[nodiscard]] bool has_expired(std::string_view payload) {
  const auto claims = nlohmann::json::parse(from_base64url(payload), nullptr, false);
  const std::chrono::duration<double> now = std::chrono::system_clock::now().time_since_epoch();
  return !claims.is_object() || !claims.contains("exp") || !claims["exp"].is_number() ||
         claims["exp"].get<double>() <= now.count();
}

}  // namespace

bool token_gate::admits(const httplib::Request& request) const {
  if (secret_.empty() || is_secret(request.get_header_value("X-Webhook-Token"))) return true;
  const auto authorization = request.get_header_value("Authorization");
  const auto token = bearer_token(authorization);
  return is_secret(token) || is_signed(token);
}

bool token_gate::is_secret(std::string_view text) const { return same(text, secret_); }

bool token_gate::is_signed(std::string_view token) const {
  const auto first = token.find('.');
  const auto last = token.rfind('.');
  if (first == std::string_view::npos || first == last) return false;
  // HS256 is checked whatever algorithm the token itself names.
  const auto signature = to_base64url(hmac_sha256(secret_, token.substr(0, last)));
  return same(token.substr(last + 1), signature) &&
         !has_expired(token.substr(first + 1, last - first - 1));
}

}  // namespace waybill_server
