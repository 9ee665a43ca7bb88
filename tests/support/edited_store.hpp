#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <waybill/forwarding_store.hpp>
#include <waybill/testing/contract/samples.hpp>

#include "support/campaign.hpp"

namespace waybill_test {

/// A campaign's store whose rows somebody edits by hand, behind the back of whoever uses it.
class edited_store final : public waybill::forwarding_store {
 public:
  explicit edited_store(waybill::memory_store& memory) noexcept
      : forwarding_store(memory), memory_(memory) {}

  /// `UPDATE … SET status = …` and the times, which counts nothing.
  void update(const std::string& row, waybill::message_status status, waybill::milestones times) {
    auto set = waybill::testing::contract::touch(stored(row));
    set.next_status = status;
    set.proven = times;
    set.send = waybill::new_send{set.expected_message_id, stored(row).instance, true};
    static_cast<void>(memory_.apply({&set, 1}));
  }

  /// `UPDATE campaign SET sent_count = sent_count + …` of a row's campaign.
  void miscount(const std::string& row, std::int64_t more) {
    auto set = waybill::testing::contract::touch(stored(row));
    set.campaign.sent = more;
    static_cast<void>(memory_.apply({&set, 1}));
  }

  /// `DELETE FROM campaign_contact`; its counts stay, as they do in a database.
  void erase(const std::string& row) { erased_.insert(row); }

  [[nodiscard]] std::vector<std::vector<waybill::tracked_message>> load(
      std::span<const waybill::message_key> keys) override {
    auto found = forwarding_store::load(keys);
    for (auto& rows : found) {
      std::erase_if(rows, [&](const auto& each) { return erased_.contains(each.key.row); });
    }
    return found;
  }
  [[nodiscard]] std::vector<std::optional<waybill::tracked_message>> load_rows(
      std::span<const waybill::row_key> rows) override {
    auto found = forwarding_store::load_rows(rows);
    for (auto& row : found) {
      if (row && erased_.contains(row->key.row)) row.reset();
    }
    return found;
  }
  [[nodiscard]] std::vector<std::size_t> apply(std::span<const waybill::change> changes) override {
    std::vector<waybill::change> rest{changes.begin(), changes.end()};
    for (auto& each : rest) {
      if (erased_.contains(each.key.row)) each.key.row += ", which is no more";
    }
    return forwarding_store::apply(rest);
  }

 private:
  [[nodiscard]] waybill::tracked_message stored(const std::string& row) {
    const waybill::row_key key{tenant, row};
    return memory_.sends()->load_rows({&key, 1}).front().value();
  }

  waybill::memory_store& memory_;
  std::set<std::string> erased_;
};

}  // namespace waybill_test
