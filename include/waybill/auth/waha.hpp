#pragma once

#include <waybill/auth/request.hpp>
#include <waybill/auth/verdict.hpp>
#include <waybill/config.hpp>

namespace waybill {

/// Judges `X-Webhook-Hmac`: the HMAC-SHA512 of the body's bytes in hexadecimal. The secret is
/// `hmac.key` of the webhook in WAHA.
///
/// The digits may be in capitals. `X-Webhook-Hmac-Algorithm` may be absent; one that is not
/// `sha512` is `malformed`, as is either header if it is there twice. No clock matters, and a body
/// that is posted again is accepted again. Any thread; throws nothing but `std::bad_alloc`.
[[nodiscard]] WAYBILL_EXPORT auth_verdict check_waha_hmac(const posted_request& request,
                                                          const auth_secrets& secrets);

}  // namespace waybill
