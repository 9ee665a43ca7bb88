#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <waybill/forwarding_store.hpp>
#include <waybill/store_error.hpp>

namespace waybill::testing {

/// The calls of a store that can be made to fail.
enum class operation : std::uint8_t {
  load,
  apply,
  load_rows,
  add_rows,
  park,
  parked_for,
  parked_after,
  forget,
  forget_unknown,
  make_room,
};

/// Their names, by position.
inline constexpr std::array<std::string_view, 10> operation_names{
    "load",       "apply",        "load_rows", "add_rows",       "park",
    "parked_for", "parked_after", "forget",    "forget_unknown", "make_room"};

/// The name of a call.
[[nodiscard]] constexpr std::string_view to_string(operation which) noexcept {
  return operation_names[static_cast<std::size_t>(which)];
}

/// When a planned failure strikes.
struct failing {
  bool after = false;      ///< once the inner store has done it: a commit whose answer is lost
  std::size_t times = 1;   ///< so many calls in a row
  std::size_t skip = 0;    ///< calls that go well before
  std::string sqlstate{};  ///< that the error carries
};

/// Passes every call on to another store, and fails those it was told to.
///
///     failing_store store{inner};
///     store.fail(operation::apply, store_failure::outcome_unknown, {.after = true});
///
/// A second `fail` of the same operation takes the place of the first. Thread-safe.
class failing_store final : public forwarding_store {
 public:
  using forwarding_store::forwarding_store;

  /// Plans a failure of the calls to come.
  void fail(operation which, store_failure kind, failing when = {}) {
    const std::scoped_lock lock{mutex_};
    slot(which).planned = plan{kind, std::move(when)};
  }
  /// How often an operation was called, whatever came of it.
  [[nodiscard]] std::size_t calls(operation which) const {
    const std::scoped_lock lock{mutex_};
    return slots_[static_cast<std::size_t>(which)].calls;
  }

  [[nodiscard]] std::vector<std::vector<tracked_message>> load(
      std::span<const message_key> keys) override {
    return run(operation::load, [&] { return forwarding_store::load(keys); });
  }
  [[nodiscard]] std::vector<std::size_t> apply(std::span<const change> changes) override {
    return run(operation::apply, [&] { return forwarding_store::apply(changes); });
  }
  [[nodiscard]] std::vector<std::optional<tracked_message>> load_rows(
      std::span<const row_key> rows) override {
    return run(operation::load_rows, [&] { return forwarding_store::load_rows(rows); });
  }
  bool add_rows(std::span<const new_row> rows) override {
    return run(operation::add_rows, [&] { return forwarding_store::add_rows(rows); });
  }
  [[nodiscard]] std::vector<parked_id> park(std::span<const incoming_update> updates) override {
    return run(operation::park, [&] { return forwarding_store::park(updates); });
  }
  std::size_t make_room(std::string_view tenant, std::size_t cap, std::size_t limit) override {
    return run(operation::make_room,
               [&] { return forwarding_store::make_room(tenant, cap, limit); });
  }
  [[nodiscard]] std::vector<parked_update> parked_for(std::span<const message_key> keys) override {
    return run(operation::parked_for, [&] { return forwarding_store::parked_for(keys); });
  }
  [[nodiscard]] std::vector<parked_update> parked_after(parked_id after,
                                                        std::size_t limit) override {
    return run(operation::parked_after,
               [&] { return forwarding_store::parked_after(after, limit); });
  }
  void forget(std::span<const parked_key> keys) override {
    run(operation::forget, [&] { forwarding_store::forget(keys); });
  }
  std::size_t forget_unknown(std::span<const parked_key> keys) override {
    return run(operation::forget_unknown, [&] { return forwarding_store::forget_unknown(keys); });
  }

 private:
  struct plan {
    store_failure kind;
    failing when;
  };
  struct planned_calls {
    std::size_t calls = 0;
    std::optional<plan> planned;
  };

  planned_calls& slot(operation which) { return slots_[static_cast<std::size_t>(which)]; }

  /// Counts the call; the failure it has to end in, if any.
  std::optional<plan> count(operation which) {
    const std::scoped_lock lock{mutex_};
    auto& [calls, planned] = slot(which);
    ++calls;
    if (!planned) return std::nullopt;
    auto& when = planned->when;
    if (when.skip > 0) {
      --when.skip;
      return std::nullopt;
    }
    auto result = when.times > 0 ? planned : std::nullopt;
    if (when.times <= 1) {
      planned.reset();
    } else {
      --when.times;
    }
    return result;
  }

  template <typename Call>
  std::invoke_result_t<Call> run(operation which, Call call) {
    const auto failure = count(which);
    if (!failure) return call();
    if (failure->when.after) static_cast<void>(call());
    throw store_error{failure->kind, std::string{to_string(which)} + " failed on purpose",
                      failure->when.sqlstate};
  }

  mutable std::mutex mutex_;
  std::array<planned_calls, operation_names.size()> slots_{};
};

}  // namespace waybill::testing
