#include <array>
#include <chrono>

#include <waybill/auth/cloud_api.hpp>
#include <waybill/auth/key.hpp>
#include <waybill/auth/signed_token.hpp>
#include <waybill/auth/twilio.hpp>
#include <waybill/auth/waha.hpp>

// What the component stands on is not in sight, and it does not choose the form of waybill.
#if defined(OPENSSL_VERSION_NUMBER) || defined(HEADER_HMAC_H) || defined(WAYBILL_COMPILED)
#error "a header of waybill::auth brings more than its own"
#endif

int main() {
  const std::array headers{
      waybill::posted_header{
          "X-Hub-Signature-256",
          "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"},
      waybill::posted_header{"X-Webhook-Token", "a key"}};
  const waybill::posted_request request{headers, "Hello, World!", "https://example.com/"};
  const waybill::auth_secrets secrets{"It's a Secret to Everybody", "a key"};
  using waybill::auth_verdict;
  if (check_hub_signature(request, secrets) != auth_verdict::accepted) return 1;
  if (check_key_in_header(request, "x-webhook-token", secrets) != auth_verdict::accepted) return 2;
  if (check_key_in_body(request, "apikey", secrets) != auth_verdict::malformed) return 3;
  if (check_signed_token(request, secrets, waybill::time_point{}) != auth_verdict::missing)
    return 4;
  if (check_twilio_signature(request, secrets) != auth_verdict::missing) return 5;
  return check_waha_hmac(request, secrets) == auth_verdict::missing ? 0 : 6;
}
