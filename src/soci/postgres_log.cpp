#include "postgres_log.hpp"

#include <string>

#include <fmt/format.h>

#include "feed_batches.hpp"
#include "log_columns.hpp"
#include "log_rows.hpp"
#include "message_columns.hpp"
#include "quoting.hpp"
#include "report_rows.hpp"

namespace waybill::detail {

namespace {

/// What tells an entry from others of its campaign: its number, or else its place in order of time,
/// which shifts when older entries are removed.
[[nodiscard]] std::string entry_id(const table_map& tables) {
  if (tables.numbers_log()) return tables.column("campaign_log", "id", "l") + "::bigint";
  return tables.sql(
      "row_number() OVER (ORDER BY l.{campaign_log_created_at}, l.{campaign_log_id})");
}

/// The name of the instance that an entry is about.
[[nodiscard]] std::string instance_name(const table_map& tables) {
  if (!tables.has("campaign_log", "instance") || !tables.has("instance", "id")) {
    return tables.text("campaign_log", "instance", "l");
  }
  return tables.sql(
      "coalesce((SELECT i.{instance_name} FROM {instance} i"
      " WHERE {of_tenant} AND i.{instance_id} = l.{campaign_log_instance}), '')",
      {{"of_tenant", tables.of_tenant("instance", "i", tables.tenant("campaign_log", "l"))}});
}

[[nodiscard]] std::string of_given_tenant(const table_map& tables) {
  return tables.of_tenant("campaign_log", "l", tables.sql(":tenant::{tenant_type}"));
}

/// What `read_entries` reads, as `e`, of those of a tenant's `entries` `l` that a condition names.
[[nodiscard]] std::string read_where(const table_map& tables, const std::string& entries,
                                     const std::string& condition, const std::string& rest) {
  return tables.sql(
      "SELECT e.id::text AS entry_id, {names} FROM (SELECT {id} AS id, {columns}"
      " FROM {entries} WHERE {of_tenant} AND {condition}) e {rest}",
      {{"id", entry_id(tables)},
       {"names", postgres_log::entry_names("e.{}")},
       {"columns", postgres_log::entry_columns(tables)},
       {"entries", entries},
       {"condition", condition},
       {"rest", rest},
       {"of_tenant", of_given_tenant(tables)}});
}

/// The entries of one row. On a young table the planner would read all entries of the tenant beside
/// the few that the index by rows finds, so that where this index knows no tenant, its look stands
/// by itself.
[[nodiscard]] std::string entries_of_row(const table_map& tables) {
  const bool knows_tenant = tables.is_of_one_tenant() || tables.names() != schema_names::waybill();
  return tables.sql(
      "(SELECT l.* FROM {campaign_log} l WHERE l.{campaign_log_campaign_contact_id}"
      " = :key::{type_campaign_log_campaign_contact_id}{tenant} OFFSET 0) l",
      {{"tenant", knows_tenant ? " AND " + of_given_tenant(tables) : ""}});
}

/// That entries are of one campaign.
[[nodiscard]] std::string of_given_campaign(const table_map& tables, std::string_view alias) {
  return fmt::format("{} = :key::{}", tables.column("campaign_log", "campaign_id", alias),
                     tables.sql("{type_campaign_log_campaign_id}"));
}

/// A page of a campaign's log.
[[nodiscard]] command page_command(const table_map& tables, const std::string& rest) {
  return {"read_log",
          read_where(tables, tables.sql("{campaign_log} l"), of_given_campaign(tables, "l"),
                     rest + " LIMIT :limit::bigint"),
          log_column_count, false};
}

[[nodiscard]] command read_log_command(const table_map& tables) {
  return page_command(tables, "WHERE e.id < :before::bigint ORDER BY e.id DESC");
}

/// The same in order of time. It goes through all of the campaign's log.
[[nodiscard]] command sort_log_command(const table_map& tables) {
  return page_command(
      tables,
      tables.sql(
          "WHERE coalesce((e.at::bigint, e.id) < (SELECT {at}::bigint, b.{campaign_log_id}::bigint"
          " FROM {campaign_log} b WHERE {of_tenant} AND {of_campaign}"
          " AND b.{campaign_log_id} = :before::bigint), :before::bigint = {from_the_end})"
          " ORDER BY e.at::bigint DESC, e.id DESC",
          {{"at", tables.time("campaign_log", "created_at", "b")},
           {"of_tenant",
            tables.of_tenant("campaign_log", "b", tables.sql(":tenant::{tenant_type}"))},
           {"of_campaign", of_given_campaign(tables, "b")},
           {"from_the_end", limit_text(no_limit)}}));
}

/// A row if several servers numbered a campaign's entries: numbers grow with time only within one.
/// Citus puts the number of the server before their last 48 bits.
[[nodiscard]] command find_numberings_command(const table_map& tables) {
  const auto server_of = [&](std::string_view end) {
    return tables.sql(
        "(SELECT l.{campaign_log_id}::bigint >> 48 AS server FROM {campaign_log} l"
        " WHERE {of_tenant} AND {of_campaign} ORDER BY l.{campaign_log_id} {end} LIMIT 1)",
        {{"of_tenant", of_given_tenant(tables)},
         {"of_campaign", of_given_campaign(tables, "l")},
         {"end", std::string{end}}});
  };
  return {"read_log",
          fmt::format("SELECT '1' FROM {} a CROSS JOIN {} b WHERE a.server <> b.server",
                      server_of("ASC"), server_of("DESC")),
          1, false};
}

/// Entries of other programs tell nothing of the message.
[[nodiscard]] command read_story_command(const table_map& tables) {
  std::string types;
  for (const auto& each : log_type_names)
    types += (types.empty() ? "" : ", ") + quote_literal(each);
  return {"find_message",
          read_where(tables, entries_of_row(tables),
                     tables.sql("l.{campaign_log_log_type}::text IN ({types})", {{"types", types}}),
                     tables.is_of_one_tenant() ? "ORDER BY e.at::bigint, e.id" : "ORDER BY e.id"),
          log_column_count, false};
}

/// The next entries of the feed, whose reader is told. One that is gone already was removed by
/// hand: it counts as one that is old. Of two who remove at once the second waits for the first,
/// and counts nothing that the first has removed.
[[nodiscard]] command remove_fed_command(const table_map& tables, std::size_t limit) {
  return {"remove_log",
          tables.sql(
              R"sql(
WITH head AS MATERIALIZED (
  SELECT last_place, removed_place AS begins
  FROM waybill.feed_head WHERE tenant_id = :tenant::text
),
batch AS MATERIALIZED (
  SELECT b.last_place FROM head h CROSS JOIN LATERAL ({next_batches}
      FOR UPDATE) b
),
entry AS MATERIALIZED (
  SELECT n.place, n.log_id, l.found_at, l.is_young
  FROM head h CROSS JOIN LATERAL {next_entries} n
  JOIN batch b ON b.last_place = n.last_place
  LEFT JOIN LATERAL (
    SELECT l.ctid AS found_at, l.created_at >= {before} AS is_young
    FROM {campaign_log} l
    WHERE l.tenant_id = :tenant::text AND l.campaign_id = n.campaign_id AND l.id = n.log_id
    OFFSET 0
  ) l ON true
),
old AS MATERIALIZED (
  SELECT e.*
  FROM entry e
  WHERE e.place < coalesce((SELECT min(y.place) FROM entry y WHERE y.is_young), e.place + 1)
),
gone AS (
  DELETE FROM {campaign_log} l USING old o
  WHERE l.ctid = o.found_at AND l.tenant_id = :tenant::text AND l.id = o.log_id
  RETURNING 1
),
told AS (
  UPDATE waybill.feed_head h
  SET removed_place = greatest(h.removed_place, (SELECT max(place) FROM old))
  WHERE h.tenant_id = :tenant::text AND EXISTS (SELECT FROM old)
),
emptied AS (
  DELETE FROM waybill.feed_batch f USING batch b
  WHERE f.tenant_id = :tenant::text AND f.last_place = b.last_place
    AND b.last_place <= (SELECT max(place) FROM old)
)
SELECT ((SELECT count(*) FROM gone) + count(*))::text FROM old WHERE found_at IS NULL
)sql",
              {{"next_batches", next_batches(limit)},
               {"next_entries", next_entries(limit)},
               {"before", timestamp(":before::bigint")}}),
          1};
}

/// Whether the entries of a campaign have their numbers from several servers.
[[nodiscard]] bool is_numbered_by_several(postgres_database& database, const parameters& campaign) {
  const auto& tables = database.tables();
  return tables.is_of_one_tenant() && tables.numbers_log() &&
         database.run(find_numberings_command, campaign).size() != 0;
}

[[nodiscard]] std::size_t count_of(const text_rows& rows) {
  return static_cast<std::size_t>(rows.number(0, 0));
}

// Two who remove at once pass over what the other has taken.
[[nodiscard]] command remove_log_command(const table_map& tables) {
  const auto given = tables.sql(":tenant::{tenant_type}");
  return {"remove_log",
          tables.sql(R"sql(
WITH old AS MATERIALIZED (
  SELECT {tenant} AS tenant_id, l.{campaign_log_campaign_id} AS campaign_id,
    l.{campaign_log_id} AS id
  FROM {campaign_log} l
  WHERE {of_tenant} AND l.{campaign_log_created_at} < {before}
  LIMIT :limit::bigint
  FOR UPDATE SKIP LOCKED
),
gone AS (
  DELETE FROM {campaign_log} l USING old o
  WHERE {same_tenant} AND l.{campaign_log_campaign_id} = o.campaign_id
    AND l.{campaign_log_id} = o.id
  RETURNING 1
)
SELECT count(*)::text FROM gone
)sql",
                     {{"tenant", tables.tenant("campaign_log", "l")},
                      {"of_tenant", tables.of_tenant("campaign_log", "l", given)},
                      {"same_tenant", tables.of_tenant("campaign_log", "l", "o.tenant_id")},
                      {"before", timestamp(":before::bigint")}}),
          1};
}

}  // namespace

