#pragma once

// The members of memory_store; memory_store.hpp includes this file.

#include <map>
#include <utility>

#include <waybill/impl/store/memory_catalog.hpp>
#include <waybill/impl/store/memory_parking.hpp>
#include <waybill/impl/store/memory_reports.hpp>
#include <waybill/impl/store/memory_sends.hpp>
#include <waybill/memory_store.hpp>

namespace waybill {

namespace detail {

struct memory_parts : memory_database {
  memory_sends sends{*this};
  memory_parking parking{*this};
  memory_reports reports{*this};
  memory_catalog catalog{*this};
};

}  // namespace detail

WAYBILL_INLINE memory_store::memory_store() : parts_(std::make_unique<detail::memory_parts>()) {}
WAYBILL_INLINE memory_store::~memory_store() = default;

WAYBILL_INLINE send_store* memory_store::sends() noexcept { return &parts_->sends; }
WAYBILL_INLINE parking_store* memory_store::parking() noexcept { return &parts_->parking; }
WAYBILL_INLINE report_store* memory_store::reports() noexcept { return &parts_->reports; }
WAYBILL_INLINE catalog_store* memory_store::catalog() noexcept { return &parts_->catalog; }

WAYBILL_INLINE void memory_store::add_instance(const instance_key& which, instance_stats gauges) {
  const std::scoped_lock lock{parts_->mutex};
  parts_->tables.instances.try_emplace(which, std::move(gauges));
}

WAYBILL_INLINE bool memory_store::add_message(tracked_message row) {
  const std::scoped_lock lock{parts_->mutex};
  return parts_->tables.insert(std::move(row));
}

WAYBILL_INLINE std::vector<log_entry> memory_store::log(const campaign_key& of) const {
  const std::scoped_lock lock{parts_->mutex};
  const auto slot = parts_->tables.logs.find(of);
  std::vector<log_entry> result;
  if (slot == parts_->tables.logs.end()) return result;
  for (const auto& logged : slot->second) result.push_back(logged.entry);
  return result;
}

WAYBILL_INLINE std::optional<time_point> memory_store::last_interaction(
    const contact_key& of) const {
  const std::scoped_lock lock{parts_->mutex};
  const auto slot = parts_->tables.contacts.find(of);
  return slot == parts_->tables.contacts.end() ? std::nullopt : slot->second.last_interaction;
}

WAYBILL_INLINE std::vector<std::vector<tracked_message>> memory_store::load(
    std::span<const message_key> keys) {
  const std::scoped_lock lock{parts_->mutex};
  std::vector<std::vector<tracked_message>> result;
  result.reserve(keys.size());
  for (const auto& key : keys) result.push_back(parts_->tables.find(key));
  return result;
}

WAYBILL_INLINE std::vector<std::size_t> memory_store::apply(std::span<const change> changes) {
  const std::scoped_lock lock{parts_->mutex};
  std::vector<std::size_t> lost;
  std::map<instance_key, gauge_change> gauges;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto* row = parts_->tables.apply(changes[i]);
    if (row == nullptr) {
      lost.push_back(i);
    } else if (changes[i].instance != instance_delta{}) {
      gauges[{row->key.tenant, row->instance}] += changes[i];
    }
  }
  auto& instances = parts_->tables.instances;
  for (const auto& [key, sum] : gauges) {
    const auto slot = instances.find(key);
    if (slot != instances.end()) slot->second = advance(slot->second, sum);
  }
  return lost;
}

}  // namespace waybill
