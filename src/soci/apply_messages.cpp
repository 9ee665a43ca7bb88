#include "apply_messages.hpp"

#include <string_view>

#include <fmt/format.h>

#include "apply_pace.hpp"
#include "message_columns.hpp"

namespace waybill::detail {

namespace {

using apply_columns::of_others;
using apply_columns::of_row;

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

/// The earlier of a milestone's time and the evidence for it; nothing where no change is about it.
[[nodiscard]] std::string earliest(const apply_statement& in, std::string_view milestone,
                                   apply_part part) {
  if (!in.has(part)) return {};
  const auto stored = in.tables.column("campaign_contact", milestone, "c");
  const auto kept = in.has(apply_part::send)
                        ? fmt::format("CASE WHEN n.restarts THEN NULL ELSE {} END", stored)
                        : stored;
  return fmt::format("least({}, {})", kept, timestamp(fmt::format("n.{}", milestone)));
}

/// Code, text and kind of a failure stay together: those of the first one.
[[nodiscard]] std::string first_reason(const apply_statement& in, std::string_view column) {
  const auto& tables = in.tables;
  if (!in.has(apply_part::failed) || !tables.has("campaign_contact", column)) return {};
  const bool sends = in.has(apply_part::send);
  return tables.sql(
      "CASE WHEN (n.error_code <> '' OR n.error_message <> '')"
      " AND ({restarts}({code} = '' AND {text} = '' AND {kind} = '')) THEN"
      " coalesce(nullif(n.{column}, ''), {nothing})"
      "{cleared} ELSE {stored} END",
      {{"restarts", sends ? "n.restarts OR " : ""},
       {"code", tables.text("campaign_contact", "error_code", "c")},
       {"text", tables.text("campaign_contact", "error_message", "c")},
       {"kind", tables.text("campaign_contact", "failure_kind", "c")},
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
[[nodiscard]] std::string when_sent(const apply_statement& in, std::string_view column,
                                    std::string_view value) {
  if (!in.has(apply_part::send) || !in.tables.has("campaign_contact", column)) return {};
  return fmt::format("CASE WHEN n.sends THEN {} ELSE {} END", value,
                     in.tables.column("campaign_contact", column, "c"));
}

[[nodiscard]] std::string message_assignments(const apply_statement& in) {
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
                           {"error_message", first_reason(in, "error_message")},
                           {"failure_kind", first_reason(in, "failure_kind")}});
}

/// That a row `c` is where a change says, if all of them say it.
[[nodiscard]] std::string at_place(const apply_statement& in, std::string_view change) {
  return in.has(apply_part::places) ? fmt::format("c.ctid = {}.found_place AND ", change) : "";
}

/// Where the changes come from, and which row is whose.
[[nodiscard]] std::string source_of_changes(const apply_statement& in) {
  if (!in.is_one()) return "chosen n\n  WHERE c.ctid = n.place";
  std::string values;
  list(values, in.shape, of_row, as_scalar(in.tables));
  list(values, in.shape, of_others, as_scalar(in.tables));
  return fmt::format("(SELECT {}) n\n  WHERE {}{}", values, at_place(in, "n"),
                     is_expected(in.tables, "n"));
}

constexpr auto chosen_by_join = R"sql(
chosen AS MATERIALIZED (
  SELECT b.*, c.ctid AS place{former_times}
  FROM unnest({arrays})
  WITH ORDINALITY AS b({names}, ord)
  JOIN {campaign_contact} c ON {of_tenant} AND c.{campaign_contact_id} = b.id
  WHERE {is_expected}
  ORDER BY {lock_order}
  FOR NO KEY UPDATE OF c
),)sql";

/// The same of one tenant that is named, or of rows whose places are known. A planner that takes
/// the tenant or the table for small would go through all its rows for each change: the sub-select
/// is a look for each, and what is asked again outside of it tells the planner that few changes are
/// chosen, so that it finds their rows by their places.
constexpr auto chosen_one_by_one = R"sql(
chosen AS MATERIALIZED (
  SELECT b.*, c.*
  FROM (
    SELECT * FROM unnest({arrays})
    WITH ORDINALITY AS b({names}, ord)
    ORDER BY b.tenant_id{collation}, b.id{collation}
  ) b
  CROSS JOIN LATERAL (
    SELECT c.ctid AS place, coalesce(c.{campaign_contact_whatsapp_message_id}, '') AS found_message,
      c.{campaign_contact_status}::text AS found_status{former_times}
    FROM {campaign_contact} c
    WHERE {at_place}{of_tenant} AND c.{campaign_contact_id} = b.id AND {is_expected}
    FOR NO KEY UPDATE
  ) c
  WHERE c.found_message = b.message_id AND c.found_status = b.status
),)sql";

}  // namespace

std::string chosen(const apply_statement& in) {
  if (in.is_one()) return {};
  const auto& tables = in.tables;
  std::string arrays;
  std::string names;
  list(arrays, in.shape, of_row, as_array(tables));
  list(arrays, in.shape, of_others, as_array(tables));
  list(names, in.shape, of_row, as_name());
  list(names, in.shape, of_others, as_name());
  const bool looks_for_each = tables.is_of_one_tenant() || in.has(apply_part::places);
  return tables.sql(looks_for_each ? chosen_one_by_one : chosen_by_join,
                    {{"arrays", arrays},
                     {"names", names},
                     {"former_times", former_times(in)},
                     {"at_place", at_place(in, "b")},
                     {"is_expected", is_expected(tables, "b")},
                     {"of_tenant", tables.of_tenant("campaign_contact", "c", "b.tenant_id")},
                     {"lock_order", tables.lock_order("campaign_contact", "c", "id")},
                     {"collation", tables.is_own() ? R"( COLLATE "C")" : ""}});
}

std::string moved(const apply_statement& in) {
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
    {moved_contact} AS contact_id, {moved_instance} AS instance, {returned}{slots}
))sql",
      {{"assignments", message_assignments(in)},
       {"source", source_of_changes(in)},
       {"returned", returned},
       {"slots", moved_slots(in)},
       {"of_tenant", tables.of_tenant("campaign_contact", "c", "n.tenant_id")},
       {"moved_contact", tables.column_or("campaign_contact", "contact_id", "c", "NULL::text")},
       {"moved_instance", tables.column_or("campaign_contact", "instance", "c", "NULL::text")}});
}

}  // namespace waybill::detail
