// SQLite is in this process: a prepared statement for each row costs no round trip, and less than
// taking the row out of a JSON batch.

#include "sqlite_apply.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <waybill/gauges.hpp>
#include <waybill/status.hpp>

#include "instance_rows.hpp"
#include "reason_words.hpp"
#include "sqlite_columns.hpp"
#include "sqlite_failure.hpp"
#include "sqlite_pace.hpp"

namespace waybill::detail {

namespace {

/// A tenant and the id or name of one of its rows, campaigns, instances or contacts.
using key = std::pair<std::string, std::string>;

/// A row that moved: what follows from it falls on these.
struct moved_row {
  std::string campaign;
  std::string contact;
  std::string instance;
  std::optional<milestones> before;  ///< its times, where they are needed
  milestones after;
};
using moved_rows = std::vector<std::optional<moved_row>>;  ///< by position of the change

[[nodiscard]] std::string micros(const std::optional<time_point>& at) {
  return at ? std::to_string(at->time_since_epoch().count()) : "";
}

[[nodiscard]] sqlite_value or_null(const std::optional<time_point>& at) {
  if (!at) return {};
  return std::int64_t{at->time_since_epoch().count()};
}

[[nodiscard]] sqlite_value or_null(std::string_view text) {
  if (text.empty()) return {};
  return text;
}

/// What a change writes of its row, by which the statement is chosen: SQLite works through each
/// column that a statement sets, also where its value stays.
struct move_parts {
  static constexpr unsigned kinds = 128;

  explicit move_parts(unsigned kind)
      : proves{(kind & 1U) != 0, (kind & 2U) != 0, (kind & 4U) != 0, (kind & 8U) != 0},
        has_reason((kind & 16U) != 0), is_send((kind & 32U) != 0), restarts((kind & 64U) != 0) {}
  [[nodiscard]] static unsigned kind_of(const change& what) {
    const bool restarts = what.send && what.send->restarts;
    return unsigned{what.proven.sent_at.has_value()} |
           unsigned{what.proven.delivered_at.has_value()} << 1U |
           unsigned{what.proven.read_at.has_value()} << 2U |
           unsigned{what.proven.failed_at.has_value()} << 3U |
           unsigned{!what.reason.empty()} << 4U | unsigned{what.send.has_value()} << 5U |
           unsigned{restarts} << 6U;
  }

  std::array<bool, 4> proves;  ///< sent, delivered, read, failed
  bool has_reason;
  bool is_send;
  bool restarts;
};

/// Whether the row's expected state holds.
constexpr auto holds =
    " WHERE tenant_id = ?1 AND id = ?2 AND coalesce(whatsapp_message_id, '') = ?3 AND status = ?4"
    " AND (sent_at IS NOT NULL) + (delivered_at IS NOT NULL) * 2"
    " + (read_at IS NOT NULL) * 4 + (failed_at IS NOT NULL) * 8 = ?5";

/// The earliest evidence is kept. SQLite's scalar `min` does not pass over a NULL.
[[nodiscard]] std::string set_times(const move_parts& of) {
  constexpr std::array columns{"sent_at", "delivered_at", "read_at", "failed_at"};
  std::string result;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto place = i + 7;
    if (of.restarts) {
      result += fmt::format(", {} = ?{}", columns[i], place);
    } else if (of.proves[i]) {
      result += fmt::format(", {0} = min(coalesce({0}, ?{1}), ?{1})", columns[i], place);
    }
  }
  return result;
}

[[nodiscard]] std::string set_reason(const move_parts& of) {
  if (of.restarts) return ", error_code = ?11, error_message = ?12, failure_kind = ?13";
  if (!of.has_reason) return "";
  constexpr auto first =
      ", {0} = CASE WHEN error_code = '' AND error_message = '' THEN ?{1} ELSE {0} END";
  return fmt::format(first, "error_code", 11) + fmt::format(first, "error_message", 12) +
         fmt::format(first, "failure_kind", 13);
}

/// Moves the row if its expected state holds, and returns it.
[[nodiscard]] command move_command(const move_parts& of) {
  // A column that is set has its index written, also where its value stays. Reports leave alone
  // what a send sets, and with it the index of message ids.
  return {
      "apply",
      fmt::format("UPDATE campaign_contact SET status = ?6{}{}{}{} RETURNING"
                  " coalesce(campaign_id, ''), coalesce(contact_id, ''), coalesce(instance, ''),"
                  " sent_at, delivered_at, read_at, failed_at",
                  set_times(of), set_reason(of),
                  of.is_send ? ", whatsapp_message_id = ?14, instance = ?15" : "", holds)};
}

[[nodiscard]] const command& move_command(const change& what) {
  static const auto commands = [] {
    std::array<command, move_parts::kinds> result;
    for (unsigned kind = 0; kind < result.size(); ++kind) {
      result[kind] = move_command(move_parts{kind});
    }
    return result;
  }();
  return commands[move_parts::kind_of(what)];
}

/// What the row must be for the change to apply, then what becomes of it.
[[nodiscard]] std::array<sqlite_value, 15> move_values(const change& what) {
  // No row has the empty status: a change never expects one that waybill does not know.
  const std::string_view status = what.expected.status ? to_string(*what.expected.status) : "";
  const auto* const send = what.send ? &*what.send : nullptr;
  return {what.key.tenant,
          what.key.row,
          what.expected_message_id,
          status,
          std::int64_t{what.expected.reached.bits()},
          to_string(what.next_status),
          or_null(what.proven.sent_at),
          or_null(what.proven.delivered_at),
          or_null(what.proven.read_at),
          or_null(what.proven.failed_at),
          what.reason.code,
          what.reason.text,
          stored_kind(what.reason),
          or_null(send != nullptr ? std::string_view{send->message_id} : ""),
          or_null(send != nullptr ? std::string_view{send->instance} : "")};
}

/// No other session writes until the commit: a row whose state holds, and which did not move, was
/// kept from it.
void expect_lost(sqlite_session& session, const change& what) {
  static const command find{"apply", std::string{"SELECT '1' FROM campaign_contact"} + holds};
  if (!session.run_for_row(find, move_values(what))) return;
  throw sqlite_unwritten("apply", "campaign_contact");
}

[[nodiscard]] std::optional<moved_row> move_row(sqlite_session& session, const change& what) {
  const auto before = sqlite_pace::former_times(session, what);
  auto row = session.run_for_row(move_command(what), move_values(what));
  if (!row) {
    expect_lost(session, what);
    return std::nullopt;
  }
  return moved_row{std::move((*row)[0]), std::move((*row)[1]), std::move((*row)[2]), before,
                   sqlite_pace::read_times(*row, 3)};
}

/// Calls `take(change, row)` for each that moved, in arrival order.
template <typename Take>
void for_each_moved(std::span<const change> changes, const moved_rows& moved, Take take) {
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (moved[i]) take(changes[i], *moved[i]);
  }
}

