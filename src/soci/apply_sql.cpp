// One statement, made of parts. `chosen` keeps the changes whose expected state holds, and locks
// their rows in key order whatever plan the planner takes: the lock comes after the sort, and after
// a wait the conditions are looked at again. `moved` finds those rows by their place, which saves a
// look into the index; a row that got another place during such a wait is lost to the writer that
// moved it. Of two changes to one row the UPDATE takes one, and the other loses to it. All else
// derives from the rows that really changed (`moved`), so that a lost race or a repeat adds
// nothing.
//
// The parts that follow `moved` run in the order in which the last SELECT counts what they wrote:
// log, contact, instance, campaign. The rows that most writers share are so locked last and for the
// shortest time. Each locks its rows in key order too.
//
// A trigger or row-level security can keep a row from being written without an error. So what each
// part wrote is compared with what it should have: a row that is absent is passed over, one that is
// there and was not written fails the whole statement (unwritten.hpp). Such rows are looked for
// only where the numbers differ.
//
// A column gets a new value only by a change that is about it; else it keeps its own, also NULL.
//
// A column of the batch in which there is nothing comes as an empty array (apply_command.cpp): what
// reads `b`, `n`, `m` or `l` takes NULL for nothing.

#include "apply_sql.hpp"

#include <string_view>

#include <fmt/format.h>

#include "log_columns.hpp"
#include "message_columns.hpp"
#include "quoting.hpp"
#include "unwritten.hpp"

