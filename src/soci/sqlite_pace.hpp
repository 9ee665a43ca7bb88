#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <waybill/change.hpp>
#include <waybill/impl/store/pace_sums.hpp>
#include <waybill/message.hpp>

#include "sqlite_session.hpp"

namespace waybill::detail::sqlite_pace {

// How fast campaigns go, in SQLite. All of it is within a transaction that writes, so that no other
// session does.

/// Slots by tenant and campaign.
using moves = std::map<std::pair<std::string, std::string>, pace_counts>;

/// The four times of a row, from a column on.
[[nodiscard]] milestones read_times(const sqlite_row& row, std::size_t first);
/// The times of a change's row before it moved, where they are needed (former_times.hpp); asked
/// before it moves.
[[nodiscard]] std::optional<milestones> former_times(sqlite_session& session, const change& what);
/// The slots that a row had and those it has, by its times before and after the change.
void add(pace_counts& to, const change& what, const std::optional<milestones>& before,
         const milestones& after);
/// Writes slots of campaigns that are there.
void write(sqlite_session& session, const moves& slots);

/// The slots that are kept of a campaign. The keys are `report_keys`.
[[nodiscard]] pace_counts read(sqlite_session& session, const parameters& keys);
/// Sets the slots of a campaign right, by its rows.
void repair(sqlite_session& session, const parameters& keys);

}  // namespace waybill::detail::sqlite_pace
