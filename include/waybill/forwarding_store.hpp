#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/catalog_store.hpp>
#include <waybill/parking_store.hpp>
#include <waybill/report_store.hpp>
#include <waybill/send_store.hpp>
#include <waybill/store.hpp>

namespace waybill {

/// Passes every call on to another store. Derive from it to measure, log, or fail on purpose: one
/// overridden member is a whole store. The inner store must outlive it. Threads and errors are the
/// inner store's.
class forwarding_store : public store,
                         public send_store,
                         public parking_store,
                         public report_store,
                         public catalog_store {
 public:
  /// Does not own it.
  explicit forwarding_store(store& inner) noexcept : inner_(inner) {}

  [[nodiscard]] std::vector<std::vector<tracked_message>> load(
      std::span<const message_key> keys) override {
    return inner_.load(keys);
  }
  [[nodiscard]] std::vector<std::size_t> apply(std::span<const change> changes) override {
    return inner_.apply(changes);
  }

  // It can do what the inner store can, and is asked in its place.
  [[nodiscard]] send_store* sends() noexcept override { return inner_.sends() ? this : nullptr; }
  [[nodiscard]] parking_store* parking() noexcept override {
    return inner_.parking() ? this : nullptr;
  }
  [[nodiscard]] report_store* reports() noexcept override {
    return inner_.reports() ? this : nullptr;
  }
  [[nodiscard]] catalog_store* catalog() noexcept override {
    return inner_.catalog() ? this : nullptr;
  }

  [[nodiscard]] std::vector<std::optional<tracked_message>> load_rows(
      std::span<const row_key> rows) override {
    return inner_.sends()->load_rows(rows);
  }
  bool add_rows(std::span<const new_row> rows) override { return inner_.sends()->add_rows(rows); }
  [[nodiscard]] bool knows_instance(std::string_view tenant, std::string_view name) override {
    return inner_.sends()->knows_instance(tenant, name);
  }

  [[nodiscard]] parking_result park(std::span<const incoming_update> updates,
                                    std::size_t cap) override {
    return inner_.parking()->park(updates, cap);
  }
  [[nodiscard]] std::vector<parked_update> parked_for(std::span<const message_key> keys) override {
    return inner_.parking()->parked_for(keys);
  }
  [[nodiscard]] std::vector<parked_update> parked_after(parked_id after,
                                                        std::size_t limit) override {
    return inner_.parking()->parked_after(after, limit);
  }
  void forget(std::span<const parked_key> keys) override { inner_.parking()->forget(keys); }
  std::size_t forget_unknown(std::span<const parked_key> keys) override {
    return inner_.parking()->forget_unknown(keys);
  }

  [[nodiscard]] std::optional<campaign_stats> read_campaign(std::string_view tenant,
                                                            std::string_view campaign) override {
    return inner_.reports()->read_campaign(tenant, campaign);
  }
  [[nodiscard]] std::optional<instance_stats> read_instance(std::string_view tenant,
                                                            std::string_view instance) override {
    return inner_.reports()->read_instance(tenant, instance);
  }
  [[nodiscard]] std::vector<tracked_message> find_stalled(std::string_view tenant,
                                                          time_point sent_before,
                                                          std::size_t limit) override {
    return inner_.reports()->find_stalled(tenant, sent_before, limit);
  }
  [[nodiscard]] std::optional<campaign_audit> audit(std::string_view tenant,
                                                    std::string_view campaign) override {
    return inner_.reports()->audit(tenant, campaign);
  }
  std::optional<campaign_audit> repair(std::string_view tenant,
                                       std::string_view campaign) override {
    return inner_.reports()->repair(tenant, campaign);
  }
  [[nodiscard]] std::vector<logged_entry> read_log(std::string_view tenant,
                                                   std::string_view campaign,
                                                   std::optional<log_id> before,
                                                   std::size_t limit) override {
    return inner_.reports()->read_log(tenant, campaign, before, limit);
  }
  std::size_t remove_log(std::string_view tenant, time_point older_than,
                         std::size_t limit) override {
    return inner_.reports()->remove_log(tenant, older_than, limit);
  }

  void add_campaign(std::string_view tenant, std::string_view campaign) override {
    inner_.catalog()->add_campaign(tenant, campaign);
  }
  void add_instance(std::string_view tenant, std::string_view name) override {
    inner_.catalog()->add_instance(tenant, name);
  }
  void add_contact(std::string_view tenant, std::string_view contact,
                   std::string_view name) override {
    inner_.catalog()->add_contact(tenant, contact, name);
  }
  [[nodiscard]] std::vector<std::string> campaigns(std::string_view tenant) override {
    return inner_.catalog()->campaigns(tenant);
  }
  [[nodiscard]] std::vector<std::string> instances(std::string_view tenant) override {
    return inner_.catalog()->instances(tenant);
  }

 private:
  store& inner_;
};

}  // namespace waybill