namespace waybill::detail {

namespace {

[[nodiscard]] std::string chosen(const table_map& tables) {
  return tables.sql(
      R"sql(
WITH chosen AS MATERIALIZED (
  SELECT b.*, c.ctid AS place
  FROM unnest(
    :tenants::{tenant_type}[], :row::{type_campaign_contact_id}[], :message_id::text[],
    :status::text[], :reached::int[],
    :next_status::text[], :sent_at::bigint[], :delivered_at::bigint[], :read_at::bigint[],
    :failed_at::bigint[], :error_code::text[], :error_message::text[],
    :sends::bool[], :restarts::bool[], :new_message_id::text[], :new_instance::text[],
    :campaign_sent::int[], :campaign_delivered::int[], :campaign_read::int[],
    :campaign_failed::int[],
    :gauges::bool[], :gauge_sent::int[], :gauge_delivered::int[], :gauge_read::int[],
    :gauge_failed::int[], :gauge_health::int[], :gauge_errors::int[], :forgets_errors::bool[],
    :day::int[], :recovery::int[], :succeeded_at::bigint[], :last_error::text[],
    :interacted_at::bigint[], :log_lines::int[])
  WITH ORDINALITY AS b(
    tenant_id, id, message_id, status, reached,
    next_status, sent_at, delivered_at, read_at, failed_at, error_code, error_message,
    sends, restarts, new_message_id, new_instance,
    campaign_sent, campaign_delivered, campaign_read, campaign_failed,
    gauges, gauge_sent, gauge_delivered, gauge_read, gauge_failed, gauge_health, gauge_errors,
    forgets_errors, day, recovery, succeeded_at, last_error, interacted_at, log_lines, ord)
  JOIN {campaign_contact} c ON {of_tenant} AND c.{campaign_contact_id} = b.id
  WHERE coalesce(c.{campaign_contact_whatsapp_message_id}, '') = b.message_id
    AND c.{campaign_contact_status}::text = b.status
    AND (c.{campaign_contact_sent_at} IS NOT NULL)::int
      + (c.{campaign_contact_delivered_at} IS NOT NULL)::int * 2
      + (c.{campaign_contact_read_at} IS NOT NULL)::int * 4
      + (c.{campaign_contact_failed_at} IS NOT NULL)::int * 8 = b.reached
  ORDER BY {lock_order}
  FOR NO KEY UPDATE OF c
))sql",
      {{"of_tenant", tables.of_tenant("campaign_contact", "c", "b.tenant_id")},
       {"lock_order", tables.lock_order("campaign_contact", "c", "id")}});
}

/// The earlier of a milestone's time and the evidence for it.
[[nodiscard]] std::string earliest(const table_map& tables, std::string_view milestone) {
  return fmt::format("least(CASE WHEN n.restarts THEN NULL ELSE {} END, {})",
                     tables.column("campaign_contact", milestone, "c"),
                     timestamp(fmt::format("n.{}", milestone)));
}

/// Code and text of a failure stay together: those of the first one.
[[nodiscard]] std::string first_reason(const table_map& tables, std::string_view column) {
  if (!tables.has("campaign_contact", column)) return {};
  return tables.sql(
      "CASE WHEN (n.error_code <> '' OR n.error_message <> '')"
      " AND (n.restarts OR ({code} = '' AND {text} = '')) THEN"
      " coalesce(nullif(n.{column}, ''), {nothing})"
      " WHEN n.restarts THEN {nothing} ELSE {stored} END",
      {{"code", tables.text("campaign_contact", "error_code", "c")},
       {"text", tables.text("campaign_contact", "error_message", "c")},
       {"column", std::string{column}},
       {"nothing", tables.nothing("campaign_contact", column)},
       {"stored", tables.column("campaign_contact", column, "c")}});
}

/// What a message keeps of the instance it was sent from.
[[nodiscard]] std::string sender(const table_map& tables) {
  if (!tables.has("instance", "id")) return "nullif(n.new_instance, '')";
  return tables.sql(
      "(SELECT i.{instance_id} FROM {instance} i"
      " WHERE {of_tenant} AND i.{instance_name} = nullif(n.new_instance, '') LIMIT 1)",
      {{"of_tenant", tables.of_tenant("instance", "i", "n.tenant_id")}});
}

/// A column that a send sets anew and a report leaves alone.
[[nodiscard]] std::string when_sent(const table_map& tables, std::string_view column,
                                    std::string_view value) {
  if (!tables.has("campaign_contact", column)) return {};
  return fmt::format("CASE WHEN n.sends THEN {} ELSE {} END", value,
                     tables.column("campaign_contact", column, "c"));
}

[[nodiscard]] std::string moved(const table_map& tables) {
  const auto assignments = tables.assignments(
      "campaign_contact", {{"whatsapp_message_id", when_sent(tables, "whatsapp_message_id",
                                                             "nullif(n.new_message_id, '')")},
                           {"instance", when_sent(tables, "instance", sender(tables))},
                           {"status", tables.sql("n.next_status::{type_campaign_contact_status}")},
                           {"sent_at", earliest(tables, "sent_at")},
                           {"delivered_at", earliest(tables, "delivered_at")},
                           {"read_at", earliest(tables, "read_at")},
                           {"failed_at", earliest(tables, "failed_at")},
                           {"error_code", first_reason(tables, "error_code")},
                           {"error_message", first_reason(tables, "error_message")}});
  return tables.sql(
      R"sql(,
moved AS (
  UPDATE {campaign_contact} c SET
    {assignments}
  FROM chosen n
  WHERE c.ctid = n.place AND {of_tenant} AND c.{campaign_contact_id} = n.id
  RETURNING n.ord, n.tenant_id, n.id, c.{campaign_contact_campaign_id} AS campaign_id,
    {moved_contact} AS contact_id, {moved_instance} AS instance,
    n.campaign_sent, n.campaign_delivered, n.campaign_read, n.campaign_failed,
    n.gauges, n.gauge_sent, n.gauge_delivered, n.gauge_read, n.gauge_failed, n.gauge_health,
    n.gauge_errors, n.forgets_errors, n.day, n.recovery, n.succeeded_at, n.last_error,
    n.interacted_at, n.log_lines
))sql",
      {{"assignments", assignments},
       {"of_tenant", tables.of_tenant("campaign_contact", "c", "n.tenant_id")},
       {"moved_contact", tables.column_or("campaign_contact", "contact_id", "c", "NULL::text")},
       {"moved_instance", tables.column_or("campaign_contact", "instance", "c", "NULL::text")}});
}

/// A part that writes sums of what moved into the rows they belong to.
struct sums {
  std::string_view part;
  std::string_view table;
  std::string_view key;        ///< the column that names a row
  std::string_view moved_key;  ///< what the sums call it
  std::string_view selected;   ///< the sums, a row for each tenant and key
  std::string assignments;     ///< of the table's row `w` and its sums `d`
};

