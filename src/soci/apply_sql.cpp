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
// part wrote is compared with what it should have, and any difference fails the whole statement.
// The form that looks then runs in its place: there a row that is absent is passed over, and one
// that is there and was not written fails the whole statement and is told (unwritten.hpp).
//
// A statement has only the parts and columns that its batch needs (apply_columns.hpp). One change
// alone comes as scalars, in the place of `chosen`; each of its parts then writes one row, and
// needs no lock before.
//
// A column gets a new value only by a change that is about it; else it keeps its own, also NULL.
//
// A column of the batch in which there is nothing comes as an empty array (apply_command.cpp): what
// reads `b`, `n`, `m` or `l` takes NULL for nothing.

#include "apply_sql.hpp"

#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "log_columns.hpp"
#include "message_columns.hpp"
#include "quoting.hpp"
#include "unwritten.hpp"

namespace waybill::detail {

namespace {

using apply_columns::of_log;
using apply_columns::of_others;
using apply_columns::of_row;

/// The statement at hand: its tables and its shape.
struct statement {
  const table_map& tables;
  const apply_shape& shape;

  [[nodiscard]] bool is_one() const noexcept { return shape.form == apply_form::one; }
  [[nodiscard]] bool has(apply_part part) const noexcept { return shape.has(part); }
};

/// A column's name within the statement.
[[nodiscard]] constexpr std::string_view called(std::string_view name) noexcept {
  constexpr std::string_view of_log_alone = "log_";
  constexpr std::string_view count = "log_lines";
  const bool is_of_log = name.starts_with(of_log_alone) && name != count;
  return is_of_log ? name.substr(of_log_alone.size()) : name;
}

/// What `write` says of each column that the shape needs, in a list with commas.
template <typename Columns, typename Write>
void list(std::string& to, const apply_shape& shape, const Columns& columns, Write write) {
  for (const auto& each : columns) {
    if (shape.has(each.part)) to += (to.empty() ? "" : ", ") + write(each);
  }
}

[[nodiscard]] auto as_array(const table_map& tables) {
  return [&tables](const auto& column) {
    return fmt::format(":{}::{}[]", column.name, tables.sql(column.type));
  };
}

/// A bound value under its name. Nothing comes as the empty text.
[[nodiscard]] auto as_scalar(const table_map& tables) {
  return [&tables](const auto& column) {
    const auto type = tables.sql(column.type);
    return column.may_be_null
               ? fmt::format("nullif(:{}::text, '')::{} AS {}", column.name, type,
                             called(column.name))
               : fmt::format(":{}::{} AS {}", column.name, type, called(column.name));
  };
}

[[nodiscard]] auto as_name(std::string_view alias = {}) {
  return [alias](const auto& column) { return fmt::format("{}{}", alias, called(column.name)); };
}

/// That a row `c` is in the state that a change expects.
[[nodiscard]] std::string is_expected(const table_map& tables, std::string_view change) {
  return tables.sql(R"sql(coalesce(c.{campaign_contact_whatsapp_message_id}, '') = {n}.message_id
    AND c.{campaign_contact_status}::text = {n}.status
    AND (c.{campaign_contact_sent_at} IS NOT NULL)::int
      + (c.{campaign_contact_delivered_at} IS NOT NULL)::int * 2
      + (c.{campaign_contact_read_at} IS NOT NULL)::int * 4
      + (c.{campaign_contact_failed_at} IS NOT NULL)::int * 8 = {n}.reached)sql",
                    {{"n", std::string{change}}});
}

[[nodiscard]] std::string chosen(const statement& in) {
  if (in.is_one()) return {};
  const auto& tables = in.tables;
  std::string arrays;
  std::string names;
  list(arrays, in.shape, of_row, as_array(tables));
  list(arrays, in.shape, of_others, as_array(tables));
  list(names, in.shape, of_row, as_name());
  list(names, in.shape, of_others, as_name());
  return tables.sql(
      R"sql(
chosen AS MATERIALIZED (
  SELECT b.*, c.ctid AS place
  FROM unnest({arrays})
  WITH ORDINALITY AS b({names}, ord)
  JOIN {campaign_contact} c ON {of_tenant} AND c.{campaign_contact_id} = b.id
  WHERE {is_expected}
  ORDER BY {lock_order}
  FOR NO KEY UPDATE OF c
),)sql",
      {{"arrays", arrays},
       {"names", names},
       {"is_expected", is_expected(tables, "b")},
       {"of_tenant", tables.of_tenant("campaign_contact", "c", "b.tenant_id")},
       {"lock_order", tables.lock_order("campaign_contact", "c", "id")}});
}

