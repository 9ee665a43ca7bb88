#pragma once

#include <compare>
#include <optional>
#include <string>

#include <waybill/milestone.hpp>
#include <waybill/status.hpp>
#include <waybill/update.hpp>

namespace waybill {

/// What the rules look at: status and which milestones are reached.
struct message_state {
  /// Empty for a persisted status that waybill does not know; such a row is never changed.
  std::optional<message_status> status = message_status::pending;
  milestone_set reached{};  ///< the milestones whose times are set

  friend constexpr bool operator==(const message_state&, const message_state&) noexcept = default;
};

/// What a webhook knows of a message. The instance is compared later (match.hpp).
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

  /// What the rules look at.
  [[nodiscard]] message_state state() const noexcept { return {status, times.reached()}; }
};

}  // namespace waybill
