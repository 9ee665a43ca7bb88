#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <waybill/store_parts.hpp>

namespace waybill::detail {

/// The parked updates of `memory_store`, without its lock.
class parked_table {
 public:
  std::vector<parked_id> park(std::span<const incoming_update> updates) {
    std::vector<parked_id> ids;
    for (const auto& update : updates) {
      const auto id = ++last_id_;
      ids.push_back(id);
      parked_.emplace(id, parked_update{id, update});
      by_message_[key_of(update)].insert(id);
      by_tenant_[update.from.tenant].insert(id);
    }
    return ids;
  }

  /// Looks the tenant up again each time because it goes with the last one.
  std::size_t make_room(const std::string& tenant, std::size_t cap, std::size_t limit) {
    std::size_t gone = 0;
    for (auto slot = by_tenant_.find(tenant);
         gone < limit && slot != by_tenant_.end() && slot->second.size() > cap;
         slot = by_tenant_.find(tenant)) {
      forget({tenant, *slot->second.begin()});
      ++gone;
    }
    return gone;
  }

  [[nodiscard]] std::vector<parked_update> find(std::span<const message_key> keys) const {
    std::set<parked_id> ids;
    for (const auto& key : keys) {
      if (const auto slot = by_message_.find(key); slot != by_message_.end()) {
        ids.insert(slot->second.begin(), slot->second.end());
      }
    }
    std::vector<parked_update> result;
    for (const auto id : ids) result.push_back(parked_.at(id));
    return result;
  }

  [[nodiscard]] std::vector<parked_update> after(parked_id id, std::size_t limit) const {
    std::vector<parked_update> result;
    for (auto slot = parked_.upper_bound(id); slot != parked_.end() && result.size() < limit;
         ++slot) {
      result.push_back(slot->second);
    }
    return result;
  }

  void forget(const parked_key& key) {
    const auto* const parked = find(key);
    if (parked == nullptr) return;
    remove(by_message_, key_of(parked->incoming), key.id);
    remove(by_tenant_, key.tenant, key.id);
    parked_.erase(key.id);
  }

  [[nodiscard]] const parked_update* find(const parked_key& key) const {
    const auto slot = parked_.find(key.id);
    if (slot == parked_.end() || slot->second.incoming.from.tenant != key.tenant) return nullptr;
    return &slot->second;
  }

 private:
  [[nodiscard]] static message_key key_of(const incoming_update& update) {
    return {update.from.tenant, update.update.message_id};
  }

  template <typename Index, typename Key>
  static void remove(Index& index, const Key& key, parked_id id) {
    const auto slot = index.find(key);
    slot->second.erase(id);
    if (slot->second.empty()) index.erase(slot);
  }

  parked_id last_id_ = 0;
  std::map<parked_id, parked_update> parked_;
  std::map<message_key, std::set<parked_id>> by_message_;
  std::map<std::string, std::set<parked_id>> by_tenant_;
};

}  // namespace waybill::detail
