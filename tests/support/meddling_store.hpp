#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <numeric>
#include <span>
#include <vector>

#include <waybill/forwarding_store.hpp>
#include <waybill/testing/failing_store.hpp>

namespace waybill_test {

/// Calls a function before each call that affects the result: it may move things on, or throw.
struct meddling_store final : waybill::forwarding_store {
  using operation = waybill::testing::operation;
  using forwarding_store::forwarding_store;
  std::function<void(operation)> before = [](operation) {};
  /// Other writers are faster than every apply.
  std::atomic<bool> loses = false;

  std::vector<std::vector<waybill::tracked_message>> load(
      std::span<const waybill::message_key> keys) override {
    before(operation::load);
    return forwarding_store::load(keys);
  }
  std::vector<std::size_t> apply(std::span<const waybill::change> changes) override {
    before(operation::apply);
    if (!loses) return forwarding_store::apply(changes);
    std::vector<std::size_t> lost(changes.size());
    std::iota(lost.begin(), lost.end(), std::size_t{0});
    return lost;
  }
  std::vector<waybill::parked_id> park(std::span<const waybill::incoming_update> updates) override {
    before(operation::park);
    return forwarding_store::park(updates);
  }
  std::vector<waybill::parked_update> parked_for(
      std::span<const waybill::message_key> keys) override {
    before(operation::parked_for);
    return forwarding_store::parked_for(keys);
  }
};

}  // namespace waybill_test