std::string postgres_log::entry_columns(const table_map& tables) {
  const auto field = [&](std::string_view name) { return log_field(tables, name); };
  return tables.sql(
      "{about_row} AS row, {about_contact} AS contact, {about_instance} AS instance, {type} AS "
      "type, {message_id} AS message_id, {old_status} AS old_status, {new_status} AS new_status,"
      " CASE WHEN {implied} = 'true' THEN 't' ELSE 'f' END AS implied, {error_code} AS error_code,"
      " {error_message} AS error_message, {failure_kind} AS failure_kind, {at} AS at",
      {{"about_row", field("campaign_contact_id")},
       {"about_contact", tables.text("campaign_log", "contact_id", "l")},
       {"about_instance", instance_name(tables)},
       {"type", field("log_type")},
       {"message_id", field("whatsapp_message_id")},
       {"old_status", field("old_status")},
       {"new_status", field("new_status")},
       {"implied", field("implied")},
       {"error_code", field("error_code")},
       {"error_message", field("error_message")},
       {"failure_kind", field("failure_kind")},
       {"at", tables.time("campaign_log", "created_at", "l")}});
}

std::string postgres_log::entry_names(std::string_view format) {
  std::string result;
  for (const auto* const name :
       {"row", "contact", "instance", "type", "message_id", "old_status", "new_status", "implied",
        "error_code", "error_message", "failure_kind", "at"}) {
    result += (result.empty() ? "" : ", ") + fmt::format(fmt::runtime(format), name);
  }
  return result;
}

