// SQLite is in this process: a prepared statement for each row costs no round trip, and less than
// taking the row out of a JSON batch.

#include "sqlite_apply.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <waybill/gauges.hpp>
#include <waybill/status.hpp>

#include "instance_rows.hpp"
#include "sqlite_columns.hpp"
#include "sqlite_failure.hpp"

namespace waybill::detail {

namespace {

/// A tenant and the id or name of one of its rows, campaigns, instances or contacts.
using key = std::pair<std::string, std::string>;

/// A row that moved: what follows from it falls on these.
struct moved_row {
  std::string campaign;
  std::string contact;
  std::string instance;
};
using moved_rows = std::vector<std::optional<moved_row>>;  ///< by position of the change

[[nodiscard]] std::string micros(const std::optional<time_point>& at) {
  return at ? std::to_string(at->time_since_epoch().count()) : "";
}

/// The earliest evidence. SQLite's scalar `min` does not pass over a NULL.
[[nodiscard]] std::string earliest(std::string_view column) {
  const auto stored = fmt::format("CASE WHEN :restarts = '0' THEN {} END", column);
  const auto proven = fmt::format("CAST(nullif(:{}, '') AS INTEGER)", column);
  return fmt::format("{0} = min(coalesce({1}, {2}), coalesce({2}, {1}))", column, stored, proven);
}

[[nodiscard]] std::string first_reason(std::string_view column) {
  return fmt::format(
      "{0} = CASE WHEN :restarts = '1' OR (error_code = '' AND error_message = '') THEN :{0}"
      " ELSE {0} END",
      column);
}

// A column that is set has its index written, also where its value stays. Reports leave alone what
// a send sets, and with it the index of message ids.
constexpr auto send_columns =
    "whatsapp_message_id = nullif(:new_message_id, ''), instance = nullif(:new_instance, ''), ";

/// Whether the row's expected state holds.
constexpr auto holds =
    " WHERE tenant_id = :tenant_id AND id = :id"
    " AND coalesce(whatsapp_message_id, '') = :message_id AND status = :status"
    " AND (sent_at IS NOT NULL) + (delivered_at IS NOT NULL) * 2"
    " + (read_at IS NOT NULL) * 4 + (failed_at IS NOT NULL) * 8"
    " = CAST(:reached AS INTEGER)";

/// Moves the row if its expected state holds, and returns it.
[[nodiscard]] command move_command(std::string_view more_columns) {
  return {"apply",
          fmt::format("UPDATE campaign_contact SET {}status = :next_status, {}, {}, {}, {}, {}, {}",
                      more_columns, earliest("sent_at"), earliest("delivered_at"),
                      earliest("read_at"), earliest("failed_at"), first_reason("error_code"),
                      first_reason("error_message")) +
              holds +
              " RETURNING coalesce(campaign_id, ''), coalesce(contact_id, ''),"
              " coalesce(instance, '')",
          3, true, true};
}

/// What the row must be for the change to apply.
[[nodiscard]] parameters expected_parameters(const change& what) {
  // No row has the empty status: a change never expects one that waybill does not know.
  const auto status = what.expected.status ? to_string(*what.expected.status) : "";
  return {{"tenant_id", what.key.tenant},
          {"id", what.key.row},
          {"message_id", what.expected_message_id},
          {"status", std::string{status}},
          {"reached", std::to_string(int{what.expected.reached.bits()})}};
}

[[nodiscard]] parameters move_parameters(const change& what) {
  auto result = expected_parameters(what);
  result.insert(result.end(), {{"next_status", std::string{to_string(what.next_status)}},
                               {"sent_at", micros(what.proven.sent_at)},
                               {"delivered_at", micros(what.proven.delivered_at)},
                               {"read_at", micros(what.proven.read_at)},
                               {"failed_at", micros(what.proven.failed_at)},
                               {"error_code", what.reason.code},
                               {"error_message", what.reason.text},
                               {"restarts", what.send && what.send->restarts ? "1" : "0"}});
  if (what.send) {
    result.emplace_back("new_message_id", what.send->message_id);
    result.emplace_back("new_instance", what.send->instance);
  }
  return result;
}

/// No other session writes until the commit: a row whose state holds, and which did not move, was
/// kept from it.
void expect_lost(sqlite_session& session, const change& what) {
  static const command find{"apply", std::string{"SELECT '1' FROM campaign_contact"} + holds, 1,
                            true, true};
  if (session.run(find, expected_parameters(what)).size() == 0) return;
  throw sqlite_unwritten("apply", "campaign_contact");
}

[[nodiscard]] std::optional<moved_row> move_row(sqlite_session& session, const change& what) {
  static const auto move_report = move_command("");
  static const auto move_send = move_command(send_columns);
  const auto rows = session.run(what.send ? move_send : move_report, move_parameters(what));
  if (rows.size() == 0) {
    expect_lost(session, what);
    return std::nullopt;
  }
  return moved_row{rows.text(0, 0), rows.text(0, 1), rows.text(0, 2)};
}

/// Fails the step if the last statement wrote no row although there is one to be written. `find`
/// returns it, by its tenant and id.
void expect_written(sqlite_session& session, std::string_view table, const command& find,
                    const parameters& of) {
  if (session.written_rows() != 0 || session.run(find, of).size() == 0) return;
  throw sqlite_unwritten("apply", table);
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
    expect_written(session, "campaign", find,
                   {{"tenant_id", campaign.first}, {"id", campaign.second}});
  }
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
      " WHERE tenant_id = :tenant_id AND id = :id"
      " AND (last_interaction_date IS NULL OR last_interaction_date < :at)";
  static const command what{"apply", "UPDATE contact SET last_interaction_date = :at" + earlier, 0,
                            true, true};
  static const command find{"apply", "SELECT '1' FROM contact" + earlier, 1, true, true};
  std::map<key, std::optional<time_point>> latest;
  for_each_moved(changes, moved, [&](const change& each, const moved_row& row) {
    if (!each.interacted_at) return;
    auto& at = latest[{each.key.tenant, row.contact}];
    at = std::max(at, each.interacted_at);
  });
  for (const auto& [contact, at] : latest) {
    const parameters of{{"tenant_id", contact.first}, {"id", contact.second}, {"at", micros(at)}};
    session.run(what, of);
    expect_written(session, "contact", find, of);
  }
}

void log(sqlite_session& session, const change& cause, const moved_row& row,
         const log_entry& entry) {
  static const command what{
      "apply",
      "INSERT INTO campaign_log (tenant_id, campaign_id, log_type, severity, campaign_contact_id,"
      " contact_id, instance, whatsapp_message_id, old_status, new_status, implied, error_code,"
      " error_message, created_at)"
      " VALUES (:tenant_id, :campaign_id, :type, :severity, :row_id, nullif(:contact_id, ''),"
      " nullif(:instance, ''), :message_id, :old_status, :new_status, :implied, :error_code,"
      " :error_message, :at)",
      0, true, true};
  session.run(what, {{"tenant_id", cause.key.tenant},
                     {"campaign_id", row.campaign},
                     {"type", std::string{to_string(entry.type)}},
                     {"severity", std::string{to_string(entry.severity())}},
                     {"row_id", cause.key.row},
                     {"contact_id", row.contact},
                     {"instance", row.instance},
                     {"message_id", entry.message_id},
                     {"old_status", std::string{to_string(entry.old_status)}},
                     {"new_status", std::string{to_string(entry.new_status)}},
                     {"implied", entry.implied ? "1" : "0"},
                     {"error_code", entry.reason.code},
                     {"error_message", entry.reason.text},
                     {"at", micros(entry.at)}});
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
  for (const auto& each : changes) moved.push_back(move_row(session, each));
  count(session, changes, moved);
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
