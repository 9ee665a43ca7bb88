#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/change.hpp>
#include <waybill/impl/parse/json/utf8.hpp>
#include <waybill/store_error.hpp>
#include <waybill/update.hpp>

#include "failure.hpp"

namespace waybill::detail {

/// Which characters a database's encoding has, as far as they are its first ones.
enum class character_range : char32_t { ascii = 0x7F, latin1 = 0xFF, all = 0x10FFFF };

/// A text for people, each character beyond the range as a question mark. The text is UTF-8.
[[nodiscard]] inline std::string plain_text(std::string_view text, character_range range) {
  std::string result;
  while (!text.empty()) {
    const auto size = std::max<std::size_t>(utf8_size(text), 1);
    // Of two bytes the lead tells: below 0xC4 the character is below U+0100.
    const bool is_latin1 = size == 2 && static_cast<unsigned char>(text.front()) < 0xC4U;
    const bool is_kept = size == 1 || range == character_range::all ||
                         (is_latin1 && range == character_range::latin1);
    result += is_kept ? text.substr(0, size) : "?";
    text.remove_prefix(size);
  }
  return result;
}

inline void make_plain(failure_reason& reason, character_range range) {
  reason.code = plain_text(reason.code, range);
  reason.text = plain_text(reason.text, range);
}

[[nodiscard]] inline std::vector<change> in_plain_text(std::span<const change> changes,
                                                       character_range range) {
  std::vector<change> result{changes.begin(), changes.end()};
  for (auto& each : result) {
    make_plain(each.reason, range);
    for (auto& entry : each.log) make_plain(entry.reason, range);
  }
  return result;
}

[[nodiscard]] inline std::vector<incoming_update> in_plain_text(
    std::span<const incoming_update> updates, character_range range) {
  std::vector<incoming_update> result{updates.begin(), updates.end()};
  for (auto& each : result) {
    make_plain(each.update.reason, range);
    each.update.word = plain_text(each.update.word, range);
  }
  return result;
}

/// What `write(items)` returns: with the items as they are, or, where the database's encoding lacks
/// one of their characters, with texts that are only for people in the characters that it may have.
/// A reason is no cause to lose a status. What still fails then fails for an id.
template <typename Item, typename Write>
auto write_in_known_characters(std::span<const Item> items, Write write) {
  for (const auto range : {character_range::all, character_range::latin1}) {
    try {
      if (range == character_range::all) return write(items);
      return write(std::span<const Item>{in_plain_text(items, range)});
    } catch (const store_error& error) {
      if (!lacks_character(error)) throw;
    }
  }
  return write(std::span<const Item>{in_plain_text(items, character_range::ascii)});
}

}  // namespace waybill::detail
