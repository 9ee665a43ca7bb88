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
#include "json_rows.hpp"
#include "sqlite_columns.hpp"

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

/// The earliest evidence. SQLite's scalar `min` does not pass over a NULL.
[[nodiscard]] std::string earliest(std::string_view column) {
  return fmt::format(
      "{0} = min(coalesce(CASE WHEN NOT n.restarts THEN c.{0} END, n.{0}),"
      " coalesce(n.{0}, CASE WHEN NOT n.restarts THEN c.{0} END))",
      column);
}

[[nodiscard]] std::string first_reason(std::string_view column) {
  return fmt::format(
      "{0} = CASE WHEN n.restarts OR (c.error_code = '' AND c.error_message = '')"
      " THEN n.{0} ELSE c.{0} END",
      column);
}

// A column that is set has its index written, also where its value stays. Reports leave alone what
// a send sets, and with it the index of message ids.
constexpr auto send_columns =
    "whatsapp_message_id = nullif(n.new_message_id, ''), instance = nullif(n.new_instance, ''), ";

/// Moves the rows whose expected state holds, each of them given once, and returns them.
[[nodiscard]] command move_command(std::string_view more_columns) {
  return {"apply",
          given({"tenant_id", "id", "message_id", "status", "reached", "next_status", "sent_at",
                 "delivered_at", "read_at", "failed_at", "error_code", "error_message", "restarts",
                 "new_message_id", "new_instance"}) +
              fmt::format("UPDATE campaign_contact AS c SET {}status = n.next_status, {}, {}, {}, "
                          "{}, {}, {} ",
                          more_columns, earliest("sent_at"), earliest("delivered_at"),
                          earliest("read_at"), earliest("failed_at"), first_reason("error_code"),
                          first_reason("error_message")) +
              "FROM given AS n"
              " WHERE c.tenant_id = n.tenant_id AND c.id = n.id"
              " AND coalesce(c.whatsapp_message_id, '') = n.message_id AND c.status = n.status"
              " AND (c.sent_at IS NOT NULL) + (c.delivered_at IS NOT NULL) * 2"
              " + (c.read_at IS NOT NULL) * 4 + (c.failed_at IS NOT NULL) * 8 = n.reached"
              " RETURNING tenant_id, id, coalesce(campaign_id, ''), coalesce(contact_id, ''),"
              " coalesce(instance, '')",
          5, true, true};
}

[[nodiscard]] const command& move_reports() {
  static const auto what = move_command("");
  return what;
}

[[nodiscard]] const command& move_sends() {
  static const auto what = move_command(send_columns);
  return what;
}

void add_to(json_rows& batch, const change& what) {
  static const new_send none;
  const auto& send = what.send ? *what.send : none;
  // No row has the empty status: a change never expects one that waybill does not know.
  const auto status = what.expected.status ? to_string(*what.expected.status) : "";
  batch.add(what.key.tenant, what.key.row, what.expected_message_id, status,
            int{what.expected.reached.bits()}, to_string(what.next_status), what.proven.sent_at,
            what.proven.delivered_at, what.proven.read_at, what.proven.failed_at, what.reason.code,
            what.reason.text, send.restarts, send.message_id, send.instance);
}

/// Positions of changes of as many rows.
using round = std::vector<std::size_t>;

/// The changes in rounds: where several are of one row, each goes into a round of its own, because
/// one UPDATE would take any one of them. Plans hold one change a row, so this is nearly always one
/// round.
[[nodiscard]] std::vector<round> rounds_of(std::span<const change> changes) {
  std::vector<round> rounds;
  std::map<std::pair<std::string_view, std::string_view>, std::size_t> seen;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto number = seen[{changes[i].key.tenant, changes[i].key.row}]++;
    if (number == rounds.size()) rounds.emplace_back();
    rounds[number].push_back(i);
  }
  return rounds;
}

void move_rows(sqlite_session& session, std::span<const change> changes, const round& which,
               moved_rows& moved) {
  json_rows reports;
  json_rows sends;
  std::map<key, std::size_t> positions;
  for (const auto i : which) {
    add_to(changes[i].send ? sends : reports, changes[i]);
    positions.emplace(key{changes[i].key.tenant, changes[i].key.row}, i);
  }
  const auto move = [&](const command& what, json_rows&& batch) {
    if (batch.empty()) return;
    const auto rows = session.run(what, {{"batch", std::move(batch).take()}});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      moved[positions.at({rows.text(i, 0), rows.text(i, 1)})] =
          moved_row{rows.text(i, 2), rows.text(i, 3), rows.text(i, 4)};
    }
  };
  move(move_reports(), std::move(reports));
  move(move_sends(), std::move(sends));
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
      given({"tenant_id", "id", "sent", "delivered", "read", "failed"}) +
          "UPDATE campaign AS w SET sent_count = sent_count + n.sent,"
          " delivered_count = delivered_count + n.delivered, read_count = read_count + n.read,"
          " failed_count = failed_count + n.failed"
          " FROM given AS n WHERE w.tenant_id = n.tenant_id AND w.id = n.id",
      0, true, true};
  std::map<key, campaign_delta> sums;
  for_each_moved(changes, moved, [&](const change& each, const moved_row& row) {
    if (each.campaign != campaign_delta{}) sums[{each.key.tenant, row.campaign}] += each.campaign;
  });
  json_rows batch;
  for (const auto& [of, sum] : sums) {
    batch.add(of.first, of.second, sum.sent, sum.delivered, sum.read, sum.failed);
  }
  if (!batch.empty()) session.run(what, {{"batch", std::move(batch).take()}});
}

