#include "apply_log.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "apply_command.hpp"
#include "apply_statement.hpp"
#include "array_literal.hpp"
#include "feed_batches.hpp"
#include "log_columns.hpp"
#include "quoting.hpp"
#include "unwritten.hpp"

namespace waybill::detail {

namespace {

using apply_columns::of_log;

/// All that any batch logs.
constexpr apply_shape every_line{apply_form::many, all_parts};

[[nodiscard]] std::vector<change> moved_changes(std::span<const change> changes,
                                                const text_rows& applied) {
  std::vector<change> result{changes.begin(), changes.end()};
  const auto lost = lost_changes(applied.text(0, 0), changes.size());
  for (auto each = lost.rbegin(); each != lost.rend(); ++each) {
    result.erase(result.begin() + static_cast<std::ptrdiff_t>(*each));
  }
  return result;
}

/// The row of each line.
[[nodiscard]] std::string rows_of_lines(std::span<const change> changes) {
  array_literal rows;
  for (const auto& each : changes) {
    for (std::size_t i = 0; i < each.log.size(); ++i) rows.add(each.key.row);
  }
  return std::move(rows).take();
}

[[nodiscard]] std::size_t count_of_lines(std::span<const change> changes) {
  std::size_t count = 0;
  for (const auto& each : changes) count += each.log.size();
  return count;
}

/// Adds what `write` returned to the feed.
void feed(postgres_session& session, const log_commands& with, const std::string& tenant,
          const text_rows& written) {
  array_literal campaigns;
  array_literal ids;
  for (std::size_t i = 0; i < written.size(); ++i) {
    campaigns.add(written.text(i, 0));
    ids.add(written.number(i, 1));
  }
  const auto places = session.run(with.take_places,
                                  {{"tenant", tenant}, {"count", std::to_string(written.size())}});
  const auto added = session.run(with.add_batch, {{"tenant", tenant},
                                                  {"last_place", places.text(0, 0)},
                                                  {"campaign_ids", std::move(campaigns).take()},
                                                  {"log_ids", std::move(ids).take()}});
  if (added.size() == 0) throw_unwritten(with.add_batch, quote_table("waybill.feed_batch"));
}

}  // namespace

bool is_logged_apart(const table_map& tables, const apply_shape& shape) {
  return tables.is_of_one_tenant() && tables.has("campaign_log") && shape.has(apply_part::log);
}

std::string log_ids_sql(const table_map& tables) {
  std::string id;
  if (tables.makes_log_ids()) {
    id = "gen_random_uuid()";
  } else if (tables.names() == schema_names::waybill()) {
    id = "nextval(s.name)";
  } else {
    return {};
  }
  return "SELECT coalesce(array_agg(" + id +
         ")::text, '{}') FROM (SELECT pg_get_serial_sequence('waybill.campaign_log', 'id') AS name"
         " OFFSET 0) s, generate_series(1, :count::bigint)";
}

std::string apply_log_sql(const table_map& tables) {
  const bool has_ids = !log_ids_sql(tables).empty();
  const auto columns = log_columns(tables, has_ids ? "l.id" : "");
  std::string lines;
  std::string names;
  list(lines, every_line, of_log, as_array(tables));
  list(names, every_line, of_log, as_name());
  const auto column = [&](std::string_view name) {
    return tables.column_or("campaign_contact", name, "c", "NULL::text");
  };
  return tables.sql(
      R"sql(
INSERT INTO {campaign_log} ({columns}) {overriding}
SELECT {values}
FROM unnest(:log_row::{type_campaign_contact_id}[], {ids}{lines})
  WITH ORDINALITY AS l(row, {id}{names}, line)
CROSS JOIN LATERAL (
  SELECT {tenant} AS tenant_id, c.{campaign_contact_id} AS id,
    c.{campaign_contact_campaign_id} AS campaign_id, {moved_contact} AS contact_id, {moved_instance} AS instance
  FROM {campaign_contact} c
  WHERE {of_tenant} AND c.{campaign_contact_id} = l.row
  OFFSET 0
) m
WHERE m.campaign_id IS NOT NULL
ORDER BY l.line
RETURNING {told}
)sql",
      {{"columns", columns.names},
       {"values", columns.values},
       {"overriding", columns.overriding},
       {"ids", has_ids ? tables.sql(":log_id::{type_campaign_log_id}[], ") : ""},
       {"id", has_ids ? "id, " : ""},
       {"lines", lines},
       {"names", names},
       {"tenant", tables.tenant("campaign_contact", "c")},
       {"moved_contact", column("contact_id")},
       {"moved_instance", column("instance")},
       {"of_tenant", tables.of_tenant("campaign_contact", "c", tables.hidden_tenant())},
       {"told", tables.keeps_feed() ? "campaign_id, id::text" : "'1'"}});
}

log_commands make_log_commands(const table_map& tables) {
  if (!tables.has("campaign_log")) return {};
  return {{"apply", log_ids_sql(tables), 1, false, true},
          {"apply", apply_log_sql(tables), tables.keeps_feed() ? 2U : 1U, true, true},
          {"apply", take_places_sql, 1, true, true},
          {"apply", add_batch_sql, 1, true, true}};
}

void log_moved(postgres_session& session, const table_map& tables, const log_commands& with,
               std::span<const change> changes, const text_rows& applied) {
  const auto moved = moved_changes(changes, applied);
  const auto lines = count_of_lines(moved);
  if (lines == 0) return;
  auto bound = log_parameters(moved);
  bound.emplace_back("log_row", rows_of_lines(moved));
  if (!with.draw_ids.sql.empty()) {
    const auto ids = session.run(with.draw_ids, {{"count", std::to_string(lines)}});
    bound.emplace_back("log_id", ids.text(0, 0));
  }
  const auto written = session.run(with.write, bound);
  // Told by the applying statement: the lines of messages that are in a campaign.
  if (written.size() < static_cast<std::size_t>(applied.number(0, 1))) {
    throw_unwritten(with.write, tables.table("campaign_log"));
  }
  if (tables.keeps_feed() && written.size() != 0) {
    feed(session, with, moved.front().key.tenant, written);
  }
}

}  // namespace waybill::detail
