#pragma once

// All dialects, by name. It includes every one of them: a server that knows its gateway includes
// that one's header instead.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/dialect.hpp>
#include <waybill/dialects/baileys.hpp>
#include <waybill/dialects/cloud_api.hpp>
#include <waybill/dialects/codechat.hpp>
#include <waybill/dialects/evolution.hpp>
#include <waybill/dialects/evolution_acks.hpp>
#include <waybill/dialects/gowa.hpp>
#include <waybill/dialects/green_api.hpp>
#include <waybill/dialects/gupshup.hpp>
#include <waybill/dialects/number_table.hpp>
#include <waybill/dialects/twilio.hpp>
#include <waybill/dialects/waha.hpp>
#include <waybill/dialects/whapi.hpp>
#include <waybill/dialects/whatsmeow.hpp>
#include <waybill/dialects/wppconnect.hpp>
#include <waybill/dialects/ycloud.hpp>
#include <waybill/dialects/zapi.hpp>

namespace waybill {

/// What some dialects need to be told; the others do not look at it.
struct dialect_settings {
  std::optional<number_table> numbers{};     ///< of Evolution's statuses; assumed if empty
  std::vector<std::string> own_addresses{};  ///< of our own accounts, see `baileys`
};

/// A dialect, and its name.
struct known_dialect {
  std::string_view name;                              ///< as in `dialect::name`
  dialect (*make)(const dialect_settings& settings);  ///< the dialect with these settings
};

namespace detail {

template <dialect (*Make)()>
[[nodiscard]] dialect without_settings(const dialect_settings& /*given*/) {
  return Make();
}

[[nodiscard]] inline dialect evolution_with(const dialect_settings& given) {
  return given.numbers ? waybill::evolution(*given.numbers) : waybill::evolution();
}

[[nodiscard]] inline dialect baileys_with(const dialect_settings& given) {
  return waybill::baileys(given.own_addresses);
}

}  // namespace detail

/// Every dialect of waybill's own.
inline constexpr std::array<known_dialect, 15> known_dialects{{
    {"evolution", detail::evolution_with},
    {"baileys", detail::baileys_with},
    {"cloud_api", detail::without_settings<cloud_api>},
    {"codechat", detail::without_settings<codechat>},
    {"evolution_acks", detail::without_settings<evolution_acks>},
    {"gowa", detail::without_settings<gowa>},
    {"green_api", detail::without_settings<green_api>},
    {"gupshup", detail::without_settings<gupshup>},
    {"twilio", detail::without_settings<twilio>},
    {"waha", detail::without_settings<waha>},
    {"whapi", detail::without_settings<whapi>},
    {"whatsmeow", detail::without_settings<whatsmeow>},
    {"wppconnect", detail::without_settings<wppconnect>},
    {"ycloud", detail::without_settings<ycloud>},
    {"zapi", detail::without_settings<zapi>},
}};

/// The dialect of that name; empty if there is none.
[[nodiscard]] inline std::optional<dialect> find_dialect(std::string_view name,
                                                         const dialect_settings& settings = {}) {
  for (const auto& each : known_dialects) {
    if (each.name == name) return each.make(settings);
  }
  return std::nullopt;
}

}  // namespace waybill
