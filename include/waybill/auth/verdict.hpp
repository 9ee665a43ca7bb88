#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <waybill/config.hpp>

namespace waybill {

/// Whether a request comes from who knows the secret. The later of two refusals says more.
///
/// Nothing but `accepted` lets a body in; the others are for the log of whoever set the secret up.
/// No text of them holds a secret, a signature or a token.
enum class auth_verdict : std::uint8_t {
  accepted,   ///< it does
  missing,    ///< the header, or the member of the body, is absent or empty
  malformed,  ///< it is there twice, or cannot be a proof of this kind
  wrong,      ///< it is a proof of this kind, by who has another secret or of other bytes
  expired,    ///< it is right, but not at this time: look at both clocks
};

/// The enumerator's name.
[[nodiscard]] constexpr std::string_view to_string(auth_verdict verdict) noexcept {
  constexpr std::array<std::string_view, 5> names{"accepted", "missing", "malformed", "wrong",
                                                  "expired"};
  return names[static_cast<std::size_t>(verdict)];
}

}  // namespace waybill