void count(sqlite_session& session, std::span<const change> changes, const moved_rows& moved) {
  static const command what{
      "apply",
      "UPDATE campaign SET sent_count = sent_count + :sent,"
      " delivered_count = delivered_count + :delivered, read_count = read_count + :read,"
      " failed_count = failed_count + :failed WHERE tenant_id = :tenant_id AND id = :id",
      0, true, true};
  static const command find{
      "apply", "SELECT '1' FROM campaign WHERE tenant_id = :tenant_id AND id = :id", 1, true, true};
  std::map<key, campaign_delta> sums;
  for_each_moved(changes, moved, [&](const change& each, const moved_row& row) {
    if (each.campaign != campaign_delta{}) sums[{each.key.tenant, row.campaign}] += each.campaign;
  });
  for (const auto& [campaign, sum] : sums) {
    session.run(what, {{"tenant_id", campaign.first},
                       {"id", campaign.second},
                       {"sent", std::to_string(sum.sent)},
                       {"delivered", std::to_string(sum.delivered)},
                       {"read", std::to_string(sum.read)},
                       {"failed", std::to_string(sum.failed)}});
    if (session.written_rows() != 0) continue;
    const parameters of{{"tenant_id", campaign.first}, {"id", campaign.second}};
    if (session.run(find, of).size() != 0) throw sqlite_unwritten("apply", "campaign");
  }
}

void keep_pace(sqlite_session& session, std::span<const change> changes, const moved_rows& moved) {
  sqlite_pace::moves slots;
  for_each_moved(changes, moved, [&](const change& each, const moved_row& row) {
    if (row.campaign.empty()) return;
    sqlite_pace::add(slots[{each.key.tenant, row.campaign}], each, row.before, row.after);
  });
  sqlite_pace::write(session, slots);
}

/// The gauges that are stored now: no other session writes until the commit.
[[nodiscard]] std::optional<instance_stats> stored_gauges(sqlite_session& session,
                                                          const key& instance) {
  static const command what{
      "apply",
      fmt::format("SELECT {} FROM instance AS w WHERE tenant_id = :tenant_id AND name = :name",
                  sqlite_gauge_columns),
      gauge_column_count, true, true};
  const auto rows = session.run(what, {{"tenant_id", instance.first}, {"name", instance.second}});
  if (rows.size() == 0) return std::nullopt;
  return read_gauges(rows, 0, 0);
}

