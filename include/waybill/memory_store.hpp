#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <waybill/catalog_store.hpp>
#include <waybill/config.hpp>
#include <waybill/parking_store.hpp>
#include <waybill/report_store.hpp>
#include <waybill/send_store.hpp>
#include <waybill/store.hpp>

namespace waybill {

namespace detail {
struct memory_parts;
}

/// A store in memory: the executable definition of what a store is, and what tests run on. It
/// keeps every promise of `store` but durability beyond the process.
///
/// Campaigns, instances and contacts are added before rows speak of them. Thread-safe; every call
/// is one step under one lock.
class WAYBILL_EXPORT memory_store final : public store {
 public:
  memory_store();            ///< empty
  ~memory_store() override;  ///< no call may be under way

  [[nodiscard]] std::vector<std::vector<tracked_message>> load(
      std::span<const message_key> keys) override;
  [[nodiscard]] std::vector<std::size_t> apply(std::span<const change> changes) override;

  // It can do everything: none of these is null.
  [[nodiscard]] send_store* sends() noexcept override;
  [[nodiscard]] parking_store* parking() noexcept override;
  [[nodiscard]] report_store* reports() noexcept override;
  [[nodiscard]] catalog_store* catalog() noexcept override;

  /// Makes a sending instance with gauges that it has already. One that is there stays as it is.
  void add_instance(const instance_key& which, instance_stats gauges);
  /// Adds a row as it stands, its counts included; false if the row is there already.
  bool add_message(tracked_message row);

  /// A campaign's log, oldest entry first.
  [[nodiscard]] std::vector<log_entry> log(const campaign_key& of) const;
  /// When a contact last read a message; nothing for an unknown one or one that never did.
  [[nodiscard]] std::optional<time_point> last_interaction(const contact_key& of) const;

 private:
  std::unique_ptr<detail::memory_parts> parts_;
};

}  // namespace waybill

#if !defined(WAYBILL_COMPILED)
#include <waybill/impl/store/memory_store.ipp>
#endif
