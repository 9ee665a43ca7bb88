#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>

#include <waybill/time.hpp>

namespace waybill {

/// The stages of a message whose first proof is kept with its time.
enum class milestone : std::uint8_t { sent, delivered, read, failed };

/// Every milestone, in the order of the enumeration.
inline constexpr std::array all_milestones{milestone::sent, milestone::delivered, milestone::read,
                                           milestone::failed};

/// Which milestones are reached, without their times, as the rules need them.
class milestone_set {
 public:
  constexpr milestone_set() noexcept = default;  ///< none of them
  /// The listed ones, in any order; duplicates have no effect.
  constexpr milestone_set(std::initializer_list<milestone> members) noexcept {
    for (const auto member : members) insert(member);
  }

  /// Whether this one is reached.
  [[nodiscard]] constexpr bool contains(milestone which) const noexcept {
    return (bits_ & bit(which)) != 0;
  }
  /// Whether none is reached.
  [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
  /// Adds one; no effect if it is present.
  constexpr void insert(milestone which) noexcept {
    bits_ = static_cast<std::uint8_t>(bits_ | bit(which));
  }

  /// One bit per milestone in the order of the enumeration, lowest first: 0 to 15.
  [[nodiscard]] constexpr std::uint8_t bits() const noexcept { return bits_; }

  /// The members of either.
  friend constexpr milestone_set operator|(milestone_set a, milestone_set b) noexcept {
    return from_bits(static_cast<std::uint8_t>(a.bits_ | b.bits_));
  }
  /// The members of `a` that are not in `b`.
  friend constexpr milestone_set operator-(milestone_set a, milestone_set b) noexcept {
    return from_bits(static_cast<std::uint8_t>(a.bits_ & ~b.bits_));
  }
  friend constexpr bool operator==(milestone_set, milestone_set) noexcept = default;

 private:
  static constexpr std::uint8_t bit(milestone which) noexcept {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(which));
  }
  static constexpr milestone_set from_bits(std::uint8_t bits) noexcept {
    milestone_set result;
    result.bits_ = bits;
    return result;
  }

  std::uint8_t bits_ = 0;
};

/// When each stage was first proven; empty while it is not.
struct milestones {
  std::optional<time_point> sent_at{};       ///< from the sender, or from the first report
  std::optional<time_point> delivered_at{};  ///< to the contact's device
  std::optional<time_point> read_at{};       ///< or played
  std::optional<time_point> failed_at{};     ///< also set by a failure that changes nothing else

  /// The time of one stage.
  [[nodiscard]] constexpr std::optional<time_point>& operator[](milestone which) noexcept {
    std::array fields{&sent_at, &delivered_at, &read_at, &failed_at};
    return *fields[static_cast<std::size_t>(which)];
  }
  /// The time of one stage.
  [[nodiscard]] constexpr const std::optional<time_point>& operator[](
      milestone which) const noexcept {
    std::array fields{&sent_at, &delivered_at, &read_at, &failed_at};
    return *fields[static_cast<std::size_t>(which)];
  }

  /// Which of the four are set.
  [[nodiscard]] constexpr milestone_set reached() const noexcept {
    milestone_set result;
    for (const auto which : all_milestones) {
      if ((*this)[which]) result.insert(which);
    }
    return result;
  }

  /// Takes `at` as evidence for a stage: the earliest evidence stays.
  constexpr void prove(milestone which, time_point at) noexcept {
    auto& field = (*this)[which];
    if (!field || at < *field) field = at;
  }

  friend constexpr bool operator==(const milestones&, const milestones&) noexcept = default;
};

}  // namespace waybill
