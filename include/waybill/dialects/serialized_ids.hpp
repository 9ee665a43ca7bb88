#pragma once

// The ids that WhatsApp's web client writes as one text with their chat: WAHA, WPPConnect, WaAPI.

#include <algorithm>
#include <string_view>

#include <waybill/config.hpp>

namespace waybill::dialects {

/// The parts of `true_<chat>_<id>`, behind which a group's has `_<participant>`. All empty for
/// anything else. The id itself may hold underscores, and chats have several names, so the whole
/// text would not match from one report to the next.
struct serialized_id {
  std::string_view from_me{};      ///< `true` or `false`
  std::string_view chat{};         ///< its address
  std::string_view id{};           ///< the message's own
  std::string_view participant{};  ///< of a group; empty if not told
};

[[nodiscard]] constexpr serialized_id read_serialized_id(std::string_view text) noexcept {
  if (!text.starts_with("true_") && !text.starts_with("false_")) return {};
  const auto from_me = text.substr(0, text.find('_'));
  const auto rest = text.substr(from_me.size() + 1);
  const auto end_of_chat = rest.find('_', std::min(rest.find('@'), rest.size()));
  if (end_of_chat == std::string_view::npos) return {};
  const auto chat = rest.substr(0, end_of_chat);
  const auto id = rest.substr(end_of_chat + 1);
  const auto last = id.rfind('_');
  const bool names_participant =
      last != std::string_view::npos && id.find('@', last) != std::string_view::npos;
  if (!names_participant) return {from_me, chat, id, {}};
  return {from_me, chat, id.substr(0, last), id.substr(last + 1)};
}

/// The message's own id: that within a serialised one, or the text itself.
[[nodiscard]] constexpr std::string_view own_message_id(std::string_view text) noexcept {
  const auto id = read_serialized_id(text).id;
  return id.empty() ? text : id;
}

}  // namespace waybill::dialects
