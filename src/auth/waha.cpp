#include <waybill/auth/waha.hpp>

#include "crypto.hpp"
#include "fields.hpp"

namespace waybill {

auth_verdict check_waha_hmac(const posted_request& request, const auth_secrets& secrets) {
  const auto found = detail::find_header(request, "X-Webhook-Hmac");
  if (!found.is_there()) return found.refusal;
  const auto algorithm = detail::find_header(request, "X-Webhook-Hmac-Algorithm");
  const bool is_absent = algorithm.refusal == auth_verdict::missing;
  if (!is_absent && detail::lower_case(algorithm.text) != "sha512") return auth_verdict::malformed;
  const auto digits = detail::lower_case(found.text);
  if (!detail::is_hex(digits, 128)) return auth_verdict::malformed;
  const auto sign = [&request](std::string_view secret) {
    return detail::to_hex(detail::hmac(detail::digest::sha512, secret, request.body));
  };
  return detail::is_made_with(secrets, digits, sign) ? auth_verdict::accepted : auth_verdict::wrong;
}

}  // namespace waybill
