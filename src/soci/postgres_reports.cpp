// What dashboards and operators ask: `postgres_store` as a `report_store`.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/soci/postgres_store.hpp>

#include "message_columns.hpp"
#include "postgres_database.hpp"

namespace waybill {

namespace {

using detail::command;
using detail::microseconds;
using detail::parameters;
using detail::text_rows;

[[nodiscard]] parameters keys(std::string_view tenant, std::string_view second) {
  return {{"tenant", std::string{tenant}}, {"key", std::string{second}}};
}

[[nodiscard]] campaign_delta counters(const text_rows& rows, std::size_t first) {
  const auto number = [&](std::size_t column) { return rows.number(0, first + column); };
  return {number(0), number(1), number(2), number(3)};
}

// One statement is one snapshot: counters and rows that belong together.
constexpr auto audit_sql = R"sql(
SELECT w.sent_count::text, w.delivered_count::text, w.read_count::text, w.failed_count::text,
  r.sent::text, r.delivered::text, r.read::text, r.failed::text
FROM waybill.campaign w
CROSS JOIN LATERAL (
  SELECT count(c.sent_at) AS sent, count(c.delivered_at) AS delivered, count(c.read_at) AS read,
    count(*) FILTER (WHERE c.status = 'failed') AS failed
  FROM waybill.campaign_contact c
  WHERE c.tenant_id = w.tenant_id AND c.campaign_id = w.id
) r
WHERE w.tenant_id = :tenant::text AND w.id = :key::text
)sql";

constexpr auto repair_sql = R"sql(
UPDATE waybill.campaign SET
  sent_count = sent_count + :sent::bigint,
  delivered_count = delivered_count + :delivered::bigint,
  read_count = read_count + :read::bigint,
  failed_count = failed_count + :failed::bigint
WHERE tenant_id = :tenant::text AND id = :key::text
)sql";

[[nodiscard]] const command& audit_command() {
  static const command what{"audit", audit_sql, 8, false};
  return what;
}

[[nodiscard]] std::optional<campaign_audit> read_audit(const text_rows& rows) {
  if (rows.size() == 0) return std::nullopt;
  return campaign_audit{counters(rows, 0), counters(rows, 4)};
}

// Two who remove at once pass over what the other has taken.
constexpr auto remove_log_sql = R"sql(
WITH old AS MATERIALIZED (
  SELECT tenant_id, campaign_id, id FROM waybill.campaign_log
  WHERE tenant_id = :tenant::text
    AND created_at < 'epoch'::timestamptz + :before::bigint * interval '1 microsecond'
  LIMIT :limit::bigint
  FOR UPDATE SKIP LOCKED
),
gone AS (
  DELETE FROM waybill.campaign_log l USING old o
  WHERE l.tenant_id = o.tenant_id AND l.campaign_id = o.campaign_id AND l.id = o.id
  RETURNING 1
)
SELECT count(*)::text FROM gone
)sql";

[[nodiscard]] logged_entry read_entry(const text_rows& rows, std::size_t i) {
  const auto type = parse_log_type(rows.text(i, 4));
  const auto old_status = parse_status(rows.text(i, 6));
  const auto new_status = parse_status(rows.text(i, 7));
  return {.id = static_cast<log_id>(rows.number(i, 0)),
          .row = rows.text(i, 1),
          .contact = rows.text(i, 2),
          .instance = rows.text(i, 3),
          .entry = {type.value_or(log_type::message_sent),
                    rows.text(i, 5),
                    old_status.value_or(message_status::pending),
                    new_status.value_or(message_status::pending),
                    rows.flag(i, 8),
                    {rows.text(i, 9), rows.text(i, 10)},
                    rows.time(i, 11).value_or(time_point{})}};
}

}  // namespace

std::optional<campaign_stats> postgres_store::read_campaign(std::string_view tenant,
                                                            std::string_view campaign) {
  static const command what{
      "read_campaign",
      "SELECT total_contacts::text, sent_count::text, delivered_count::text, read_count::text,"
      " failed_count::text FROM waybill.campaign"
      " WHERE tenant_id = :tenant::text AND id = :key::text",
      5, false};
  const auto rows = implementation_->run(what, keys(tenant, campaign));
  if (rows.size() == 0) return std::nullopt;
  return campaign_stats{rows.number(0, 0), counters(rows, 1)};
}

