#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/feed_store.hpp>
#include <waybill/impl/store/memory_tables.hpp>
#include <waybill/message.hpp>
#include <waybill/store_parts.hpp>

namespace waybill::detail {

/// What a `memory_store` tells listeners.
class memory_feed final : public feed_store {
 public:
  explicit memory_feed(memory_tables& tables) noexcept : tables_(tables) {}

  feed_page read_feed(std::string_view tenant, log_id after, std::size_t limit) override {
    const std::scoped_lock lock{tables_.mutex};
    feed_page page;
    const auto removed = removed_through(tenant);
    if (removed > after) page.removed_through = removed;
    page.last = last_of(tenant);
    page.next = std::max(after, removed);
    if (page.last < after) return page;
    auto rests = rests_of(tenant, page.next);
    while (!rests.empty() && page.entries.size() < limit) {
      auto& oldest =
          *std::min_element(rests.begin(), rests.end(),
                            [](const auto& a, const auto& b) { return a.at->id < b.at->id; });
      page.next = oldest.at->id;
      page.entries.push_back({*oldest.campaign, *oldest.at});
      if (++oldest.at != oldest.end) continue;
      std::swap(oldest, rests.back());
      rests.pop_back();
    }
    return page;
  }

  bool wait_feed(std::string_view tenant, log_id after,
                 std::chrono::milliseconds at_most) override {
    std::unique_lock lock{tables_.mutex};
    return tables_.logged.wait_for(lock, std::min(at_most, longest_feed_wait),
                                   [&] { return last_of(tenant) > after; });
  }

 private:
  /// What is left to tell of a campaign's log.
  struct rest {
    const std::string* campaign;
    std::vector<logged_entry>::const_iterator at;
    std::vector<logged_entry>::const_iterator end;
  };

  [[nodiscard]] std::vector<rest> rests_of(std::string_view tenant, log_id after) const {
    std::vector<rest> result;
    for (const auto& [key, log] : tables_.logs) {
      if (key.tenant != tenant) continue;
      const auto first =
          std::upper_bound(log.begin(), log.end(), after,
                           [](log_id id, const logged_entry& entry) { return id < entry.id; });
      if (first != log.end()) result.push_back({&key.campaign, first, log.end()});
    }
    return result;
  }

  [[nodiscard]] log_id removed_through(std::string_view tenant) const {
    const auto slot = tables_.removed_through.find(tenant);
    return slot == tables_.removed_through.end() ? 0 : slot->second;
  }

  [[nodiscard]] log_id last_of(std::string_view tenant) const {
    auto last = removed_through(tenant);
    for (const auto& [key, log] : tables_.logs) {
      if (key.tenant == tenant && !log.empty()) last = std::max(last, log.back().id);
    }
    return last;
  }

  memory_tables& tables_;
};

}  // namespace waybill::detail