void store_gauges(sqlite_session& session, const key& instance, const instance_stats& now) {
  static const command what{
      "apply",
      "UPDATE instance SET msgs_sent_today = :sent, msgs_delivered_today = :delivered,"
      " msgs_read_today = :read, msgs_failed_today = :failed, counters_day = :day,"
      " consecutive_errors = :errors, health_score = :health,"
      " last_success_at = nullif(:success, ''), last_error = :error"
      " WHERE tenant_id = :tenant_id AND name = :name",
      0, true, true};
  const auto day = now.counters_day.value_or(std::chrono::sys_days{});
  session.run(what, {{"tenant_id", instance.first},
                     {"name", instance.second},
                     {"sent", std::to_string(now.sent_today)},
                     {"delivered", std::to_string(now.delivered_today)},
                     {"read", std::to_string(now.read_today)},
                     {"failed", std::to_string(now.failed_today)},
                     {"day", std::to_string(day.time_since_epoch().count())},
                     {"errors", std::to_string(now.consecutive_errors)},
                     {"health", std::to_string(now.health_score)},
                     {"success", micros(now.last_success_at)},
                     {"error", now.last_error}});
  if (session.written_rows() == 0) throw sqlite_unwritten("apply", "instance");
}

void advance_gauges(sqlite_session& session, std::span<const change> changes,
                    const moved_rows& moved) {
  std::map<key, gauge_change> sums;
  for_each_moved(changes, moved, [&](const change& each, const moved_row& row) {
    if (each.instance != instance_delta{}) sums[{each.key.tenant, row.instance}] += each;
  });
  for (const auto& [instance, sum] : sums) {
    const auto stored = stored_gauges(session, instance);
    if (stored) store_gauges(session, instance, advance(*stored, sum));
  }
}

void touch_contacts(sqlite_session& session, std::span<const change> changes,
                    const moved_rows& moved) {
  static const std::string earlier =
      " WHERE tenant_id = ?1 AND id = ?2"
      " AND (last_interaction_date IS NULL OR last_interaction_date < ?3)";
  static const command what{"apply", "UPDATE contact SET last_interaction_date = ?3" + earlier};
  static const command find{"apply", "SELECT '1' FROM contact" + earlier};
  std::map<key, std::optional<time_point>> latest;
  for_each_moved(changes, moved, [&](const change& each, const moved_row& row) {
    if (!each.interacted_at) return;
    auto& at = latest[{each.key.tenant, row.contact}];
    at = std::max(at, each.interacted_at);
  });
  for (const auto& [contact, at] : latest) {
    const std::array<sqlite_value, 3> of{contact.first, contact.second, or_null(at)};
    session.run_for_row(what, of);
    if (session.written_rows() != 0 || !session.run_for_row(find, of)) continue;
    throw sqlite_unwritten("apply", "contact");
  }
}

void log(sqlite_session& session, const change& cause, const moved_row& row,
         const log_entry& entry) {
  static const command what{
      "apply",
      "INSERT INTO campaign_log (tenant_id, campaign_id, log_type, severity, campaign_contact_id,"
      " contact_id, instance, whatsapp_message_id, old_status, new_status, implied, error_code,"
      " error_message, failure_kind, created_at)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"};
  const std::array<sqlite_value, 15> of{cause.key.tenant,
                                        row.campaign,
                                        to_string(entry.type),
                                        to_string(entry.severity()),
                                        cause.key.row,
                                        or_null(row.contact),
                                        or_null(row.instance),
                                        entry.message_id,
                                        to_string(entry.old_status),
                                        to_string(entry.new_status),
                                        std::int64_t{entry.implied},
                                        entry.reason.code,
                                        entry.reason.text,
                                        stored_kind(entry.reason),
                                        or_null(entry.at)};
  session.run_for_row(what, of);
  if (session.written_rows() == 0) throw sqlite_unwritten("apply", "campaign_log");
}

void log(sqlite_session& session, std::span<const change> changes, const moved_rows& moved) {
  for_each_moved(changes, moved, [&](const change& each, const moved_row& row) {
    if (row.campaign.empty()) return;
    for (const auto& entry : each.log) log(session, each, row, entry);
  });
}

}  // namespace

std::vector<std::size_t> apply_changes(sqlite_session& session, std::span<const change> changes) {
  moved_rows moved;
  moved.reserve(changes.size());
  for (const auto& each : changes) moved.push_back(move_row(session, each));
  count(session, changes, moved);
  keep_pace(session, changes, moved);
  advance_gauges(session, changes, moved);
  touch_contacts(session, changes, moved);
  log(session, changes, moved);
  std::vector<std::size_t> lost;
  for (std::size_t i = 0; i < moved.size(); ++i) {
    if (!moved[i]) lost.push_back(i);
  }
  return lost;
}

}  // namespace waybill::detail
