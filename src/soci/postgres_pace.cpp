// How fast campaigns go, in PostgreSQL.

#include "postgres_pace.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "apply_pace.hpp"
#include "pace_rows.hpp"
#include "pace_terms.hpp"
#include "report_rows.hpp"

namespace waybill::detail::postgres_pace {

namespace {

[[nodiscard]] std::string given_tenant(const table_map& tables, std::string_view table,
                                       std::string_view alias) {
  return tables.of_tenant(table, alias, tables.sql(":tenant::{tenant_type}"));
}

/// The slots `p` of the campaign.
[[nodiscard]] std::string of_campaign(const table_map& tables) {
  return given_tenant(tables, "campaign_pace", "p") +
         tables.sql(" AND p.{campaign_pace_campaign_id} = :key::{type_campaign_pace_campaign_id}");
}

[[nodiscard]] command read_command(const table_map& tables) {
  return {"read_pace",
          tables.sql("SELECT p.{campaign_pace_kind}::text, p.{campaign_pace_slot}::text,"
                     " p.{campaign_pace_messages}::text"
                     " FROM {campaign_pace} p WHERE {of_campaign}",
                     {{"of_campaign", of_campaign(tables)}}),
          pace_column_count, false};
}

/// The slots of a row `c`, each as kind and number.
[[nodiscard]] std::string slots_of_row(const table_map& tables) {
  const auto column = [&](std::string_view name) {
    return tables.column("campaign_contact", name, "c");
  };
  std::string result;
  for (const auto& each :
       pace_terms({column("status") + "::text", column("sent_at"), column("delivered_at"),
                   column("read_at"), column("failed_at")})) {
    result += fmt::format("{}('{}', CASE WHEN {} THEN {} END)", result.empty() ? "" : ",\n    ",
                          to_string(each.kind), each.condition.empty() ? "true" : each.condition,
                          each.slot);
  }
  return result;
}

// One statement is one snapshot: slots and rows that belong together.
[[nodiscard]] command drift_command(const table_map& tables) {
  return {"repair",
          tables.sql(R"sql(
SELECT kind, slot::text, (coalesce(r.messages, 0) - coalesce(k.messages, 0))::text
FROM (
  SELECT s.kind, s.slot, count(*) AS messages
  FROM {campaign_contact} c
  CROSS JOIN LATERAL (VALUES {slots}) s(kind, slot)
  WHERE {of_tenant} AND s.slot IS NOT NULL
    AND c.{campaign_contact_campaign_id} = :key::{type_campaign_contact_campaign_id}
  GROUP BY s.kind, s.slot
) r
FULL JOIN (
  SELECT p.{campaign_pace_kind}::text AS kind, p.{campaign_pace_slot}::bigint AS slot,
    p.{campaign_pace_messages} AS messages
  FROM {campaign_pace} p WHERE {of_campaign}
) k USING (kind, slot)
WHERE coalesce(r.messages, 0) <> coalesce(k.messages, 0)
)sql",
                     {{"slots", slots_of_row(tables)},
                      {"of_tenant", given_tenant(tables, "campaign_contact", "c")},
                      {"of_campaign", of_campaign(tables)}}),
          pace_column_count, false};
}

/// Who has the campaign's row has its slots.
[[nodiscard]] command lock_command(const table_map& tables) {
  return {"repair",
          tables.sql("SELECT '1' FROM {campaign} w WHERE {of_tenant}"
                     " AND w.{campaign_id} = :key::{type_campaign_id} FOR NO KEY UPDATE",
                     {{"of_tenant", given_tenant(tables, "campaign", "w")}}),
          1};
}

[[nodiscard]] command add_command(const table_map& tables) {
  return {"repair", add_slots_sql(tables), 1};
}

}  // namespace

bool is_kept(postgres_database& database) { return database.tables().has("campaign_pace"); }

pace_counts read(postgres_database& database, const campaign_key& campaign) {
  if (!is_kept(database)) return {};
  const auto keys = database.campaign_keys(campaign);
  return keys ? read_slots(database.run(read_command, *keys)) : pace_counts{};
}

void repair(postgres_database& database, postgres_session& session, const parameters& keys) {
  if (!is_kept(database)) return;
  const auto drift = read_slots(session.run(database.command_of(drift_command), keys));
  if (drift.empty()) return;
  session.run(database.command_of(lock_command), keys);
  std::vector<added_slot> slots;
  for (const auto& [slot, messages] : drift) {
    slots.push_back({keys.back().second, to_string(slot.kind), slot.slot, messages});
  }
  add_slots(session, database.tables(), database.command_of(add_command), keys.front().second,
            slots);
}

}  // namespace waybill::detail::postgres_pace
