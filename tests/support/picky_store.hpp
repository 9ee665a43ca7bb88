#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include <waybill/forwarding_store.hpp>
#include <waybill/store_error.hpp>

namespace waybill_test {

/// Refuses whatever has to do with some messages, or to change some rows, as a database does that
/// cannot store one of the values, or is not set up to.
struct picky_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  std::set<std::string> poison{};  ///< ids of messages and rows
  bool refuses_to_load = false;
  waybill::store_failure kind = waybill::store_failure::permanent;

  std::vector<std::vector<waybill::tracked_message>> load(
      std::span<const waybill::message_key> keys) override {
    for (const auto& key : keys) check(refuses_to_load, key.message_id);
    return forwarding_store::load(keys);
  }
  std::vector<std::size_t> apply(std::span<const waybill::change> changes) override {
    for (const auto& each : changes) {
      check(!refuses_to_load, each.expected_message_id);
      check(!refuses_to_load, each.key.row);
    }
    return forwarding_store::apply(changes);
  }
  std::vector<waybill::parked_id> park(std::span<const waybill::incoming_update> updates) override {
    for (const auto& each : updates) check(true, each.update.message_id);
    return forwarding_store::park(updates);
  }

 private:
  void check(bool minds, const std::string& id) const {
    if (!minds || !poison.contains(id)) return;
    throw waybill::store_error{kind, "refused", "22P05"};
  }
};

}  // namespace waybill_test
