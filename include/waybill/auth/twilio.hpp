#pragma once

#include <waybill/auth/request.hpp>
#include <waybill/auth/verdict.hpp>
#include <waybill/config.hpp>

namespace waybill {

/// Judges `X-Twilio-Signature`: the HMAC-SHA1, in base64, of the URL and of the form's parameters,
/// sorted. The secret is the account's auth token.
///
/// `request.url` is the one that Twilio was given, query included: behind a proxy it is not the one
/// that the server sees. It is tried with the port of its scheme and without a port, as Twilio's
/// own libraries do. Of equal parameters one is signed.
///
/// Base64 in capitals is other base64, so `wrong`; the name of the header may be in capitals. A
/// header that is there twice, one of another length and a body that is no form are `malformed`. No
/// clock matters. Any thread; throws nothing but `std::bad_alloc`.
[[nodiscard]] WAYBILL_EXPORT auth_verdict check_twilio_signature(const posted_request& request,
                                                                 const auth_secrets& secrets);

}  // namespace waybill
