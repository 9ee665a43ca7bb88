#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/catalog_store.hpp>
#include <waybill/config.hpp>
#include <waybill/impl/store/memory_parking.hpp>
#include <waybill/impl/store/memory_tables.hpp>
#include <waybill/parking_store.hpp>
#include <waybill/report_store.hpp>
#include <waybill/send_store.hpp>
#include <waybill/store.hpp>

namespace waybill {

/// A store in memory: the executable definition of what a store is, and what tests run on. It
/// keeps every promise of `store` but durability beyond the process.
///
/// Campaigns, instances and contacts are added before rows speak of them. Thread-safe; every call
/// is one step under one lock.
class WAYBILL_EXPORT memory_store final : public store,
                                          public send_store,
                                          public parking_store,
                                          public report_store,
                                          public catalog_store {
 public:
  void add_campaign(std::string_view tenant, std::string_view campaign) override;
  void add_instance(std::string_view tenant, std::string_view name) override;
  /// The same with gauges that it has already.
  void add_instance(std::string_view tenant, std::string_view name, instance_stats gauges);
  void add_contact(std::string_view tenant, std::string_view contact,
                   std::string_view name) override;
  /// Adds a row as it stands, its counts included; false if the row is there already.
  bool add_message(tracked_message row);

  /// A campaign's log, oldest entry first.
  [[nodiscard]] std::vector<log_entry> log(std::string tenant, std::string campaign) const;
  /// When a contact last read a message; nothing for an unknown one or one that never did.
  [[nodiscard]] std::optional<time_point> last_interaction(std::string tenant,
                                                           std::string contact) const;

  [[nodiscard]] std::vector<std::vector<tracked_message>> load(
      std::span<const message_key> keys) override;

  [[nodiscard]] std::vector<std::size_t> apply(std::span<const change> changes) override;

  [[nodiscard]] send_store* sends() noexcept override { return this; }
  [[nodiscard]] parking_store* parking() noexcept override { return this; }
  [[nodiscard]] report_store* reports() noexcept override { return this; }
  [[nodiscard]] catalog_store* catalog() noexcept override { return this; }

  [[nodiscard]] std::vector<std::optional<tracked_message>> load_rows(
      std::span<const row_key> rows) override;
  bool add_rows(std::span<const new_row> rows) override;
  [[nodiscard]] bool knows_instance(std::string_view tenant, std::string_view name) override;

  [[nodiscard]] std::vector<parked_id> park(std::span<const incoming_update> updates) override;
  std::size_t make_room(std::string_view tenant, std::size_t cap, std::size_t limit) override;
  [[nodiscard]] std::vector<parked_update> parked_for(std::span<const message_key> keys) override;
  [[nodiscard]] std::vector<parked_update> parked_after(parked_id after,
                                                        std::size_t limit) override;
  void forget(std::span<const parked_key> keys) override;
  std::size_t forget_unknown(std::span<const parked_key> keys) override;

  [[nodiscard]] std::optional<campaign_stats> read_campaign(std::string_view tenant,
                                                            std::string_view campaign) override;
  [[nodiscard]] std::optional<instance_stats> read_instance(std::string_view tenant,
                                                            std::string_view instance) override;
  [[nodiscard]] std::vector<tracked_message> find_stalled(std::string_view tenant,
                                                          time_point sent_before,
                                                          std::size_t limit) override;
  [[nodiscard]] std::optional<campaign_audit> audit(std::string_view tenant,
                                                    std::string_view campaign) override;
  std::optional<campaign_audit> repair(std::string_view tenant, std::string_view campaign) override;
  [[nodiscard]] std::vector<logged_entry> read_log(std::string_view tenant,
                                                   std::string_view campaign,
                                                   std::optional<log_id> before,
                                                   std::size_t limit) override;
  std::size_t remove_log(std::string_view tenant, time_point older_than,
                         std::size_t limit) override;

  [[nodiscard]] std::vector<std::string> campaigns(std::string_view tenant) override;
  [[nodiscard]] std::vector<std::string> instances(std::string_view tenant) override;

 private:
  mutable std::mutex mutex_;
  detail::memory_tables tables_;
  detail::memory_parking parking_;
};

}  // namespace waybill

#if !defined(WAYBILL_COMPILED)
#include <waybill/impl/store/memory_reports.ipp>
#include <waybill/impl/store/memory_store.ipp>
#endif
