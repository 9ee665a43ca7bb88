#include <waybill/auth/cloud_api.hpp>

#include "crypto.hpp"
#include "fields.hpp"

namespace waybill {

auth_verdict check_hub_signature(const posted_request& request, const auth_secrets& secrets) {
  const auto found = detail::find_header(request, "X-Hub-Signature-256");
  if (!found.is_there()) return found.refusal;
  constexpr std::string_view algorithm = "sha256=";
  const auto signature = detail::lower_case(found.text);
  if (!signature.starts_with(algorithm)) return auth_verdict::malformed;
  const auto digits = std::string_view{signature}.substr(algorithm.size());
  if (!detail::is_hex(digits, 64)) return auth_verdict::malformed;
  const auto sign = [&request](std::string_view secret) {
    return detail::to_hex(detail::hmac(detail::digest::sha256, secret, request.body));
  };
  return detail::is_made_with(secrets, digits, sign) ? auth_verdict::accepted : auth_verdict::wrong;
}

handshake answer_handshake(std::string_view query, const auth_secrets& tokens) {
  const auto fields = detail::read_fields(query);
  if (!fields) return {auth_verdict::malformed, {}};
  const auto mode = detail::find_field(*fields, "hub.mode");
  const auto token = detail::find_field(*fields, "hub.verify_token");
  const auto challenge = detail::find_field(*fields, "hub.challenge");
  for (const auto& each : {mode, token, challenge}) {
    if (!each.is_there()) return {each.refusal, {}};
  }
  if (mode.text != "subscribe") return {auth_verdict::malformed, {}};
  const auto itself = [](std::string_view secret) { return secret; };
  if (!detail::is_made_with(tokens, token.text, itself)) return {auth_verdict::wrong, {}};
  return {auth_verdict::accepted, std::string{challenge.text}};
}

}  // namespace waybill