/// The gauges that are stored now: nobody else writes until the commit.
[[nodiscard]] text_rows stored_gauges(sqlite_session& session,
                                      const std::map<key, gauge_change>& of) {
  static const command what{
      "apply",
      given({"tenant_id", "name"}) + "SELECT w.tenant_id, w.name, " + sqlite_gauge_columns +
          " FROM given AS n CROSS JOIN instance AS w ON w.tenant_id = n.tenant_id AND w.name ="
          " n.name",
      gauge_column_count + 2, true, true};
  json_rows batch;
  for (const auto& [instance, sum] : of) batch.add(instance.first, instance.second);
  return session.run(what, {{"batch", std::move(batch).take()}});
}

void advance_gauges(sqlite_session& session, std::span<const change> changes,
                    const moved_rows& moved) {
  static const command what{
      "apply",
      given({"tenant_id", "name", "sent", "delivered", "read", "failed", "day", "errors", "health",
             "success", "error"}) +
          "UPDATE instance AS w SET msgs_sent_today = n.sent, msgs_delivered_today = n.delivered,"
          " msgs_read_today = n.read, msgs_failed_today = n.failed, counters_day = n.day,"
          " consecutive_errors = n.errors, health_score = n.health, last_success_at = n.success,"
          " last_error = n.error"
          " FROM given AS n WHERE w.tenant_id = n.tenant_id AND w.name = n.name",
      0, true, true};
  std::map<key, gauge_change> sums;
  for_each_moved(changes, moved, [&](const change& each, const moved_row& row) {
    if (each.instance != instance_delta{}) sums[{each.key.tenant, row.instance}] += each;
  });
  if (sums.empty()) return;
  const auto stored = stored_gauges(session, sums);
  json_rows batch;
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const auto& tenant = stored.text(i, 0);
    const auto& name = stored.text(i, 1);
    const auto now = advance(read_gauges(stored, i, 2), sums.at({tenant, name}));
    batch.add(tenant, name, now.sent_today, now.delivered_today, now.read_today, now.failed_today,
              now.counters_day.value_or(std::chrono::sys_days{}).time_since_epoch().count(),
              now.consecutive_errors, now.health_score, now.last_success_at, now.last_error);
  }
  if (!batch.empty()) session.run(what, {{"batch", std::move(batch).take()}});
}

void touch_contacts(sqlite_session& session, std::span<const change> changes,
                    const moved_rows& moved) {
  static const command what{"apply",
                            given({"tenant_id", "id", "at"}) +
                                "UPDATE contact AS w SET last_interaction_date ="
                                " max(coalesce(last_interaction_date, n.at), n.at)"
                                " FROM given AS n WHERE w.tenant_id = n.tenant_id AND w.id = n.id",
                            0, true, true};
  std::map<key, std::optional<time_point>> latest;
  for_each_moved(changes, moved, [&](const change& each, const moved_row& row) {
    if (!each.interacted_at) return;
    auto& at = latest[{each.key.tenant, row.contact}];
    at = std::max(at, each.interacted_at);
  });
  json_rows batch;
  for (const auto& [contact, at] : latest) batch.add(contact.first, contact.second, at);
  if (!batch.empty()) session.run(what, {{"batch", std::move(batch).take()}});
}

void log(sqlite_session& session, std::span<const change> changes, const moved_rows& moved) {
  static const command what{
      "apply",
      given({"tenant_id", "campaign_id", "type", "severity", "row_id", "contact_id", "instance",
             "message_id", "old_status", "new_status", "implied", "error_code", "error_message",
             "at"}) +
          "INSERT INTO campaign_log (tenant_id, campaign_id, log_type, severity,"
          " campaign_contact_id, contact_id, instance, whatsapp_message_id, old_status, new_status,"
          " implied, error_code, error_message, created_at)"
          " SELECT tenant_id, campaign_id, type, severity, row_id, nullif(contact_id, ''),"
          " nullif(instance, ''), message_id, old_status, new_status, implied, error_code,"
          " error_message, at FROM given ORDER BY ord",
      0, true, true};
  json_rows batch;
  for_each_moved(changes, moved, [&](const change& each, const moved_row& row) {
    if (row.campaign.empty()) return;
    for (const auto& entry : each.log) {
      batch.add(each.key.tenant, row.campaign, to_string(entry.type), to_string(entry.severity()),
                each.key.row, row.contact, row.instance, entry.message_id,
                to_string(entry.old_status), to_string(entry.new_status), entry.implied,
                entry.reason.code, entry.reason.text, entry.at);
    }
  });
  if (!batch.empty()) session.run(what, {{"batch", std::move(batch).take()}});
}

}  // namespace

std::vector<std::size_t> apply_changes(sqlite_session& session, std::span<const change> changes) {
  moved_rows moved(changes.size());
  for (const auto& each : rounds_of(changes)) move_rows(session, changes, each, moved);
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
