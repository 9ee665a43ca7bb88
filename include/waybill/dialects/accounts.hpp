#pragma once

// Whose receipt it is: our own, another account's, or unknown.

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <waybill/config.hpp>

namespace waybill::dialects {

/// An address (JID) without its device: `…44:12@s.whatsapp.net` is `…44@s.whatsapp.net`, and so is
/// `…44@c.us`, its older spelling.
[[nodiscard]] inline std::string account_of(std::string_view jid) {
  const auto at = std::min(jid.find('@'), jid.size());
  const auto user = jid.substr(0, std::min(jid.find(':'), at));
  const auto domain = jid.substr(at);
  return std::string{user} + std::string{domain == "@c.us" ? "@s.whatsapp.net" : domain};
}

/// What kind of address an account is: `@s.whatsapp.net` is a phone number, `@lid` hides it.
[[nodiscard]] inline std::string_view kind_of(std::string_view account) noexcept {
  return account.substr(std::min(account.find('@'), account.size()));
}

/// Whose an address is.
enum class ownership : std::uint8_t {
  own,      ///< one of our own accounts
  other,    ///< another account
  unknown,  ///< no own address of its kind is known, so it cannot be compared
};

/// Our own known addresses. Views: valid as long as what they refer to.
struct own_addresses {
  std::span<const std::string> told{};  ///< from the dialect's configuration
  std::string_view sender{};            ///< from the body; empty if it has none

  /// Whose an address is. A phone number cannot be compared with a LID: one account has both.
  [[nodiscard]] ownership whose(std::string_view jid) const {
    const auto account = account_of(jid);
    auto result = compare(account, sender);
    for (const auto& each : told) result = std::min(result, compare(account, each));
    return result;
  }

 private:
  [[nodiscard]] static ownership compare(const std::string& account, std::string_view own) {
    const auto ours = account_of(own);
    const auto kind = kind_of(account);
    if (kind.size() < 2 || kind_of(ours) != kind) return ownership::unknown;
    return ours == account ? ownership::own : ownership::other;
  }
};

}  // namespace waybill::dialects
