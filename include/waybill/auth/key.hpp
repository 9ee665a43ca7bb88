#pragma once

// Keys that a request carries as they are. TLS must hide them from others.

#include <string_view>

#include <waybill/auth/request.hpp>
#include <waybill/auth/verdict.hpp>
#include <waybill/config.hpp>

namespace waybill {

// The time of a comparison tells the length of a secret and nothing else. A key in capitals is
// another key. Any thread; throws nothing but `std::bad_alloc`.

/// Judges a header that holds the key, by the header's name in any case. Twice is `malformed`.
[[nodiscard]] WAYBILL_EXPORT auth_verdict check_key_in_header(const posted_request& request,
                                                              std::string_view name,
                                                              const auth_secrets& secrets);

/// Judges `Authorization: Bearer` with the key itself, as GREEN-API sends it. `Bearer` may be
/// written in any case. Another scheme, and twice, are `malformed`.
[[nodiscard]] WAYBILL_EXPORT auth_verdict check_bearer_key(const posted_request& request,
                                                           const auth_secrets& secrets);

/// Judges the body's member of that name, which must be a text: Evolution's `apikey`, Evolution
/// GO's `instanceToken`, wuzapi's `token`. Of a form (by its `Content-Type`) it is the field.
///
/// An absent member, `null` and an empty text are `missing`. A member that is there twice, another
/// type, and a body that cannot be read are `malformed`.
[[nodiscard]] WAYBILL_EXPORT auth_verdict check_key_in_body(const posted_request& request,
                                                            std::string_view name,
                                                            const auth_secrets& secrets);

}  // namespace waybill
