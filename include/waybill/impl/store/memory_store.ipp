#pragma once

// All of memory_store but its reports, which are in memory_reports.ipp.

#include <map>
#include <utility>

#include <waybill/memory_store.hpp>

namespace waybill {

WAYBILL_INLINE void memory_store::add_campaign(std::string_view tenant, std::string_view campaign) {
  const std::scoped_lock lock{mutex_};
  tables_.campaigns.try_emplace({std::string{tenant}, std::string{campaign}});
}

WAYBILL_INLINE void memory_store::add_instance(std::string_view tenant, std::string_view name) {
  add_instance(tenant, name, {});
}

WAYBILL_INLINE void memory_store::add_instance(std::string_view tenant, std::string_view name,
                                               instance_stats gauges) {
  const std::scoped_lock lock{mutex_};
  tables_.instances.try_emplace({std::string{tenant}, std::string{name}}, std::move(gauges));
}

WAYBILL_INLINE void memory_store::add_contact(std::string_view tenant, std::string_view contact,
                                              std::string_view name) {
  const std::scoped_lock lock{mutex_};
  tables_.contacts.try_emplace({std::string{tenant}, std::string{contact}},
                               detail::memory_contact{std::string{name}, {}});
}

WAYBILL_INLINE bool memory_store::add_message(tracked_message row) {
  const std::scoped_lock lock{mutex_};
  return tables_.insert(std::move(row));
}

WAYBILL_INLINE std::vector<log_entry> memory_store::log(std::string tenant,
                                                        std::string campaign) const {
  const std::scoped_lock lock{mutex_};
  const auto slot = tables_.logs.find({std::move(tenant), std::move(campaign)});
  std::vector<log_entry> result;
  if (slot == tables_.logs.end()) return result;
  for (const auto& logged : slot->second) result.push_back(logged.entry);
  return result;
}

WAYBILL_INLINE std::optional<time_point> memory_store::last_interaction(std::string tenant,
                                                                        std::string contact) const {
  const std::scoped_lock lock{mutex_};
  const auto slot = tables_.contacts.find({std::move(tenant), std::move(contact)});
  return slot == tables_.contacts.end() ? std::nullopt : slot->second.last_interaction;
}

WAYBILL_INLINE std::vector<std::vector<tracked_message>> memory_store::load(
    std::span<const message_key> keys) {
  const std::scoped_lock lock{mutex_};
  std::vector<std::vector<tracked_message>> result;
  result.reserve(keys.size());
  for (const auto& key : keys) result.push_back(tables_.find(key));
  return result;
}

WAYBILL_INLINE std::vector<std::size_t> memory_store::apply(std::span<const change> changes) {
  const std::scoped_lock lock{mutex_};
  std::vector<std::size_t> lost;
  std::map<detail::tenant_key, gauge_change> gauges;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto* row = tables_.apply(changes[i]);
    if (row == nullptr) {
      lost.push_back(i);
    } else if (changes[i].instance != instance_delta{}) {
      gauges[{row->key.tenant, row->instance}] += changes[i];
    }
  }
  for (const auto& [key, sum] : gauges) {
    const auto slot = tables_.instances.find(key);
    if (slot != tables_.instances.end()) slot->second = advance(slot->second, sum);
  }
  return lost;
}

WAYBILL_INLINE std::vector<std::optional<tracked_message>> memory_store::load_rows(
    std::span<const row_key> rows) {
  const std::scoped_lock lock{mutex_};
  std::vector<std::optional<tracked_message>> result;
  result.reserve(rows.size());
  for (const auto& key : rows) {
    const auto slot = tables_.rows.find(key);
    result.emplace_back();
    if (slot != tables_.rows.end()) result.back() = tables_.with_contact(slot->second);
  }
  return result;
}

WAYBILL_INLINE bool memory_store::add_rows(std::span<const new_row> rows) {
  const std::scoped_lock lock{mutex_};
  for (const auto& row : rows) tables_.make(row);
  return true;
}

WAYBILL_INLINE bool memory_store::knows_instance(std::string_view tenant, std::string_view name) {
  const std::scoped_lock lock{mutex_};
  const auto names = detail::ids_of(tables_.instances, tenant);
  return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

WAYBILL_INLINE std::vector<parked_id> memory_store::park(std::span<const incoming_update> updates) {
  const std::scoped_lock lock{mutex_};
  return parking_.park(updates);
}

WAYBILL_INLINE std::size_t memory_store::make_room(std::string_view tenant, std::size_t cap,
                                                   std::size_t limit) {
  const std::scoped_lock lock{mutex_};
  return parking_.make_room(std::string{tenant}, cap, limit);
}

WAYBILL_INLINE std::vector<parked_update> memory_store::parked_for(
    std::span<const message_key> keys) {
  const std::scoped_lock lock{mutex_};
  return parking_.find(keys);
}

WAYBILL_INLINE std::vector<parked_update> memory_store::parked_after(parked_id after,
                                                                     std::size_t limit) {
  const std::scoped_lock lock{mutex_};
  return parking_.after(after, limit);
}

WAYBILL_INLINE void memory_store::forget(std::span<const parked_key> keys) {
  const std::scoped_lock lock{mutex_};
  for (const auto& key : keys) parking_.forget(key);
}

WAYBILL_INLINE std::size_t memory_store::forget_unknown(std::span<const parked_key> keys) {
  const std::scoped_lock lock{mutex_};
  std::size_t count = 0;
  for (const auto& key : keys) {
    const auto* parked = parking_.find(key);
    if (parked == nullptr) continue;
    if (!tables_.find({key.tenant, parked->incoming.update.message_id}).empty()) continue;
    parking_.forget(key);
    ++count;
  }
  return count;
}

WAYBILL_INLINE std::vector<std::string> memory_store::campaigns(std::string_view tenant) {
  const std::scoped_lock lock{mutex_};
  return detail::ids_of(tables_.campaigns, tenant);
}

WAYBILL_INLINE std::vector<std::string> memory_store::instances(std::string_view tenant) {
  const std::scoped_lock lock{mutex_};
  return detail::ids_of(tables_.instances, tenant);
}

}  // namespace waybill
