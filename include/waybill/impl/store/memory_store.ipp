#pragma once

// memory_store.hpp includes this file.

#include <utility>

#include <waybill/impl/store/memory_feed.hpp>
#include <waybill/impl/store/memory_parts.hpp>
#include <waybill/impl/store/memory_reports.hpp>
#include <waybill/impl/store/memory_step.hpp>
#include <waybill/impl/store/memory_tables.hpp>
#include <waybill/memory_store.hpp>

namespace waybill {

struct WAYBILL_HIDDEN memory_store::parts {
  detail::memory_tables tables;
  detail::memory_sends sends{tables};
  detail::memory_parking parking{tables};
  detail::memory_reports reports{tables};
  detail::memory_catalog catalog{tables};
  detail::memory_feed feed{tables};
};

WAYBILL_INLINE memory_store::memory_store() : parts_(std::make_unique<parts>()) {}

WAYBILL_INLINE memory_store::~memory_store() = default;

WAYBILL_INLINE send_store* memory_store::sends() noexcept { return &parts_->sends; }
WAYBILL_INLINE parking_store* memory_store::parking() noexcept { return &parts_->parking; }
WAYBILL_INLINE report_store* memory_store::reports() noexcept { return &parts_->reports; }
WAYBILL_INLINE catalog_store* memory_store::catalog() noexcept { return &parts_->catalog; }
WAYBILL_INLINE feed_store* memory_store::feed() noexcept { return &parts_->feed; }

WAYBILL_INLINE void memory_store::add_instance(const instance_key& instance,
                                               instance_stats gauges) {
  const std::scoped_lock lock{parts_->tables.mutex};
  parts_->tables.instances.try_emplace(instance, std::move(gauges));
}

WAYBILL_INLINE bool memory_store::add_message(tracked_message row) {
  const std::scoped_lock lock{parts_->tables.mutex};
  return parts_->tables.insert(std::move(row));
}

WAYBILL_INLINE std::vector<log_entry> memory_store::log(const campaign_key& campaign) const {
  const std::scoped_lock lock{parts_->tables.mutex};
  std::vector<log_entry> result;
  const auto slot = parts_->tables.logs.find(campaign);
  if (slot == parts_->tables.logs.end()) return result;
  for (const auto& logged : slot->second) result.push_back(logged.entry);
  return result;
}

WAYBILL_INLINE std::optional<time_point> memory_store::last_interaction(
    const contact_key& contact) const {
  const std::scoped_lock lock{parts_->tables.mutex};
  const auto slot = parts_->tables.contacts.find(contact);
  return slot == parts_->tables.contacts.end() ? std::nullopt : slot->second.last_interaction;
}

WAYBILL_INLINE std::vector<std::vector<tracked_message>> memory_store::load(
    std::span<const message_key> keys) {
  const std::scoped_lock lock{parts_->tables.mutex};
  std::vector<std::vector<tracked_message>> result;
  result.reserve(keys.size());
  for (const auto& key : keys) result.push_back(parts_->tables.find(key));
  return result;
}

WAYBILL_INLINE std::vector<std::size_t> memory_store::apply(std::span<const change> changes) {
  const std::scoped_lock lock{parts_->tables.mutex};
  detail::memory_step step{parts_->tables};
  std::vector<std::size_t> lost;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (!step.add(changes[i])) lost.push_back(i);
  }
  step.commit();
  parts_->tables.logged.notify_all();
  return lost;
}

}  // namespace waybill
