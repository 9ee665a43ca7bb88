#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <waybill/memory_store.hpp>
#include <waybill/tracker.hpp>

#include "support/webhooks.hpp"

namespace waybill_test {

inline const std::string tenant = "tenant_abc";
inline const std::string campaign = "camp_1";
inline const std::string instance = "inst_1";
inline const std::string contact = "contact_7";

[[nodiscard]] inline std::string gateway_answer(std::string_view id) {
  return R"({"key":{"id":")" + std::string{id} + R"("}})";
}

/// The send of a row, as its sender tells it.
[[nodiscard]] inline waybill::sent_message send_of(std::string row, std::string_view id) {
  waybill::sent_message sent;
  sent.origin = {tenant, {}};
  sent.row = std::move(row);
  sent.instance = instance;
  sent.response = gateway_answer(id);
  sent.campaign = campaign;
  sent.contact = contact;
  return sent;
}

/// One tenant's campaign in a memory store: the place most tests play in.
struct campaign_store {
  waybill::memory_store memory;

  campaign_store() {
    memory.catalog()->add_campaign({tenant, campaign});
    memory.catalog()->add_instance({tenant, instance});
    memory.catalog()->add_contact({tenant, contact}, "João Silva");
  }

  /// Adds a pending row without a message id: what an existing table holds before a send.
  void add_pending(const std::string& id) {
    memory.add_message({.key = {tenant, id}, .campaign = campaign, .contact = contact});
  }

  [[nodiscard]] std::optional<waybill::tracked_message> row(const std::string& id) {
    const std::vector<waybill::row_key> keys{{tenant, id}};
    return memory.sends()->load_rows(keys).front();
  }
  [[nodiscard]] std::optional<waybill::message_status> status(const std::string& id) {
    const auto found = row(id);
    return found ? found->status : std::nullopt;
  }
  [[nodiscard]] waybill::campaign_delta counters() {
    return memory.reports()->read_campaign({tenant, campaign})->counters;
  }
  [[nodiscard]] waybill::instance_stats gauges() {
    return *memory.reports()->read_instance({tenant, instance});
  }
  [[nodiscard]] std::vector<waybill::log_entry> log() const {
    return memory.log({tenant, campaign});
  }
  [[nodiscard]] std::vector<waybill::parked_update> parked() {
    return memory.parking()->parked_after(0, 1'000'000);
  }
  [[nodiscard]] bool counts_hold() { return memory.reports()->audit({tenant, campaign})->holds(); }
};

/// A campaign, and a tracker on its store or on one that stands before it.
struct shop : campaign_store {
  waybill::tracker tracker;

  explicit shop(waybill::tracker_options options = {}) : tracker(memory, std::move(options)) {}

  waybill::reply handle(std::string_view body) { return tracker.handle(body, {tenant, {}}); }
  waybill::reply report(std::string_view id, waybill::receipt what) {
    return handle(webhook(shape::v2, instance, id, what));
  }
  waybill::send_result send(const std::string& row, std::string_view id) {
    return tracker.record_sent(send_of(row, id));
  }
};

[[nodiscard]] inline nlohmann::json json(std::string_view text) {
  return nlohmann::json::parse(text);
}

}  // namespace waybill_test
