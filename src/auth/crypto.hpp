#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <waybill/auth/request.hpp>

// All that is asked of OpenSSL; crypto.cpp alone includes it.

namespace waybill::detail {

enum class digest : std::uint8_t { sha1, sha256, sha512 };

/// The bytes of the code. Empty if OpenSSL's configuration forbids the digest.
[[nodiscard]] std::string hmac(digest which, std::string_view key, std::string_view text);

[[nodiscard]] std::string to_base64(std::string_view bytes);

/// Base64 as JSON Web Tokens have it: `-` and `_` in place of `+` and `/`, and no padding.
[[nodiscard]] std::string to_base64url(std::string_view bytes);
/// Empty if it is not that.
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view coded);

/// Takes as long for any two texts of one length.
[[nodiscard]] bool same(std::string_view a, std::string_view b);

/// Whether `given` is what `make` makes of one of the secrets. Both are tried, so that the time
/// does not tell which it was.
template <typename Make>
[[nodiscard]] bool is_made_with(const auth_secrets& secrets, std::string_view given,
                                const Make& make) {
  bool found = false;
  for (const auto* const secret : {&secrets.current, &secrets.previous}) {
    const bool fits = !secret->empty() && same(given, make(*secret));
    found = found || fits;
  }
  return found;
}

}  // namespace waybill::detail
