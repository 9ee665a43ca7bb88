// Recording sends in PostgreSQL.

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <waybill/store_parts.hpp>

#include "array_literal.hpp"
#include "postgres_load.hpp"
#include "postgres_parts.hpp"
#include "report_rows.hpp"
#include "tenant_shares.hpp"

namespace waybill::detail {

namespace {

// Rows of a campaign that is not there would count nowhere, and are not made. The conflict names
// its key: on a table without, every row would be made again.
constexpr auto add_rows_sql = R"sql(
WITH made AS (
  INSERT INTO waybill.campaign_contact (tenant_id, id, campaign_id, contact_id)
  SELECT e.tenant_id, e.id, x.id, nullif(e.contact_id, '')
  FROM unnest(:tenants::text[], :row::text[], :campaign::text[], :contact::text[])
    AS e(tenant_id, id, campaign_id, contact_id)
  LEFT JOIN waybill.campaign x ON {named} AND x.id = e.campaign_id
  WHERE (e.campaign_id = '' OR x.id IS NOT NULL){given}
  ORDER BY 1, 2
  ON CONFLICT (tenant_id, id) DO NOTHING
  RETURNING tenant_id, campaign_id
)
UPDATE waybill.campaign w SET total_contacts = w.total_contacts + d.contacts
FROM {counts} d
WHERE {written} AND w.id = d.campaign_id
)sql";

// The rows are locked in key order first. A distributed PostgreSQL brings what was made to the
// server of the campaigns, and can lock no rows beside it: there two that make rows of the same
// campaigns may deadlock, and one of them is run again.
constexpr auto counts_sql =
    "(SELECT tenant_id, campaign_id, count(*) AS contacts FROM made GROUP BY 1, 2)";
constexpr auto locked_counts_sql = R"sql((
  SELECT g.*
  FROM {counts} g
  JOIN waybill.campaign x ON x.tenant_id = g.tenant_id AND x.id = g.campaign_id
  ORDER BY x.tenant_id, x.id
  FOR NO KEY UPDATE OF x
))sql";

[[nodiscard]] command add_rows_command(const table_map& tables) {
  const auto counts = tables.is_of_one_tenant()
                          ? std::string{counts_sql}
                          : tables.sql(locked_counts_sql, {{"counts", counts_sql}});
  return {"add_rows", tables.sql(add_rows_sql,
                                 {{"named", tables.of_tenant("campaign", "x", "e.tenant_id")},
                                  {"given", tables.one_tenant(" AND", "e.tenant_id")},
                                  {"counts", counts},
                                  {"written", tables.of_tenant("campaign", "w", "d.tenant_id")}})};
}

/// Whether there is such an instance. Where the tables are waybill's own and a tenant has made
/// none, there is nothing to compare with.
[[nodiscard]] command knows_instance_command(const table_map& tables) {
  const auto of_tenant = tables.of_tenant("instance", "w", tables.sql(":tenant::{tenant_type}"));
  const std::string exists = "EXISTS (SELECT FROM {instance} w WHERE {of_tenant}";
  const auto is_own = tables.names() == schema_names::waybill();
  return {"knows_instance",
          tables.sql("SELECT (" + exists + " AND w.{instance_name} = :key::text)" +
                         (is_own ? " OR NOT " + exists + ")" : "") + ")::int::text",
                     {{"of_tenant", of_tenant}}),
          1, false, true};
}

class postgres_sends final : public send_store {
 public:
  explicit postgres_sends(postgres_database& database) noexcept : database_(database) {}

  [[nodiscard]] std::vector<std::optional<tracked_message>> load_rows(
      std::span<const row_key> rows) override {
    std::vector<std::optional<tracked_message>> result(rows.size());
    auto found = load_messages(database_, rows);
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (!found[i].empty()) result[i] = std::move(found[i].front());
    }
    return result;
  }

  bool add_rows(std::span<const new_row> rows) override {
    // The owner of existing tables makes their rows.
    if (!database_.owns_tables()) return false;
    if (rows.empty()) return true;
    if (!database_.must_share(rows)) return add_to_tables(rows);
    partial_steps steps;
    for (const auto& share : shares_of(rows)) {
      steps.run([&] { return add_to_tables(share.items); });
    }
    return true;
  }

  [[nodiscard]] bool knows_instance(const instance_key& instance) override {
    if (!database_.tables().has("instance")) return true;
    const auto rows =
        database_.run(knows_instance_command,
                      report_keys(database_.stored_tenant(instance.tenant), instance.name));
    return rows.number(0, 0) != 0;
  }

 private:
  bool add_to_tables(std::span<const new_row> rows) {
    database_.run(add_rows_command,
                  {{"tenant", rows.front().key.tenant},
                   {"tenants", column_of(rows, [](const auto& each) { return each.key.tenant; })},
                   {"row", column_of(rows, [](const auto& each) { return each.key.row; })},
                   {"campaign", column_of(rows, [](const auto& each) { return each.campaign; })},
                   {"contact", column_of(rows, [](const auto& each) { return each.contact; })}});
    return true;
  }

  postgres_database& database_;
};

}  // namespace

std::unique_ptr<send_store> make_postgres_sends(postgres_database& database) {
  return std::make_unique<postgres_sends>(database);
}

}  // namespace waybill::detail
