#include "apply_sums.hpp"

#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "apply_pace.hpp"
#include "message_columns.hpp"

namespace waybill::detail {

namespace {

/// A row's sums, each under its name.
[[nodiscard]] std::string summed(const apply_statement& in, const sums& what) {
  std::string result;
  for (const auto& each : what.values) {
    if (!in.has(each.part)) continue;
    result += fmt::format(", {} AS {}", in.is_one() ? each.of_one : each.of_many, each.name);
  }
  return result;
}

/// The one row is locked as it is written.
[[nodiscard]] std::string add_one(const apply_statement& in, const sums& what) {
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
[[nodiscard]] std::string add_many(const apply_statement& in, const sums& what) {
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

/// A counter and what is added to it. One that is NULL was never counted in.
[[nodiscard]] std::string plus(std::string_view stored, std::string_view sum) {
  return fmt::format("CASE WHEN {1} = 0 THEN {0} ELSE coalesce({0}, 0) + {1} END", stored, sum);
}

/// Whether the day of the sums is a new one to the instance; nothing where it keeps no day.
[[nodiscard]] std::string is_new_day(const table_map& tables) {
  if (!tables.has("instance", "counters_day")) return {};
  return tables.column("instance", "counters_day", "w") + " < d.day";
}

/// One of today's counters, which a new day begins from zero.
[[nodiscard]] std::string today(const apply_statement& in, std::string_view column,
                                std::string_view delta, apply_part part) {
  const auto& tables = in.tables;
  if (!tables.has("instance", column)) return {};
  const auto stored = tables.column("instance", column, "w");
  const auto new_day = is_new_day(tables);
  const bool counts = in.has(part);
  if (new_day.empty()) return counts ? plus(stored, delta) : std::string{};
  return fmt::format("CASE WHEN {} THEN {} ELSE {} END", new_day, counts ? delta : "0",
                     counts ? plus(stored, delta) : stored);
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
[[nodiscard]] std::string errors(const apply_statement& in) {
  if (!in.tables.has("instance", "consecutive_errors")) return {};
  const auto stored = in.tables.column("instance", "consecutive_errors", "w");
  const bool fails = in.has(apply_part::failed);
  const auto added = fails ? plus(stored, "d.errors") : stored;
  if (!in.has(apply_part::delivered)) return fails ? added : std::string{};
  return fmt::format("CASE WHEN d.forgets_errors THEN {} ELSE {} END", fails ? "d.errors" : "0",
                     added);
}

[[nodiscard]] std::string gauge_assignments(const apply_statement& in) {
  using enum apply_part;
  const auto& tables = in.tables;
  const auto stored = [&](std::string_view column) {
    return tables.column_or("instance", column, "w", "NULL");
  };
  const auto if_in = [&](apply_part part, std::string value) {
    return in.has(part) ? std::move(value) : std::string{};
  };
  return tables.assignments(
      "instance",
      {{"msgs_sent_today", today(in, "msgs_sent_today", "d.sent", sent)},
       {"msgs_delivered_today", today(in, "msgs_delivered_today", "d.delivered", delivered)},
       {"msgs_read_today", today(in, "msgs_read_today", "d.read", read)},
       {"msgs_failed_today", today(in, "msgs_failed_today", "d.failed", failed)},
       {"counters_day", fmt::format("greatest({}, d.day)", stored("counters_day"))},
       {"health_score", health(tables)},
       {"consecutive_errors", errors(in)},
       {"last_success_at",
        if_in(delivered, fmt::format("greatest({}, {})", stored("last_success_at"),
                                     timestamp("d.succeeded_at")))},
       {"last_error",
        if_in(failed, fmt::format("coalesce(d.last_error, {})", stored("last_error")))}});
}

/// In arrival order, the place of an instance's last delivery beside each row of it.
constexpr std::string_view with_last_delivery = R"sql((
    SELECT *, coalesce(max(ord) FILTER (WHERE forgets_errors)
      OVER (PARTITION BY tenant_id, instance), 0) AS last_delivery
    FROM moved
    WHERE gauges AND instance IS NOT NULL
  ) m)sql";

}  // namespace

std::string sums_sql(const table_map& tables, const sums& what, std::string_view sql) {
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

std::string add_sums(const apply_statement& in, const sums& what) {
  if (what.assignments.empty()) return {};
  return in.is_one() ? add_one(in, what) : add_many(in, what);
}

sums counted(const apply_statement& in) {
  using enum apply_part;
  sums result{.part = "counted", .table = "campaign", .key = "id", .moved_key = "campaign_id"};
  result.values = {
      {"sent", "campaign_sent", "coalesce(sum(campaign_sent), 0)", sent},
      {"delivered", "campaign_delivered", "coalesce(sum(campaign_delivered), 0)", delivered},
      {"read", "campaign_read", "coalesce(sum(campaign_read), 0)", read},
      {"failed", "campaign_failed", "coalesce(sum(campaign_failed), 0)", failed}};
  std::string counts;
  for (const auto& each : result.values) {
    if (in.has(each.part)) {
      counts += fmt::format("{}{} <> 0", counts.empty() ? "" : " OR ", each.of_one);
    }
  }
  if (counts.empty()) return result;
  if (const auto slots = moves_slots(in); !slots.empty()) counts += " OR " + slots;
  result.needed = "campaign_id IS NOT NULL AND (" + counts + ")";
  const auto counter = [&](std::string_view name, std::string_view sum, apply_part part) {
    return in.has(part) ? plus(in.tables.column("campaign", name, "w"), sum) : std::string{};
  };
  result.assignments = in.tables.assignments(
      "campaign", {{"sent_count", counter("sent_count", "d.sent", sent)},
                   {"delivered_count", counter("delivered_count", "d.delivered", delivered)},
                   {"read_count", counter("read_count", "d.read", read)},
                   {"failed_count", counter("failed_count", "d.failed", failed)}});
  return result;
}

sums gauged(const apply_statement& in) {
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
      {"sent", "gauge_sent", "coalesce(sum(gauge_sent), 0)", sent},
      {"delivered", "gauge_delivered", "coalesce(sum(gauge_delivered), 0)", delivered},
      {"read", "gauge_read", "coalesce(sum(gauge_read), 0)", read},
      {"failed", "gauge_failed", "coalesce(sum(gauge_failed), 0)", failed},
      {"health", "gauge_health", "coalesce(sum(gauge_health), 0)", gauges},
      {"errors", "gauge_errors",
       has_both ? "coalesce(sum(gauge_errors) FILTER (WHERE ord >= last_delivery), 0)"
                : "coalesce(sum(gauge_errors), 0)",
       failed},
      {"forgets_errors", "forgets_errors", "bool_or(forgets_errors)", delivered},
      {"day", "'epoch'::date + day", "'epoch'::date + max(day)", gauges},
      {"recovery", "recovery", "(array_agg(recovery ORDER BY day DESC, ord))[1]", gauges},
      {"succeeded_at", "succeeded_at", "max(succeeded_at)", delivered},
      {"last_error", "last_error",
       "(array_agg(last_error ORDER BY ord DESC) FILTER (WHERE last_error IS NOT NULL))[1]",
       failed}};
  const bool has_sender = tables.has("campaign_contact", "instance");
  if (has_sender && in.has(gauges)) result.assignments = gauge_assignments(in);
  return result;
}

sums touched(const apply_statement& in) {
  using enum apply_part;
  const auto& tables = in.tables;
  sums result{.part = "touched",
              .table = "contact",
              .key = "id",
              .moved_key = "contact_id",
              .needed = "interacted_at IS NOT NULL AND contact_id IS NOT NULL"};
  result.values = {{"at", "interacted_at", "max(interacted_at)", read}};
  const bool has_contact = tables.has("campaign_contact", "contact_id") &&
                           tables.has("contact", "last_interaction_date");
  if (!has_contact || !in.has(read)) return result;
  const auto stored = tables.column("contact", "last_interaction_date", "w");
  result.assignments = tables.assignments(
      "contact",
      {{"last_interaction_date", fmt::format("greatest({}, {})", stored, timestamp("d.at"))}});
  return result;
}

}  // namespace waybill::detail
