#include "sqlite_pace.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <waybill/status.hpp>

#include "former_times.hpp"
#include "pace_rows.hpp"
#include "sqlite_failure.hpp"

namespace waybill::detail::sqlite_pace {

namespace {

/// So many rows are in memory at once while they are counted anew.
constexpr std::size_t rows_at_once = 10'000;

/// The slots of up to so many rows of a campaign behind a row; sets it to the last one of them.
[[nodiscard]] std::size_t count_rows(sqlite_session& session, const parameters& keys,
                                     std::string& last, pace_counts& to) {
  static const command what{
      "repair",
      "SELECT id, status, coalesce(CAST(sent_at AS TEXT), ''),"
      " coalesce(CAST(delivered_at AS TEXT), ''), coalesce(CAST(read_at AS TEXT), ''),"
      " coalesce(CAST(failed_at AS TEXT), '')"
      " FROM campaign_contact INDEXED BY campaign_contact_campaign"
      " WHERE tenant_id = :tenant AND campaign_id = :key AND id > :last ORDER BY id"
      " LIMIT CAST(:limit AS INTEGER)",
      6, false};
  auto bound = keys;
  bound.insert(bound.end(), {{"last", last}, {"limit", limit_text(rows_at_once)}});
  const auto rows = session.run(what, bound);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const milestones times{rows.time(i, 2), rows.time(i, 3), rows.time(i, 4), rows.time(i, 5)};
    add_move(to, {}, slots_of(parse_status(rows.text(i, 1)), times));
  }
  if (rows.size() != 0) last = rows.text(rows.size() - 1, 0);
  return rows.size();
}

[[nodiscard]] bool has_campaign(sqlite_session& session, std::string_view tenant,
                                std::string_view campaign) {
  static const command what{"apply", "SELECT '1' FROM campaign WHERE tenant_id = ?1 AND id = ?2"};
  const std::array<sqlite_value, 2> of{tenant, campaign};
  return session.run_for_row(what, of).has_value();
}

}  // namespace

milestones read_times(const sqlite_row& row, std::size_t first) {
  milestones result;
  for (const auto which : all_milestones) {
    const auto& digits = row.at(first + static_cast<std::size_t>(which));
    if (digits.empty()) continue;
    std::int64_t count = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), count);
    result[which] = time_point{std::chrono::microseconds{count}};
  }
  return result;
}

std::optional<milestones> former_times(sqlite_session& session, const change& what) {
  if (!needs_former_times(what)) return std::nullopt;
  static const command find{"apply",
                            "SELECT sent_at, delivered_at, read_at, failed_at FROM campaign_contact"
                            " WHERE tenant_id = ?1 AND id = ?2"};
  const std::array<sqlite_value, 2> of{what.key.tenant, what.key.row};
  const auto row = session.run_for_row(find, of);
  return row ? read_times(*row, 0) : milestones{};
}

void add(pace_counts& to, const change& what, const std::optional<milestones>& before,
         const milestones& after) {
  milestones had;
  for (const auto which : all_milestones) {
    if (what.expected.reached.contains(which)) had[which] = after[which];
  }
  add_move(to, slots_of(what.expected.status, before.value_or(had)),
           slots_of(what.next_status, after));
}

void write(sqlite_session& session, const moves& slots) {
  static const command what{
      "apply",
      "INSERT INTO campaign_pace (tenant_id, campaign_id, kind, slot, messages)"
      " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (tenant_id, campaign_id, kind, slot)"
      " DO UPDATE SET messages = messages + excluded.messages"};
  for (const auto& [campaign, counts] : slots) {
    if (!has_campaign(session, campaign.first, campaign.second)) continue;
    for (const auto& [slot, messages] : counts) {
      if (messages == 0) continue;
      const std::array<sqlite_value, 5> of{campaign.first, campaign.second, to_string(slot.kind),
                                           slot.slot, messages};
      session.run_for_row(what, of);
      if (session.written_rows() == 0) throw sqlite_unwritten("apply", "campaign_pace");
    }
  }
}

pace_counts read(sqlite_session& session, const parameters& keys) {
  static const command what{"read_pace",
                            "SELECT kind, CAST(slot AS TEXT), CAST(messages AS TEXT)"
                            " FROM campaign_pace WHERE tenant_id = :tenant AND campaign_id = :key",
                            pace_column_count, false};
  return read_slots(session.run(what, keys));
}

void repair(sqlite_session& session, const parameters& keys) {
  pace_counts drift;
  std::string last;
  while (count_rows(session, keys, last, drift) == rows_at_once) {
  }
  for (const auto& [slot, messages] : read(session, keys)) drift[slot] -= messages;
  write(session, {{{keys.front().second, keys.back().second}, drift}});
}

}  // namespace waybill::detail::sqlite_pace
