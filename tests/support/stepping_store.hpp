#pragma once

#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <waybill/forwarding_store.hpp>

namespace waybill_test {

/// Which tables a store call looks at or changes: two calls that share none they change may be
/// swapped without anybody noticing.
struct footprint {
  unsigned reads = 0;
  unsigned writes = 0;

  [[nodiscard]] constexpr bool commutes_with(const footprint& other) const noexcept {
    return (writes & (other.reads | other.writes)) == 0 && (other.writes & reads) == 0;
  }
};

/// Says before each call what it will touch, and after it that it is done. Making room is no step
/// of any order: it is taken by chance, and removes nothing where there is room.
class stepping_store final : public waybill::forwarding_store {
  static constexpr unsigned rows = 1;
  static constexpr unsigned parked = 2;

  template <typename Call>
  auto step(footprint what, Call call) {
    before_(what);
    auto result = call();
    after_();
    return result;
  }

 public:
  stepping_store(waybill::store& inner, std::function<void(footprint)> before,
                 std::function<void()> after)
      : forwarding_store(inner), before_(std::move(before)), after_(std::move(after)) {}

  [[nodiscard]] std::vector<std::vector<waybill::tracked_message>> load(
      std::span<const waybill::message_key> keys) override {
    return step({rows, 0}, [&] { return forwarding_store::load(keys); });
  }
  [[nodiscard]] std::vector<std::size_t> apply(std::span<const waybill::change> changes) override {
    return step({rows, rows}, [&] { return forwarding_store::apply(changes); });
  }
  [[nodiscard]] std::vector<std::optional<waybill::tracked_message>> load_rows(
      std::span<const waybill::row_key> keys) override {
    return step({rows, 0}, [&] { return forwarding_store::load_rows(keys); });
  }
  bool add_rows(std::span<const waybill::new_row> made) override {
    return step({rows, rows}, [&] { return forwarding_store::add_rows(made); });
  }
  [[nodiscard]] std::vector<waybill::parked_id> park(
      std::span<const waybill::incoming_update> updates) override {
    return step({parked, parked}, [&] { return forwarding_store::park(updates); });
  }
  [[nodiscard]] std::vector<waybill::parked_update> parked_for(
      std::span<const waybill::message_key> keys) override {
    return step({parked, 0}, [&] { return forwarding_store::parked_for(keys); });
  }
  [[nodiscard]] std::vector<waybill::parked_update> parked_after(waybill::parked_id after,
                                                                 std::size_t limit) override {
    return step({parked, 0}, [&] { return forwarding_store::parked_after(after, limit); });
  }
  void forget(std::span<const waybill::parked_key> keys) override {
    step({parked, parked}, [&] { return forwarding_store::forget(keys), true; });
  }
  std::size_t forget_unknown(std::span<const waybill::parked_key> keys) override {
    return step({rows | parked, parked}, [&] { return forwarding_store::forget_unknown(keys); });
  }

 private:
  std::function<void(footprint)> before_;
  std::function<void()> after_;
};

}  // namespace waybill_test
