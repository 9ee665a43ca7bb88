#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

#include <waybill/status.hpp>
#include <waybill/update.hpp>

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

/// What the rules look at: status and which milestones are reached.
struct message_state {
  /// Empty for a persisted status that waybill does not know; such a row is never changed.
  std::optional<message_status> status = message_status::pending;
  milestone_set reached{};  ///< the milestones whose times are set

  friend constexpr bool operator==(const message_state&, const message_state&) noexcept = default;
};

/// What a webhook knows of a message. The instance is compared later (plan.hpp).
struct message_key {
  std::string tenant{};      ///< empty for the only tenant
  std::string message_id{};  ///< the gateway's id, byte for byte

  friend auto operator<=>(const message_key&, const message_key&) = default;
};

/// What the sender knows of a message: the campaign contact's own id, as text.
struct row_key {
  std::string tenant{};  ///< empty for the only tenant
  std::string row{};     ///< of the campaign contact

  friend auto operator<=>(const row_key&, const row_key&) = default;
};

/// A campaign.
struct campaign_key {
  std::string tenant{};    ///< empty for the only tenant
  std::string campaign{};  ///< its id

  friend auto operator<=>(const campaign_key&, const campaign_key&) = default;
};

/// A sending instance.
struct instance_key {
  std::string tenant{};  ///< empty for the only tenant
  std::string name{};    ///< as webhooks tell it

  friend auto operator<=>(const instance_key&, const instance_key&) = default;
};

/// A contact, whom messages go to.
struct contact_key {
  std::string tenant{};   ///< empty for the only tenant
  std::string contact{};  ///< its id

  friend auto operator<=>(const contact_key&, const contact_key&) = default;
};

/// What the store knows of one message: one contact of one campaign.
struct tracked_message {
  row_key key{};               ///< tenant and row
  std::string message_id{};    ///< empty until the gateway assigns one
  std::string instance{};      ///< name of the instance it was sent from; empty when there is none
  std::string campaign{};      ///< the campaign's id as text; empty when there is none
  std::string contact{};       ///< the contact's id as text; empty when there is none
  std::string contact_name{};  ///< for replies; empty when unknown
  std::optional<message_status> status = message_status::pending;  ///< as in `message_state`
  milestones times{};       ///< when each stage was first proven
  failure_reason reason{};  ///< of a failure: the first that was reported
  /// The persisted status where `status` is empty; empty if the store does not keep it.
  std::string foreign_status{};
  /// A cache told it (cached_store.hpp), and it may be older than the store's own. Only a change of
  /// it that the store applies proves it; what would change nothing is asked anew.
  bool from_cache = false;
  /// Where the store found the row, in words of its own, so that it need not search for it again to
  /// change it; empty where it does not tell.
  std::string place{};

  /// What the rules look at.
  [[nodiscard]] message_state state() const noexcept { return {status, times.reached()}; }
};

}  // namespace waybill