/// A statement in the words of a part. In `sql` of another part its sums are `g`, and the rows they
/// belong to `x`.
[[nodiscard]] std::string sums_sql(const table_map& tables, const sums& what,
                                   std::string_view sql) {
  return tables.sql(sql, {{"part", std::string{what.part}},
                          {"table", tables.table(what.table)},
                          {"assignments", what.assignments},
                          {"selected", std::string{what.selected}},
                          {"moved_key", std::string{what.moved_key}},
                          {"of_sums", tables.of_tenant(what.table, "x", "g.tenant_id")},
                          {"key_of_sums", tables.column(what.table, what.key, "x")},
                          {"lock_order", tables.lock_order(what.table, "x", what.key)},
                          {"written", tables.of_tenant(what.table, "w", "d.tenant_id")},
                          {"written_key", tables.column(what.table, what.key, "w")}});
}

/// The rows are locked in key order first, because an UPDATE alone takes its rows as the plan comes
/// upon them.
[[nodiscard]] std::string add_sums(const table_map& tables, const sums& what) {
  if (what.assignments.empty()) return {};
  return sums_sql(tables, what, R"sql(,
{part}_sums AS MATERIALIZED ({selected}),
{part} AS (
  UPDATE {table} w SET
    {assignments}
  FROM (
    SELECT g.*
    FROM {part}_sums g
    JOIN {table} x ON {of_sums} AND {key_of_sums} = g.{moved_key}
    ORDER BY {lock_order}
    FOR NO KEY UPDATE OF x
  ) d
  WHERE {written} AND {written_key} = d.{moved_key}
  RETURNING 1
))sql");
}

/// A counter and what is added to it. One that is NULL was never counted in.
[[nodiscard]] std::string plus(std::string_view stored, std::string_view sum) {
  return fmt::format("CASE WHEN {1} = 0 THEN {0} ELSE coalesce({0}, 0) + {1} END", stored, sum);
}

[[nodiscard]] sums counted(const table_map& tables) {
  const auto counter = [&](std::string_view name, std::string_view sum) {
    return plus(tables.column("campaign", name, "w"), sum);
  };
  return {"counted",
          "campaign",
          "id",
          "campaign_id",
          R"sql(
      SELECT tenant_id, campaign_id, coalesce(sum(campaign_sent), 0) AS sent,
        coalesce(sum(campaign_delivered), 0) AS delivered,
        coalesce(sum(campaign_read), 0) AS read, coalesce(sum(campaign_failed), 0) AS failed
      FROM moved
      WHERE campaign_id IS NOT NULL AND (campaign_sent <> 0 OR campaign_delivered <> 0
        OR campaign_read <> 0 OR campaign_failed <> 0)
      GROUP BY tenant_id, campaign_id
    )sql",
          tables.assignments("campaign",
                             {{"sent_count", counter("sent_count", "d.sent")},
                              {"delivered_count", counter("delivered_count", "d.delivered")},
                              {"read_count", counter("read_count", "d.read")},
                              {"failed_count", counter("failed_count", "d.failed")}})};
}

/// Whether the day of the sums is a new one to the instance; nothing where it keeps no day.
[[nodiscard]] std::string is_new_day(const table_map& tables) {
  if (!tables.has("instance", "counters_day")) return {};
  return tables.column("instance", "counters_day", "w") + " < d.day";
}

/// One of today's counters, which a new day begins from zero.
[[nodiscard]] std::string today(const table_map& tables, std::string_view column,
                                std::string_view delta) {
  if (!tables.has("instance", column)) return {};
  const auto added = plus(tables.column("instance", column, "w"), delta);
  const auto new_day = is_new_day(tables);
  if (new_day.empty()) return added;
  return fmt::format("CASE WHEN {} THEN {} ELSE {} END", new_day, delta, added);
}

/// Health that no step concerns stays as it is, also outside its bounds.
[[nodiscard]] std::string health(const table_map& tables) {
  if (!tables.has("instance", "health_score")) return {};
  const auto stored = tables.column("instance", "health_score", "w");
  const auto stepped = fmt::format(
      "CASE WHEN d.health = 0 THEN {0} ELSE greatest(0, least(100, d.health + coalesce({0}, 100))) "
      "END",
      stored);
  const auto new_day = is_new_day(tables);
  if (new_day.empty()) return stepped;
  return fmt::format(
      "CASE WHEN {} THEN greatest(0, least(100, d.health + least(100, coalesce({}, 100) + "
      "d.recovery))) ELSE {} END",
      new_day, stored, stepped);
}

