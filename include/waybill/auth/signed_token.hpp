#pragma once

#include <chrono>

#include <waybill/auth/request.hpp>
#include <waybill/auth/verdict.hpp>
#include <waybill/config.hpp>
#include <waybill/status.hpp>

namespace waybill {

/// How long after `exp` a token still counts. Evolution signs a token for ten minutes, and posts
/// the same one with each retry: the last comes after 20 minutes, and later where attempts time
/// out.
inline constexpr std::chrono::seconds token_leeway = std::chrono::minutes{20};

/// Judges `Authorization: Bearer` with the token that Evolution API 2.3 signs if its webhook has a
/// `jwt_key`, which is the secret. `Bearer` may be written in any case.
///
/// The token is a JSON Web Token (RFC 7519). HS256 is the one algorithm: a token that names
/// another, or `none`, is `malformed`, as is one without a number `exp`, with a header that must be
/// understood
/// (`crit`), over 8 KiB, or in a header that is there twice. It does not cover the body: TLS must.
///
/// `now` is compared with `exp` and, if the token has it, `nbf`, each with the leeway. A clock of
/// ours that is an hour fast makes every token `expired`; one that is an hour slow lets each live
/// an hour longer. Any thread; throws nothing but `std::bad_alloc`.
[[nodiscard]] WAYBILL_EXPORT auth_verdict
check_signed_token(const posted_request& request, const auth_secrets& secrets, time_point now,
                   std::chrono::seconds leeway = token_leeway);

}  // namespace waybill