/// The earlier of a milestone's time and the evidence for it; nothing where no change is about it.
[[nodiscard]] std::string earliest(const statement& in, std::string_view milestone,
                                   apply_part part) {
  if (!in.has(part)) return {};
  const auto stored = in.tables.column("campaign_contact", milestone, "c");
  const auto kept = in.has(apply_part::send)
                        ? fmt::format("CASE WHEN n.restarts THEN NULL ELSE {} END", stored)
                        : stored;
  return fmt::format("least({}, {})", kept, timestamp(fmt::format("n.{}", milestone)));
}

/// Code and text of a failure stay together: those of the first one.
[[nodiscard]] std::string first_reason(const statement& in, std::string_view column) {
  const auto& tables = in.tables;
  if (!in.has(apply_part::failed) || !tables.has("campaign_contact", column)) return {};
  const bool sends = in.has(apply_part::send);
  return tables.sql(
      "CASE WHEN (n.error_code <> '' OR n.error_message <> '')"
      " AND ({restarts}({code} = '' AND {text} = '')) THEN"
      " coalesce(nullif(n.{column}, ''), {nothing})"
      "{cleared} ELSE {stored} END",
      {{"restarts", sends ? "n.restarts OR " : ""},
       {"code", tables.text("campaign_contact", "error_code", "c")},
       {"text", tables.text("campaign_contact", "error_message", "c")},
       {"column", std::string{column}},
       {"nothing", tables.nothing("campaign_contact", column)},
       {"cleared", sends ? " WHEN n.restarts THEN " + tables.nothing("campaign_contact", column)
                         : std::string{}},
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
[[nodiscard]] std::string when_sent(const statement& in, std::string_view column,
                                    std::string_view value) {
  if (!in.has(apply_part::send) || !in.tables.has("campaign_contact", column)) return {};
  return fmt::format("CASE WHEN n.sends THEN {} ELSE {} END", value,
                     in.tables.column("campaign_contact", column, "c"));
}

[[nodiscard]] std::string message_assignments(const statement& in) {
  const auto& tables = in.tables;
  return tables.assignments(
      "campaign_contact", {{"whatsapp_message_id",
                            when_sent(in, "whatsapp_message_id", "nullif(n.new_message_id, '')")},
                           {"instance", when_sent(in, "instance", sender(tables))},
                           {"status", tables.sql("n.next_status::{type_campaign_contact_status}")},
                           {"sent_at", earliest(in, "sent_at", apply_part::sent)},
                           {"delivered_at", earliest(in, "delivered_at", apply_part::delivered)},
                           {"read_at", earliest(in, "read_at", apply_part::read)},
                           {"failed_at", earliest(in, "failed_at", apply_part::failed)},
                           {"error_code", first_reason(in, "error_code")},
                           {"error_message", first_reason(in, "error_message")}});
}

/// Where the changes come from, and which row is whose.
[[nodiscard]] std::string source_of_changes(const statement& in) {
  if (!in.is_one()) return "chosen n\n  WHERE c.ctid = n.place";
  std::string values;
  list(values, in.shape, of_row, as_scalar(in.tables));
  list(values, in.shape, of_others, as_scalar(in.tables));
  return fmt::format("(SELECT {}) n\n  WHERE {}", values, is_expected(in.tables, "n"));
}

[[nodiscard]] std::string moved(const statement& in) {
  const auto& tables = in.tables;
  std::string returned = in.is_one() ? "n.tenant_id" : "n.ord, n.tenant_id";
  list(returned, in.shape, of_others, as_name("n."));
  return tables.sql(
      R"sql(
moved AS (
  UPDATE {campaign_contact} c SET
    {assignments}
  FROM {source}
    AND {of_tenant} AND c.{campaign_contact_id} = n.id
  RETURNING n.id, c.{campaign_contact_campaign_id} AS campaign_id,
    {moved_contact} AS contact_id, {moved_instance} AS instance, {returned}
))sql",
      {{"assignments", message_assignments(in)},
       {"source", source_of_changes(in)},
       {"returned", returned},
       {"of_tenant", tables.of_tenant("campaign_contact", "c", "n.tenant_id")},
       {"moved_contact", tables.column_or("campaign_contact", "contact_id", "c", "NULL::text")},
       {"moved_instance", tables.column_or("campaign_contact", "instance", "c", "NULL::text")}});
}

/// What a part adds up of the rows that moved.
struct sum {
  std::string_view name;
  std::string_view of_one;   ///< of the only row
  std::string_view of_many;  ///< as an aggregate
  std::string_view nothing;  ///< where the statement is about nothing of it
  apply_part part;
};

/// A part that writes sums of what moved into the rows they belong to.
struct sums {
  std::string_view part;
  std::string_view table;
  std::string_view key;        ///< the column that names a row
  std::string_view moved_key;  ///< what the sums call it
  std::string needed{};        ///< that a row which moved adds to them
  std::string_view from{};     ///< where those come from, unless from `moved`
  std::vector<sum> values{};
  std::string assignments{};  ///< of the table's row `w` and its sums `d`; none if not needed
};

/// A statement in the words of a part. In `sql` of another part its sums are `g`, and the rows they
/// belong to `x`.
[[nodiscard]] std::string sums_sql(const table_map& tables, const sums& what,
                                   std::string_view sql) {
  return tables.sql(
      sql, {{"part", std::string{what.part}},
            {"table", tables.table(what.table)},
            {"assignments", what.assignments},
            {"from", what.from.empty() ? "moved WHERE " + what.needed : std::string{what.from}},
            {"needed", what.needed},
            {"moved_key", std::string{what.moved_key}},
            {"of_sums", tables.of_tenant(what.table, "x", "g.tenant_id")},
            {"key_of_sums", tables.column(what.table, what.key, "x")},
            {"lock_order", tables.lock_order(what.table, "x", what.key)},
            {"written", tables.of_tenant(what.table, "w", "d.tenant_id")},
            {"written_key", tables.column(what.table, what.key, "w")}});
}

/// A row's sums, each under its name.
[[nodiscard]] std::string summed(const statement& in, const sums& what) {
  std::string result;
  for (const auto& each : what.values) {
    const auto some = in.is_one() ? each.of_one : each.of_many;
    result += fmt::format(", {} AS {}", in.has(each.part) ? some : each.nothing, each.name);
  }
  return result;
}

/// The one row is locked as it is written.
[[nodiscard]] std::string add_one(const statement& in, const sums& what) {
  return sums_sql(in.tables, what,
                  R"sql(,
{part} AS (
  UPDATE {table} w SET
    {assignments}
  FROM (SELECT tenant_id, {moved_key})sql" +
                      summed(in, what) + R"sql(
    FROM moved WHERE {needed}) d
  WHERE {written} AND {written_key} = d.{moved_key}
  RETURNING 1
))sql");
}

/// The rows are locked in key order first, because an UPDATE alone takes its rows as the plan comes
/// upon them.
[[nodiscard]] std::string add_many(const statement& in, const sums& what) {
  return sums_sql(in.tables, what,
                  R"sql(,
{part}_sums AS MATERIALIZED (
  SELECT tenant_id, {moved_key})sql" +
                      summed(in, what) + R"sql(
  FROM {from}
  GROUP BY tenant_id, {moved_key}
),
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

[[nodiscard]] std::string add_sums(const statement& in, const sums& what) {
  if (what.assignments.empty()) return {};
  return in.is_one() ? add_one(in, what) : add_many(in, what);
}

/// A counter and what is added to it. One that is NULL was never counted in.
[[nodiscard]] std::string plus(std::string_view stored, std::string_view sum) {
  return fmt::format("CASE WHEN {1} = 0 THEN {0} ELSE coalesce({0}, 0) + {1} END", stored, sum);
}

[[nodiscard]] sums counted(const statement& in) {
  using enum apply_part;
  sums result{.part = "counted", .table = "campaign", .key = "id", .moved_key = "campaign_id"};
  result.values = {
      {"sent", "campaign_sent", "coalesce(sum(campaign_sent), 0)", "0", sent},
      {"delivered", "campaign_delivered", "coalesce(sum(campaign_delivered), 0)", "0", delivered},
      {"read", "campaign_read", "coalesce(sum(campaign_read), 0)", "0", read},
      {"failed", "campaign_failed", "coalesce(sum(campaign_failed), 0)", "0", failed}};
  std::string counts;
  for (const auto& each : result.values) {
    if (in.has(each.part)) {
      counts += fmt::format("{}{} <> 0", counts.empty() ? "" : " OR ", each.of_one);
    }
  }
  if (counts.empty()) return result;
  result.needed = "campaign_id IS NOT NULL AND (" + counts + ")";
  const auto counter = [&](std::string_view name, std::string_view sum) {
    return plus(in.tables.column("campaign", name, "w"), sum);
  };
  result.assignments = in.tables.assignments(
      "campaign", {{"sent_count", counter("sent_count", "d.sent")},
                   {"delivered_count", counter("delivered_count", "d.delivered")},
                   {"read_count", counter("read_count", "d.read")},
                   {"failed_count", counter("failed_count", "d.failed")}});
  return result;
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

/// In arrival order, the place of an instance's last delivery beside each row of it.
constexpr std::string_view with_last_delivery = R"sql((
    SELECT *, coalesce(max(ord) FILTER (WHERE forgets_errors)
      OVER (PARTITION BY tenant_id, instance), 0) AS last_delivery
    FROM moved
    WHERE gauges AND instance IS NOT NULL
  ) m)sql";

[[nodiscard]] sums gauged(const statement& in) {
  using enum apply_part;
  const auto& tables = in.tables;
  const bool has_both = in.has(delivered) && in.has(failed);
  sums result{.part = "gauged",
              .table = "instance",
              .key = tables.has("instance", "id") ? "id" : "name",
              .moved_key = "instance",
              .needed = "gauges AND instance IS NOT NULL"};
  if (has_both) result.from = with_last_delivery;
  result.values = {
      {"sent", "gauge_sent", "coalesce(sum(gauge_sent), 0)", "0", sent},
      {"delivered", "gauge_delivered", "coalesce(sum(gauge_delivered), 0)", "0", delivered},
      {"read", "gauge_read", "coalesce(sum(gauge_read), 0)", "0", read},
      {"failed", "gauge_failed", "coalesce(sum(gauge_failed), 0)", "0", failed},
      {"health", "gauge_health", "coalesce(sum(gauge_health), 0)", "0", gauges},
      {"errors", "gauge_errors",
       has_both ? "coalesce(sum(gauge_errors) FILTER (WHERE ord >= last_delivery), 0)"
                : "coalesce(sum(gauge_errors), 0)",
       "0", failed},
      {"forgets_errors", "forgets_errors", "bool_or(forgets_errors)", "false", delivered},
      {"day", "'epoch'::date + day", "'epoch'::date + max(day)", "NULL", gauges},
      {"recovery", "recovery", "(array_agg(recovery ORDER BY day DESC, ord))[1]", "0", gauges},
      {"succeeded_at", "succeeded_at", "max(succeeded_at)", "NULL::bigint", delivered},
      {"last_error", "last_error",
       "(array_agg(last_error ORDER BY ord DESC) FILTER (WHERE last_error IS NOT NULL))[1]",
       "NULL::text", failed}};
  const bool has_sender = tables.has("campaign_contact", "instance");
  if (has_sender && in.has(gauges)) result.assignments = gauge_assignments(tables);
  return result;
}

[[nodiscard]] sums touched(const statement& in) {
  using enum apply_part;
  const auto& tables = in.tables;
  sums result{.part = "touched",
              .table = "contact",
              .key = "id",
              .moved_key = "contact_id",
              .needed = "interacted_at IS NOT NULL AND contact_id IS NOT NULL"};
  result.values = {{"at", "interacted_at", "max(interacted_at)", "NULL", read}};
  const bool has_contact = tables.has("campaign_contact", "contact_id") &&
                           tables.has("contact", "last_interaction_date");
  if (!has_contact || !in.has(read)) return result;
  const auto stored = tables.column("contact", "last_interaction_date", "w");
  result.assignments = tables.assignments(
      "contact",
      {{"last_interaction_date", fmt::format("greatest({}, {})", stored, timestamp("d.at"))}});
  return result;
}

/// The log's lines `l` and the rows `m` that they are about.
[[nodiscard]] std::string source_of_lines(const statement& in) {
  std::string values;
  if (in.is_one()) {
    list(values, in.shape, of_log, as_scalar(in.tables));
  } else {
    list(values, in.shape, of_log, as_array(in.tables));
  }
  const auto* const no_reason =
      in.has(apply_part::failed) ? "" : ", NULL::text AS error_code, NULL::text AS error_message";
  if (in.is_one()) return fmt::format("moved m CROSS JOIN (SELECT {}{}) l", values, no_reason);
  std::string names;
  list(names, in.shape, of_log, as_name());
  return fmt::format(
      "(SELECT u.*{} FROM unnest({}) WITH ORDINALITY AS u({}, line)) l JOIN moved m ON m.ord = "
      "l.change",
      no_reason, values, names);
}

[[nodiscard]] bool is_logged(const statement& in) {
  return in.has(apply_part::log) && in.tables.has("campaign_log");
}

[[nodiscard]] std::string logged(const statement& in) {
  if (!is_logged(in)) return {};
  const auto columns = log_columns(in.tables);
  return in.tables.sql(
      R"sql(,
logged AS (
  INSERT INTO {campaign_log} ({columns})
  SELECT {values}
  FROM {source}
  WHERE m.campaign_id IS NOT NULL{in_order}
  RETURNING 1
))sql",
      {{"columns", columns.names},
       {"values", columns.values},
       {"source", source_of_lines(in)},
       {"in_order", in.is_one() ? "" : "\n  ORDER BY l.line"}});
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

[[nodiscard]] std::string unlogged(const statement& in) {
  if (!is_logged(in)) return "NULL";
  return named_if(in.tables, "campaign_log", R"sql((SELECT count(*) FROM logged)
        < sum(log_lines) FILTER (WHERE campaign_id IS NOT NULL))sql");
}

/// The parts that follow `moved`.
struct followers {
  sums campaigns;
  sums instances;
  sums contacts;
};

/// The numbers of the changes that moved, once it was looked what of them was not written.
[[nodiscard]] std::string answer_looking(const statement& in, const followers& parts) {
  const auto& tables = in.tables;
  return fmt::format(
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
      unwritten_prefix, unmoved(tables), unlogged(in), unsummed(tables, parts.contacts),
      unsummed(tables, parts.instances), unsummed(tables, parts.campaigns));
}

/// The same where nothing is looked at but how much was written.
[[nodiscard]] std::string answer(const statement& in, const followers& parts) {
  std::string all = in.is_one() ? "true" : "(SELECT count(*) FROM chosen) = count(*)";
  if (is_logged(in)) {
    all += in.is_one() ? "\n  AND EXISTS (SELECT FROM logged) = (campaign_id IS NOT NULL)"
                       : "\n  AND (SELECT count(*) FROM logged)"
                         " = coalesce(sum(log_lines) FILTER (WHERE campaign_id IS NOT NULL), 0)";
  }
  for (const auto* const each : {&parts.contacts, &parts.instances, &parts.campaigns}) {
    if (each->assignments.empty()) continue;
    all += in.is_one()
               ? fmt::format("\n  AND EXISTS (SELECT FROM {}) = ({})", each->part, each->needed)
               : fmt::format("\n  AND (SELECT count(*) FROM {0}) = (SELECT count(*) FROM {0}_sums)",
                             each->part);
  }
  return fmt::format("\nSELECT CASE WHEN {}\n  THEN {} ELSE current_setting('{};') END\nFROM moved",
                     all,
                     in.is_one() ? "'1'" : "coalesce(string_agg(ord::text, ',' ORDER BY ord), '')",
                     unwritten_prefix);
}

}  // namespace

std::string apply_sql(const table_map& tables, const apply_shape& shape) {
  const statement in{tables, shape};
  const followers parts{counted(in), gauged(in), touched(in)};
  return "\nWITH" + chosen(in) + moved(in) + add_sums(in, parts.campaigns) +
         add_sums(in, parts.instances) + add_sums(in, parts.contacts) + logged(in) +
         (shape.form == apply_form::looking ? answer_looking(in, parts) : answer(in, parts));
}

}  // namespace waybill::detail
