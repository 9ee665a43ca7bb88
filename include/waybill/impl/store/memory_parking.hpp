#pragma once

#include <cstddef>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/impl/store/memory_database.hpp>
#include <waybill/parking_store.hpp>

namespace waybill::detail {

/// Updates that came before their send: `memory_store::parking`.
class memory_parking final : public parking_store {
 public:
  explicit memory_parking(memory_database& in) : in_(in) {}

  std::vector<parked_id> park(std::span<const incoming_update> updates) override {
    const std::scoped_lock lock{in_.mutex};
    return in_.parked.park(updates);
  }

  std::size_t make_room(std::string_view tenant, std::size_t cap, std::size_t limit) override {
    const std::scoped_lock lock{in_.mutex};
    return in_.parked.make_room(std::string{tenant}, cap, limit);
  }

  std::vector<parked_update> parked_for(std::span<const message_key> keys) override {
    const std::scoped_lock lock{in_.mutex};
    return in_.parked.find(keys);
  }

  std::vector<parked_update> parked_after(parked_id after, std::size_t limit) override {
    const std::scoped_lock lock{in_.mutex};
    return in_.parked.after(after, limit);
  }

  void forget(std::span<const parked_key> keys) override {
    const std::scoped_lock lock{in_.mutex};
    for (const auto& key : keys) in_.parked.forget(key);
  }

  std::size_t forget_unknown(std::span<const parked_key> keys) override {
    const std::scoped_lock lock{in_.mutex};
    std::size_t count = 0;
    for (const auto& key : keys) {
      const auto* parked = in_.parked.find(key);
      if (parked == nullptr) continue;
      if (!in_.tables.find({key.tenant, parked->incoming.update.message_id}).empty()) continue;
      in_.parked.forget(key);
      ++count;
    }
    return count;
  }

 private:
  memory_database& in_;
};

}  // namespace waybill::detail