/// Failures in a row: only a delivery or a failure concerns them.
[[nodiscard]] std::string errors(const table_map& tables) {
  if (!tables.has("instance", "consecutive_errors")) return {};
  return fmt::format("CASE WHEN d.forgets_errors THEN d.errors ELSE {} END",
                     plus(tables.column("instance", "consecutive_errors", "w"), "d.errors"));
}

[[nodiscard]] std::string gauge_assignments(const table_map& tables) {
  const auto stored = [&](std::string_view column) {
    return tables.column_or("instance", column, "w", "NULL");
  };
  return tables.assignments(
      "instance",
      {{"msgs_sent_today", today(tables, "msgs_sent_today", "d.sent")},
       {"msgs_delivered_today", today(tables, "msgs_delivered_today", "d.delivered")},
       {"msgs_read_today", today(tables, "msgs_read_today", "d.read")},
       {"msgs_failed_today", today(tables, "msgs_failed_today", "d.failed")},
       {"counters_day", fmt::format("greatest({}, d.day)", stored("counters_day"))},
       {"health_score", health(tables)},
       {"consecutive_errors", errors(tables)},
       {"last_success_at",
        fmt::format("greatest({}, {})", stored("last_success_at"), timestamp("d.succeeded_at"))},
       {"last_error", fmt::format("coalesce(d.last_error, {})", stored("last_error"))}});
}

[[nodiscard]] sums gauged(const table_map& tables) {
  const bool has_sender = tables.has("campaign_contact", "instance");
  return {"gauged",
          "instance",
          tables.has("instance", "id") ? "id" : "name",
          "instance",
          R"sql(
      SELECT tenant_id, instance, coalesce(sum(gauge_sent), 0) AS sent,
        coalesce(sum(gauge_delivered), 0) AS delivered, coalesce(sum(gauge_read), 0) AS read,
        coalesce(sum(gauge_failed), 0) AS failed, coalesce(sum(gauge_health), 0) AS health,
        -- Those after the last delivery in arrival order.
        coalesce(sum(gauge_errors) FILTER (WHERE ord >= last_delivery), 0) AS errors,
        bool_or(forgets_errors) AS forgets_errors,
        'epoch'::date + max(day) AS day,
        (array_agg(recovery ORDER BY day DESC, ord))[1] AS recovery,
        max(succeeded_at) AS succeeded_at,
        (array_agg(last_error ORDER BY ord DESC) FILTER (WHERE last_error IS NOT NULL))[1]
          AS last_error
      FROM (
        SELECT *, coalesce(max(ord) FILTER (WHERE forgets_errors)
          OVER (PARTITION BY tenant_id, instance), 0) AS last_delivery
        FROM moved
        WHERE gauges AND instance IS NOT NULL
      ) m
      GROUP BY tenant_id, instance
    )sql",
          has_sender ? gauge_assignments(tables) : std::string{}};
}

[[nodiscard]] sums touched(const table_map& tables) {
  const bool has_contact = tables.has("campaign_contact", "contact_id") &&
                           tables.has("contact", "last_interaction_date");
  const auto stored = tables.column_or("contact", "last_interaction_date", "w", "NULL");
  return {"touched",
          "contact",
          "id",
          "contact_id",
          R"sql(
      SELECT tenant_id, contact_id,
        'epoch'::timestamptz + max(interacted_at) * interval '1 microsecond' AS at
      FROM moved
      WHERE interacted_at IS NOT NULL AND contact_id IS NOT NULL
      GROUP BY tenant_id, contact_id
    )sql",
          has_contact ? tables.assignments("contact", {{"last_interaction_date",
                                                        "greatest(" + stored + ", d.at)"}})
                      : std::string{}};
}

