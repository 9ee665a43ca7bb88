#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/change.hpp>
#include <waybill/message.hpp>
#include <waybill/store_error.hpp>
#include <waybill/store_parts.hpp>
#include <waybill/update.hpp>

namespace waybill::detail {

// Where each statement may name one tenant alone (`postgres_options::one_tenant_statements`), a
// call for several becomes one for each of them.

[[nodiscard]] inline std::string_view tenant_of(const message_key& key) { return key.tenant; }
[[nodiscard]] inline std::string_view tenant_of(const row_key& key) { return key.tenant; }
[[nodiscard]] inline std::string_view tenant_of(const parked_key& key) { return key.tenant; }
[[nodiscard]] inline std::string_view tenant_of(const change& what) { return what.key.tenant; }
[[nodiscard]] inline std::string_view tenant_of(const new_row& row) { return row.key.tenant; }
[[nodiscard]] inline std::string_view tenant_of(const incoming_update& in) {
  return in.from.tenant;
}

/// Where an item that a caller made has its tenant.
[[nodiscard]] inline std::string& tenant_in(message_key& key) { return key.tenant; }
[[nodiscard]] inline std::string& tenant_in(row_key& key) { return key.tenant; }
[[nodiscard]] inline std::string& tenant_in(parked_key& key) { return key.tenant; }
[[nodiscard]] inline std::string& tenant_in(change& what) { return what.key.tenant; }
[[nodiscard]] inline std::string& tenant_in(incoming_update& in) { return in.from.tenant; }

/// What one tenant has of the items of a call.
template <typename Item>
struct tenant_share {
  std::vector<Item> items{};
  std::vector<std::size_t> positions{};  ///< where each stands among all of them
};

template <typename Item>
[[nodiscard]] std::vector<tenant_share<Item>> shares_of(std::span<const Item> items) {
  std::map<std::string_view, std::size_t> numbers;
  std::vector<tenant_share<Item>> shares;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto known = numbers.emplace(tenant_of(items[i]), shares.size());
    if (known.second) shares.emplace_back();
    auto& share = shares[known.first->second];
    share.items.push_back(items[i]);
    share.positions.push_back(i);
  }
  return shares;
}

/// Several steps in place of one. Once one of them is done, it can no longer be said that nothing
/// was written.
class partial_steps {
 public:
  template <typename Work>
  auto run(Work work) {
    try {
      auto result = work();
      done_ = true;
      return result;
    } catch (const store_error& error) {
      if (!done_ || !error.retry_safe()) throw;
      throw store_error{store_failure::outcome_unknown, error.what()};
    }
  }

 private:
  bool done_ = false;
};

}  // namespace waybill::detail
