#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <waybill/config.hpp>

namespace waybill {

/// What a failure means beside a delivery of the same message.
enum class failure_rule : std::uint8_t {
  wins,  ///< a failure applies from every status and stays until a new send: arrival order matters
  yields,  ///< delivered and read outrank a failure, in whatever order they arrive
};

/// How an instance's health score (0 to 100) moves.
struct health_steps {
  int delivered = 1;  ///< for each delivery
  int read = 1;       ///< for each read
  int failed = -10;   ///< for each failure
  int new_day = 10;   ///< given back once when a new day's counters begin

  /// The score stands still.
  [[nodiscard]] static constexpr health_steps none() noexcept { return {0, 0, 0, 0}; }
  friend constexpr bool operator==(const health_steps&, const health_steps&) noexcept = default;
};

/// A short text that owns its bytes, so that a policy stays a value that `constexpr` code can hold.
class failure_text {
 public:
  static constexpr std::size_t longest = 100;  ///< in bytes

  /// Copies the text. Throws `std::length_error` for a longer one; in a constant that does not
  /// compile.
  constexpr failure_text(std::string_view text) : size_(text.size()) {
    if (size_ > longest) throw std::length_error{"waybill: the text of a failure is too long"};
    text.copy(text_.data(), size_);
  }
  /// The same.
  constexpr failure_text(const char* text) : failure_text(std::string_view{text}) {}

  /// Refers to it; valid as long as it is.
  [[nodiscard]] constexpr std::string_view view() const noexcept { return {text_.data(), size_}; }

  friend constexpr bool operator==(const failure_text&, const failure_text&) noexcept = default;

 private:
  std::array<char, longest> text_{};
  std::size_t size_;
};

/// The knobs of the rules. A value: pass it, copy it, change one field of a named setting.
struct policy {
  failure_rule failure = failure_rule::wins;  ///< what a failure means beside a delivery
  /// Reaching a stage proves those below it, so that rates never pass 100 %.
  bool implied_milestones = true;
  health_steps health{};  ///< how the health score of an instance moves
  /// Off where another program already counts the sends in the same counters.
  bool counts_sends = true;
  /// Reason of a failure for which the provider gave none.
  failure_text default_failure_text = "unknown error";
  /// Where the day of the instance's "today" counters begins: local time minus UTC.
  std::chrono::minutes utc_offset{0};

  /// The same end whatever the order, repetition and batching of the reports.
  [[nodiscard]] static constexpr policy order_independent() {
    policy result;
    result.failure = failure_rule::yields;
    return result;
  }

  /// What the reference handler does, for running both side by side during a migration.
  [[nodiscard]] static constexpr policy reference() {
    policy result;
    result.implied_milestones = false;
    result.health = health_steps::none();
    result.default_failure_text = "Erro desconhecido";
    return result;
  }
};

/// The named settings, in the order in which they are offered to a user.
inline constexpr std::array<std::pair<std::string_view, policy>, 3> named_policies{{
    {"default", policy{}},
    {"order_independent", policy::order_independent()},
    {"reference", policy::reference()},
}};

/// The setting of that name; nothing for another name.
[[nodiscard]] constexpr std::optional<policy> find_policy(std::string_view name) noexcept {
  for (const auto& [known, setting] : named_policies) {
    if (known == name) return setting;
  }
  return std::nullopt;
}

}  // namespace waybill
