#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <waybill/forwarding_store.hpp>
#include <waybill/store_error.hpp>
#include <waybill/testing/contract/world.hpp>

#include "support/wrapped_world.hpp"

namespace waybill_test {

/// Tells with each change where its row is, as one does who plans it from what the store loaded.
class placing_store final : public waybill::forwarding_store {
 public:
  using forwarding_store::forwarding_store;

  [[nodiscard]] std::vector<std::size_t> apply(std::span<const waybill::change> changes) override {
    std::vector<waybill::change> placed{changes.begin(), changes.end()};
    const auto rows = rows_of(changes);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      placed[i].place = rows[i] ? rows[i]->place : "(0,1)";
    }
    return forwarding_store::apply(placed);
  }

 private:
  /// None where a tenant is one whose rows cannot be asked for.
  [[nodiscard]] std::vector<std::optional<waybill::tracked_message>> rows_of(
      std::span<const waybill::change> changes) {
    std::vector<waybill::row_key> keys;
    for (const auto& each : changes) keys.push_back(each.key);
    try {
      return load_rows(keys);
    } catch (const waybill::store_error&) {
      return {};
    }
  }
};

/// The same worlds, to whose store all changes tell places.
[[nodiscard]] inline waybill::testing::world_factory placed(waybill::testing::world_factory like) {
  return
      [like = std::move(like)] { return std::make_unique<wrapped_world<placing_store>>(like()); };
}

}  // namespace waybill_test
