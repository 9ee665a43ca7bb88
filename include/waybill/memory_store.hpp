#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <waybill/config.hpp>
#include <waybill/store.hpp>
#include <waybill/store_parts.hpp>

namespace waybill {

/// A store in memory: the executable definition of what a store is, and what tests run on. It
/// keeps every promise of `store` but durability beyond the process.
///
/// Campaigns, instances and contacts are added before rows speak of them. Thread-safe; every call
/// is one step under one lock.
class WAYBILL_EXPORT memory_store final : public store {
 public:
  /// Without messages, campaigns, instances or contacts.
  memory_store();
  memory_store(const memory_store&) = delete;
  memory_store& operator=(const memory_store&) = delete;
  WAYBILL_INLINE ~memory_store() override;

  /// Adds an instance with gauges that it has already. One that is there stays as it is.
  void add_instance(const instance_key& instance, instance_stats gauges);
  /// Adds a row as it stands, its counts included; false if the row is there already.
  bool add_message(tracked_message row);

  /// A campaign's log, oldest entry first.
  [[nodiscard]] std::vector<log_entry> log(const campaign_key& campaign) const;
  /// When a contact last read a message; nothing for an unknown one or one that never did.
  [[nodiscard]] std::optional<time_point> last_interaction(const contact_key& contact) const;

  // Inline at their declaration, as no other function is: without, every file that includes the
  // header-only form would define them, and all that they call.
  [[nodiscard]] WAYBILL_INLINE std::vector<std::vector<tracked_message>> load(
      std::span<const message_key> keys) override;
  [[nodiscard]] WAYBILL_INLINE std::vector<std::size_t> apply(
      std::span<const change> changes) override;

  [[nodiscard]] WAYBILL_INLINE send_store* sends() noexcept override;
  [[nodiscard]] WAYBILL_INLINE parking_store* parking() noexcept override;
  [[nodiscard]] WAYBILL_INLINE report_store* reports() noexcept override;
  [[nodiscard]] WAYBILL_INLINE catalog_store* catalog() noexcept override;
  [[nodiscard]] WAYBILL_INLINE feed_store* feed() noexcept override;

 private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

}  // namespace waybill

#if !defined(WAYBILL_COMPILED)
#include <waybill/impl/store/memory_store.ipp>
#endif
