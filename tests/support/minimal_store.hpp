#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <waybill/store.hpp>

namespace waybill_test {

/// The least a user brings: `load` and `apply`, and nothing else.
class minimal_store : public waybill::store {
 public:
  explicit minimal_store(std::vector<waybill::tracked_message> rows) {
    for (auto& row : rows) rows_.emplace(row.key, std::move(row));
  }

  [[nodiscard]] const waybill::tracked_message& row(const waybill::row_key& key) const {
    return rows_.at(key);
  }

  [[nodiscard]] std::vector<std::vector<waybill::tracked_message>> load(
      std::span<const waybill::message_key> keys) override {
    std::vector<std::vector<waybill::tracked_message>> result(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) {
      for (const auto& [key, row] : rows_) {
        if (key.tenant == keys[i].tenant && row.message_id == keys[i].message_id) {
          result[i].push_back(row);
        }
      }
    }
    return result;
  }

  [[nodiscard]] std::vector<std::size_t> apply(std::span<const waybill::change> changes) override {
    std::vector<std::size_t> lost;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      auto& row = rows_.at(changes[i].key);
      if (row.message_id != changes[i].expected_message_id || row.state() != changes[i].expected) {
        lost.push_back(i);
        continue;
      }
      row.status = changes[i].next_status;
      for (const auto which : waybill::all_milestones) {
        if (const auto at = changes[i].proven[which]) row.times.prove(which, *at);
      }
    }
    return lost;
  }

 private:
  std::map<waybill::row_key, waybill::tracked_message> rows_;
};

/// A sent message of an invented tenant.
[[nodiscard]] inline waybill::tracked_message sent_row(const std::string& whose,
                                                       const std::string& row,
                                                       const std::string& message_id) {
  waybill::tracked_message result;
  result.key = {whose, row};
  result.message_id = message_id;
  result.status = waybill::message_status::sent;
  result.times.sent_at = waybill::time_point{std::chrono::days{20'000}};
  return result;
}

}  // namespace waybill_test