std::optional<instance_stats> postgres_store::read_instance(std::string_view tenant,
                                                            std::string_view instance) {
  static const command what{
      "read_instance",
      "SELECT msgs_sent_today::text, msgs_delivered_today::text, msgs_read_today::text,"
      " msgs_failed_today::text, consecutive_errors::text, health_score::text,"
      " coalesce((counters_day - 'epoch'::date)::text, ''), " +
          microseconds("last_success_at") +
          ", last_error FROM waybill.instance WHERE tenant_id = :tenant::text AND name = "
          ":key::text",
      9, false};
  const auto rows = implementation_->run(what, keys(tenant, instance));
  if (rows.size() == 0) return std::nullopt;
  std::optional<std::chrono::sys_days> day;
  if (!rows.text(0, 6).empty()) day.emplace(std::chrono::days{rows.number(0, 6)});
  return instance_stats{rows.number(0, 0),
                        rows.number(0, 1),
                        rows.number(0, 2),
                        rows.number(0, 3),
                        rows.number(0, 4),
                        static_cast<int>(rows.number(0, 5)),
                        day,
                        rows.time(0, 7),
                        rows.text(0, 8)};
}

std::vector<tracked_message> postgres_store::find_stalled(std::string_view tenant,
                                                          time_point sent_before,
                                                          std::size_t limit) {
  static const command what{
      "find_stalled",
      "SELECT " + detail::message_columns() + " FROM " + detail::message_tables +
          " WHERE c.tenant_id = :tenant::text AND c.status = 'sent' AND c.sent_at < " +
          detail::timestamp(":before::bigint") + " ORDER BY c.sent_at, c.id LIMIT :limit::bigint",
      detail::message_column_count, false};
  const auto rows = implementation_->run(
      what, {{"tenant", std::string{tenant}},
             {"before", std::to_string(sent_before.time_since_epoch().count())},
             {"limit", detail::limit_text(limit)}});
  std::vector<tracked_message> result;
  for (std::size_t i = 0; i < rows.size(); ++i) result.push_back(detail::read_message(rows, i, 0));
  return result;
}

std::optional<campaign_audit> postgres_store::audit(std::string_view tenant,
                                                    std::string_view campaign) {
  return read_audit(implementation_->run(audit_command(), keys(tenant, campaign)));
}

std::optional<campaign_audit> postgres_store::repair(std::string_view tenant,
                                                     std::string_view campaign) {
  static const command lock{"repair",
                            "SELECT pg_advisory_xact_lock(hashtextextended('waybill.repair', 0)"
                            " # hashtextextended(:tenant::text || chr(31) || :key::text, 0))::text",
                            1, false};
  static const command add{"repair", repair_sql};
  const auto session = implementation_->borrow();
  session->begin();
  // Its own statement: the snapshot of the next one is then younger than any repair before.
  session->run(lock, keys(tenant, campaign));
  const auto result = read_audit(session->run(audit_command(), keys(tenant, campaign)));
  if (result && !result->holds()) {
    // What lands between the two statements moves rows and counters alike: the drift stays true.
    const auto drift = result->drift();
    auto bound = keys(tenant, campaign);
    bound.insert(bound.end(), {{"sent", std::to_string(drift.sent)},
                               {"delivered", std::to_string(drift.delivered)},
                               {"read", std::to_string(drift.read)},
                               {"failed", std::to_string(drift.failed)}});
    session->run(add, bound);
  }
  session->commit();
  return result;
}

std::vector<logged_entry> postgres_store::read_log(std::string_view tenant,
                                                   std::string_view campaign,
                                                   std::optional<log_id> before,
                                                   std::size_t limit) {
  static const command what{
      "read_log",
      "SELECT l.id::text, campaign_contact_id, coalesce(contact_id, ''), coalesce(instance, ''),"
      " log_type, whatsapp_message_id, old_status, new_status,"
      " CASE WHEN implied THEN 't' ELSE 'f' END, error_code, error_message, " +
          microseconds("created_at") +
          " FROM waybill.campaign_log l WHERE tenant_id = :tenant::text AND campaign_id = "
          ":key::text"
          " AND l.id < :before::bigint ORDER BY l.id DESC LIMIT :limit::bigint",
      12, false};
  auto bound = keys(tenant, campaign);
  bound.insert(bound.end(), {{"before", detail::limit_text(before.value_or(detail::no_limit))},
                             {"limit", detail::limit_text(limit)}});
  const auto rows = implementation_->run(what, bound);
  std::vector<logged_entry> result;
  for (std::size_t i = 0; i < rows.size(); ++i) result.push_back(read_entry(rows, i));
  return result;
}

std::size_t postgres_store::remove_log(std::string_view tenant, time_point older_than,
                                       std::size_t limit) {
  static const command what{"remove_log", remove_log_sql, 1};
  const auto gone =
      implementation_->run(what, {{"tenant", std::string{tenant}},
                                  {"before", std::to_string(older_than.time_since_epoch().count())},
                                  {"limit", detail::limit_text(limit)}});
  return static_cast<std::size_t>(gone.number(0, 0));
}

}  // namespace waybill
