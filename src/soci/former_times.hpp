#pragma once

#include <waybill/change.hpp>

namespace waybill::detail {

/// Whether the slots that a message had (pace.hpp) follow only from the times that its row had
/// before this change. Of any other change they follow from the row afterwards: a stage that was
/// reached keeps its time.
[[nodiscard]] inline bool needs_former_times(const change& what) noexcept {
  const auto had = what.expected.reached;
  if (what.send && what.send->restarts) return true;
  for (const auto which : all_milestones) {
    if (what.proven[which] && had.contains(which)) return true;
  }
  const bool was_failed = what.expected.status == message_status::failed;
  const bool is_failed = what.next_status == message_status::failed;
  return (was_failed && (!is_failed || what.proven.delivered_at)) ||
         (what.proven.sent_at && had.contains(milestone::delivered)) ||
         (what.proven.delivered_at && had.contains(milestone::read));
}

}  // namespace waybill::detail
