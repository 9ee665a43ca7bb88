#pragma once

#include <algorithm>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include <waybill/impl/store/memory_database.hpp>
#include <waybill/send_store.hpp>

namespace waybill::detail {

/// Recording sends: `memory_store::sends`.
class memory_sends final : public send_store {
 public:
  explicit memory_sends(memory_database& in) : in_(in) {}

  std::vector<std::optional<tracked_message>> load_rows(std::span<const row_key> rows) override {
    const std::scoped_lock lock{in_.mutex};
    std::vector<std::optional<tracked_message>> result;
    result.reserve(rows.size());
    for (const auto& key : rows) {
      const auto slot = in_.tables.rows.find(key);
      result.emplace_back();
      if (slot != in_.tables.rows.end()) result.back() = in_.tables.with_contact(slot->second);
    }
    return result;
  }

  bool add_rows(std::span<const new_row> rows) override {
    const std::scoped_lock lock{in_.mutex};
    for (const auto& row : rows) in_.tables.make(row);
    return true;
  }

  bool knows_instance(const instance_key& which) override {
    const std::scoped_lock lock{in_.mutex};
    const auto& all = in_.tables.instances;
    const auto first = all.lower_bound({which.tenant, {}});
    return first == all.end() || first->first.tenant != which.tenant || all.contains(which);
  }

 private:
  memory_database& in_;
};

}  // namespace waybill::detail
