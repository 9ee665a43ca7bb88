#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include <waybill/update.hpp>

namespace waybill::detail {

/// Where a message is claimed. Messages that share a place wait for each other, which delays one of
/// them by a batch at most, and lets claims be made without memory.
using claim_place = std::uint16_t;
inline constexpr std::size_t claim_places = std::size_t{1} << 15U;

[[nodiscard]] inline claim_place claim_place_of(std::string_view tenant) noexcept {
  return static_cast<claim_place>(std::hash<std::string_view>{}(tenant) % claim_places);
}
[[nodiscard]] inline claim_place claim_place_of(const incoming_update& incoming) noexcept {
  const std::hash<std::string_view> hash;
  const auto message = hash(incoming.update.message_id);
  const auto tenant = hash(incoming.from.tenant);
  return static_cast<claim_place>((message + 31 * tenant) % claim_places);
}

/// Which messages are in batches under way, and of which tenants these are. A message is in one
/// batch at a time, so that its updates keep their order however many writers there are. A plain
/// value; its owner guards it against threads.
class message_claims {
 public:
  /// Of one body.
  void claim(std::span<const claim_place> places, claim_place tenant) noexcept {
    for (const auto place : places) ++claimed_[place];
    ++tenants_[tenant];
  }
  void release(std::span<const claim_place> places, claim_place tenant) noexcept {
    for (const auto place : places) --claimed_[place];
    --tenants_[tenant];
  }

  /// Whether a batch of the tenant is under way.
  [[nodiscard]] bool holds_tenant(claim_place tenant) const noexcept {
    return tenants_[tenant] != 0;
  }

  /// Begins to look for a batch. Returns the number of this look.
  std::uint32_t begin_look() noexcept { return ++look_; }
  /// Whether a body may be in this look's batch: none of its messages is claimed or was passed
  /// over.
  [[nodiscard]] bool is_free(std::span<const claim_place> places) const noexcept {
    return std::none_of(places.begin(), places.end(), [this](claim_place place) {
      return claimed_[place] != 0 || passed_[place] == look_;
    });
  }
  /// Leaves a body to a later batch, and with it what comes for its messages after it.
  void pass_over(std::span<const claim_place> places) noexcept {
    for (const auto place : places) passed_[place] = look_;
  }

 private:
  using by_place = std::vector<std::uint32_t>;
  by_place claimed_ = by_place(claim_places);  ///< so many updates
  by_place passed_ = by_place(claim_places);   ///< in this look
  by_place tenants_ = by_place(claim_places);  ///< so many bodies
  std::uint32_t look_ = 0;
};

}  // namespace waybill::detail
