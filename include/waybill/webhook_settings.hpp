#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <waybill/config.hpp>

namespace waybill {

/// Which generation of Evolution API is to be told.
enum class gateway_version : std::uint8_t { v1, v2 };

/// The generation by its name, `v1` or `v2`; nothing for any other.
[[nodiscard]] constexpr std::optional<gateway_version> parse_gateway_version(
    std::string_view name) noexcept {
  if (name == "v1") return gateway_version::v1;
  if (name == "v2") return gateway_version::v2;
  return std::nullopt;
}

/// Where the gateway shall post its delivery reports.
struct webhook_target {
  std::string url{};      ///< of your webhook route
  std::string jwt_key{};  ///< v2: makes the gateway sign a bearer token with it; empty for none
};

/// The body for `POST /webhook/set/{instance}` that makes a gateway post `messages.update`, and
/// nothing else, to `target` in one route for all events.
///
/// v1 knows no `jwt_key`; a non-empty one is not sent there. Source: Evolution's webhook schemas,
/// 1.8.2 and 2.3.6.
[[nodiscard]] WAYBILL_EXPORT std::string webhook_settings(gateway_version gateway,
                                                          const webhook_target& target);

}  // namespace waybill

#if !defined(WAYBILL_COMPILED)
#include <waybill/impl/service/webhook_settings.ipp>
#endif