[[nodiscard]] std::string logged(const table_map& tables) {
  if (!tables.has("campaign_log")) return {};
  const auto columns = log_columns(tables);
  return tables.sql(
      R"sql(,
logged AS (
  INSERT INTO {campaign_log} ({columns})
  SELECT {values}
  FROM unnest(
    :log_change::bigint[], :log_type::text[], :log_severity::text[], :log_message_id::text[],
    :log_old_status::text[], :log_new_status::text[], :log_implied::bool[],
    :log_error_code::text[], :log_error_message::text[], :log_at::bigint[])
  WITH ORDINALITY AS l(
    change, type, severity, message_id, old_status, new_status, implied, error_code,
    error_message, at, line)
  JOIN moved m ON m.ord = l.change
  WHERE m.campaign_id IS NOT NULL
  ORDER BY l.line
  RETURNING 1
))sql",
      {{"columns", columns.names}, {"values", columns.values}});
}

/// Whether row-level security is in force for this role.
[[nodiscard]] std::string row_security(const table_map& tables, std::string_view table) {
  return fmt::format("row_security_active({})", tables.oid(table));
}

/// The name of a table, where a condition says that a row of it was not written.
[[nodiscard]] std::string named_if(const table_map& tables, std::string_view table,
                                   std::string_view condition) {
  return tables.sql(
      "CASE WHEN {condition} THEN {name} || CASE WHEN {row_security} THEN {mark} ELSE '' END END",
      {{"condition", std::string{condition}},
       {"name", quote_literal(tables.table(table))},
       {"row_security", row_security(tables, table)},
       {"mark", quote_literal(row_security_mark)}});
}

/// A row that was locked at its place and is still there was kept back from the UPDATE. One that
/// got another place meanwhile is lost to the writer that moved it.
[[nodiscard]] std::string unmoved(const table_map& tables) {
  return named_if(
      tables, "campaign_contact",
      tables.sql(R"sql((SELECT count(*) FROM chosen) > count(*)
      AND (SELECT count(DISTINCT (n.tenant_id, n.id)) FROM chosen n
           JOIN {campaign_contact} c ON c.ctid = n.place AND {of_tenant}
             AND c.{campaign_contact_id} = n.id) > count(*))sql",
                 {{"of_tenant", tables.of_tenant("campaign_contact", "c", "n.tenant_id")}}));
}

/// Rows that are hidden look absent. Of a campaign that cannot be told apart it is not said that
/// the message counted.
[[nodiscard]] std::string unsummed(const table_map& tables, const sums& what) {
  if (what.assignments.empty()) return "NULL";
  const auto hidden =
      what.table == "campaign" ? " OR " + row_security(tables, what.table) : std::string{};
  return named_if(tables, what.table,
                  sums_sql(tables, what, R"sql((SELECT count(*) FROM {part})
        < (SELECT count(*) FROM {part}_sums)
      AND ((SELECT count(*) FROM {part}_sums g
            JOIN {table} x ON {of_sums} AND {key_of_sums} = g.{moved_key})
        > (SELECT count(*) FROM {part}))sql") +
                      hidden + ")");
}

[[nodiscard]] std::string unlogged(const table_map& tables) {
  if (!tables.has("campaign_log")) return "NULL";
  return named_if(tables, "campaign_log", R"sql((SELECT count(*) FROM logged)
        < sum(log_lines) FILTER (WHERE campaign_id IS NOT NULL))sql");
}

}  // namespace

std::string apply_sql(const table_map& tables) {
  const auto contacts = touched(tables);
  const auto instances = gauged(tables);
  const auto campaigns = counted(tables);
  return chosen(tables) + moved(tables) + add_sums(tables, campaigns) +
         add_sums(tables, instances) + add_sums(tables, contacts) + logged(tables) +
         fmt::format(
             R"sql(
SELECT CASE WHEN unwritten = '' THEN numbers
  ELSE current_setting('{}' || unwritten || ';') END
FROM (
  SELECT coalesce(string_agg(ord::text, ',' ORDER BY ord), '') AS numbers,
    concat_ws(', ', {},
      {},
      {},
      {},
      {}) AS unwritten
  FROM moved
) outcome)sql",
             unwritten_prefix, unmoved(tables), unlogged(tables), unsummed(tables, contacts),
             unsummed(tables, instances), unsummed(tables, campaigns));
}

}  // namespace waybill::detail
