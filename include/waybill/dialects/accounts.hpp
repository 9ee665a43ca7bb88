#pragma once

// Whose a receipt is: ours, somebody else's, or not to be told.

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace waybill::dialects {

/// An address (JID) without the device that wrote it: `…44:12@s.whatsapp.net` is
/// `…44@s.whatsapp.net`, and so is `…44@c.us`, its older spelling.
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
  other,    ///< none of them
  unknown,  ///< of a kind of which none of our own is known, so that it cannot be compared
};

/// Our own addresses, as far as anybody told. Views: valid as long as what they look at.
struct own_addresses {
  std::span<const std::string> told{};  ///< by whoever set the dialect up
  std::string_view sender{};            ///< by the body; empty where it tells none

  /// Whose an address is. A phone number and a LID say nothing of each other: one account has both.
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
