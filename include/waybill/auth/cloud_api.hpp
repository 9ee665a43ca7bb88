#pragma once

// Meta's Cloud API, and those that sign as it does (GOWA).

#include <string>
#include <string_view>

#include <waybill/auth/request.hpp>
#include <waybill/auth/verdict.hpp>
#include <waybill/config.hpp>

namespace waybill {

/// Judges `X-Hub-Signature-256: sha256=…`, the HMAC-SHA256 of the body's bytes in hexadecimal. The
/// secret is the app secret of Meta's dashboard.
///
/// The digits and the word may be in capitals. A header that is there twice, another algorithm and
/// any other length are `malformed`. The signature has no time in it, so that no clock matters and
/// a body that is posted again is accepted again. Any thread; throws nothing but `std::bad_alloc`.
[[nodiscard]] WAYBILL_EXPORT auth_verdict check_hub_signature(const posted_request& request,
                                                              const auth_secrets& secrets);

/// What to answer to Meta's GET, which asks whether the URL is ours.
struct handshake {
  auth_verdict verdict{};   ///< answer 403 unless it is `accepted`
  std::string challenge{};  ///< the whole body of the answer, as text/plain; empty if refused
};

/// Judges the query of that GET, the text after `?`: `hub.mode=subscribe`, `hub.verify_token` and
/// `hub.challenge`.
///
/// `tokens` are of your own choice, the "verify token" of the dashboard. A query stands in the logs
/// of proxies, so do not choose the app secret. A parameter that is there twice, another mode and a
/// query that is no form are `malformed`. Any thread; throws nothing but `std::bad_alloc`.
[[nodiscard]] WAYBILL_EXPORT handshake answer_handshake(std::string_view query,
                                                        const auth_secrets& tokens);

}  // namespace waybill