std::vector<logged_entry> postgres_log::read(postgres_database& database,
                                             const campaign_key& campaign,
                                             std::optional<log_id> before, std::size_t limit) {
  if (!database.tables().has("campaign_log")) return {};
  auto bound = database.campaign_keys(campaign);
  if (!bound) return {};
  const bool sorts = is_numbered_by_several(database, *bound);
  bound->emplace_back("before", limit_text(before.value_or(no_limit)));
  bound->emplace_back("limit", limit_text(limit));
  return read_entries(database.run(sorts ? sort_log_command : read_log_command, *bound));
}

std::vector<logged_entry> postgres_log::read_story(postgres_database& database,
                                                   const row_key& row) {
  const auto& tables = database.tables();
  if (!tables.has("campaign_log")) return {};
  const auto key = tables.key("campaign_log", "campaign_contact_id", row.row);
  if (!key) return {};
  return read_entries(
      database.run(read_story_command, report_keys(database.stored_tenant(row.tenant), *key)));
}

std::size_t postgres_log::remove(postgres_database& database, std::string_view tenant,
                                 time_point older_than, std::size_t limit) {
  const auto& tables = database.tables();
  if (!tables.has("campaign_log")) return 0;
  parameters bound{{"tenant", database.stored_tenant(tenant)},
                   {"before", std::to_string(older_than.time_since_epoch().count())}};
  if (tables.keeps_feed()) return count_of(database.run(remove_fed_command(tables, limit), bound));
  bound.emplace_back("limit", limit_text(limit));
  return count_of(database.run(remove_log_command, bound));
}

}  // namespace waybill::detail
