#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include <waybill/impl/rules/intended.hpp>
#include <waybill/impl/service/call.hpp>
#include <waybill/message.hpp>
#include <waybill/update.hpp>

namespace waybill::detail {

/// Looks for updates whose message no row has: by the id that the sender chose, among rows that are
/// still intended under it. Senders give providers other texts to send back, too.
inline void find_chosen(call& in, std::span<const incoming_update> updates,
                        std::vector<std::vector<tracked_message>>& known) {
  std::vector<message_key> keys;
  positions of_keys;
  for (std::size_t i = 0; i < updates.size(); ++i) {
    const auto& chosen = updates[i].update.chosen_id;
    if (!known[i].empty() || chosen.empty()) continue;
    keys.push_back({updates[i].from.tenant, chosen});
    of_keys.push_back(i);
  }
  if (keys.empty()) return;
  auto found = in.load(keys);
  for (std::size_t i = 0; i < found.size(); ++i) {
    std::erase_if(found[i], [](const auto& row) { return !is_intended(row); });
    known[of_keys[i]] = std::move(found[i]);
  }
}

}  // namespace waybill::detail
