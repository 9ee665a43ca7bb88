#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/feed_store.hpp>
#include <waybill/store.hpp>
#include <waybill/store_parts.hpp>

namespace waybill {

/// Passes every call on to another store. Derive from it to measure, log, or fail on purpose: one
/// overridden member is a whole store. The inner store must outlive it. Threads and errors are the
/// inner store's; a call for what the inner store cannot do, of which it returns a null pointer
/// here too, throws `std::logic_error`.
class forwarding_store : public store,
                         public send_store,
                         public parking_store,
                         public report_store,
                         public catalog_store,
                         public feed_store {
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
  [[nodiscard]] feed_store* feed() noexcept override { return inner_.feed() ? this : nullptr; }

  [[nodiscard]] std::vector<std::optional<tracked_message>> load_rows(
      std::span<const row_key> rows) override {
    return sends_of_inner().load_rows(rows);
  }
  bool add_rows(std::span<const new_row> rows) override { return sends_of_inner().add_rows(rows); }
  [[nodiscard]] bool knows_instance(const instance_key& instance) override {
    return sends_of_inner().knows_instance(instance);
  }

  [[nodiscard]] std::vector<parked_id> park(std::span<const incoming_update> updates) override {
    return parking_of_inner().park(updates);
  }
  std::size_t make_room(std::string_view tenant, std::size_t cap, std::size_t limit) override {
    return parking_of_inner().make_room(tenant, cap, limit);
  }
  [[nodiscard]] std::vector<parked_update> parked_for(std::span<const message_key> keys) override {
    return parking_of_inner().parked_for(keys);
  }
  [[nodiscard]] std::vector<parked_update> parked_after(parked_id after,
                                                        std::size_t limit) override {
    return parking_of_inner().parked_after(after, limit);
  }
  void forget(std::span<const parked_key> keys) override { parking_of_inner().forget(keys); }
  std::size_t forget_unknown(std::span<const parked_key> keys) override {
    return parking_of_inner().forget_unknown(keys);
  }

  [[nodiscard]] std::optional<campaign_stats> read_campaign(const campaign_key& campaign) override {
    return reports_of_inner().read_campaign(campaign);
  }
  [[nodiscard]] std::optional<instance_stats> read_instance(const instance_key& instance) override {
    return reports_of_inner().read_instance(instance);
  }
  [[nodiscard]] std::vector<tracked_message> find_stalled(std::string_view tenant,
                                                          time_point sent_before,
                                                          std::size_t limit) override {
    return reports_of_inner().find_stalled(tenant, sent_before, limit);
  }
  [[nodiscard]] std::optional<campaign_audit> audit(const campaign_key& campaign) override {
    return reports_of_inner().audit(campaign);
  }
  std::optional<campaign_audit> repair(const campaign_key& campaign) override {
    return reports_of_inner().repair(campaign);
  }
  [[nodiscard]] std::vector<failure_count> failures(const campaign_key& campaign) override {
    return reports_of_inner().failures(campaign);
  }
  [[nodiscard]] std::vector<instance_failures> failures_by_instance(
      const campaign_key& campaign) override {
    return reports_of_inner().failures_by_instance(campaign);
  }
  [[nodiscard]] recipient_page read_recipients(const campaign_key& campaign,
                                               const recipient_query& query) override {
    return reports_of_inner().read_recipients(campaign, query);
  }
  [[nodiscard]] std::optional<message_story> find_message(const row_key& row) override {
    return reports_of_inner().find_message(row);
  }
  [[nodiscard]] std::vector<message_story> find_messages(const message_key& message) override {
    return reports_of_inner().find_messages(message);
  }
  [[nodiscard]] std::optional<campaign_pace> read_pace(const campaign_key& campaign) override {
    return reports_of_inner().read_pace(campaign);
  }
  [[nodiscard]] std::vector<logged_entry> read_log(const campaign_key& campaign,
                                                   std::optional<log_id> before,
                                                   std::size_t limit) override {
    return reports_of_inner().read_log(campaign, before, limit);
  }
  std::size_t remove_log(std::string_view tenant, time_point older_than,
                         std::size_t limit) override {
    return reports_of_inner().remove_log(tenant, older_than, limit);
  }

  void add_campaign(const campaign_key& campaign) override {
    catalog_of_inner().add_campaign(campaign);
  }
  void add_instance(const instance_key& instance) override {
    catalog_of_inner().add_instance(instance);
  }
  void add_contact(const contact_key& contact, std::string_view name) override {
    catalog_of_inner().add_contact(contact, name);
  }
  [[nodiscard]] std::vector<std::string> campaigns(std::string_view tenant) override {
    return catalog_of_inner().campaigns(tenant);
  }
  [[nodiscard]] std::vector<std::string> instances(std::string_view tenant) override {
    return catalog_of_inner().instances(tenant);
  }

  [[nodiscard]] feed_page read_feed(std::string_view tenant, log_id after,
                                    std::size_t limit) override {
    return feed_of_inner().read_feed(tenant, after, limit);
  }
  [[nodiscard]] bool wait_feed(std::string_view tenant, log_id after,
                               std::chrono::milliseconds at_most) override {
    return feed_of_inner().wait_feed(tenant, after, at_most);
  }

 private:
  [[nodiscard]] send_store& sends_of_inner() const { return part(inner_.sends(), "sends"); }
  [[nodiscard]] parking_store& parking_of_inner() const {
    return part(inner_.parking(), "parking");
  }
  [[nodiscard]] report_store& reports_of_inner() const { return part(inner_.reports(), "reports"); }
  [[nodiscard]] catalog_store& catalog_of_inner() const {
    return part(inner_.catalog(), "catalog");
  }
  [[nodiscard]] feed_store& feed_of_inner() const { return part(inner_.feed(), "feed"); }
  /// What a store cannot do it answers with a null pointer; to ask it all the same is a fault of
  /// the program.
  template <typename Part>
  [[nodiscard]] static Part& part(Part* inner, const char* name) {
    if (inner != nullptr) return *inner;
    throw std::logic_error{std::string{"forwarding_store: the inner store has no "} + name + "()"};
  }

  store& inner_;
};

}  // namespace waybill
