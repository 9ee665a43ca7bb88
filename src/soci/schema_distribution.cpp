#include "schema_distribution.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <waybill/store_error.hpp>

#include "array_literal.hpp"
#include "quoting.hpp"
#include "schema_tables.hpp"

namespace waybill::detail {

namespace {

/// A table of a schema, with its tenants, as a distributed PostgreSQL keeps it.
struct kept_table {
  std::string name;        ///< quoted
  std::string called;      ///< as the catalogue's functions take it
  std::string tenant;      ///< the name of its column, empty where it has none
  char method = ' ';       ///< as pg_dist_partition has it: `h` by hash, a space for a plain table
  std::string column{};    ///< that it is distributed by
  std::string location{};  ///< the same for tables whose rows of a tenant lie together

  [[nodiscard]] bool is_spread() const noexcept { return method == 'h'; }
};

/// Campaigns come first: the others lie where theirs do.
[[nodiscard]] std::vector<kept_table> tables_of(schema_names names) {
  names = without_others_pace(std::move(names));
  std::vector<kept_table> result;
  const auto add = [&](const std::string& table, const std::string& tenant) {
    if (!table.empty()) result.push_back({quote_table(table), regclass(table), tenant});
  };
  for (const auto& each : schema_tables(names)) {
    add(*each.called, *each.columns.front().called);
  }
  add(names.parked_update, "tenant_id");
  if (names == schema_names::waybill()) {
    add("waybill.feed_head", "tenant_id");
    add("waybill.feed_batch", "tenant_id");
  }
  return result;
}

[[nodiscard]] bool has_citus(postgres_session& session) {
  static const command what{
      "check_schema", "SELECT (to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL)::int::text",
      1, false};
  return session.run(what).number(0, 0) != 0;
}

constexpr auto kept_sql = R"sql(
SELECT coalesce(p.partmethod::text, ' '),
  coalesce(column_to_column_name(p.logicalrelid, p.partkey)::text, ''),
  coalesce(p.colocationid::text, '')
FROM unnest(:tables::text[]) WITH ORDINALITY AS t(name, ord)
LEFT JOIN pg_dist_partition p ON p.logicalrelid = to_regclass(t.name)
ORDER BY t.ord
)sql";

[[nodiscard]] std::vector<kept_table> read_kept(postgres_session& session,
                                                const schema_names& names) {
  auto result = tables_of(names);
  if (!has_citus(session)) return result;
  const auto rows =
      session.run({"check_schema", kept_sql, 3, false},
                  {{"tables", column_of(result, [](const auto& each) { return each.called; })}});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    result[i].method = rows.text(i, 0).front();
    result[i].column = rows.text(i, 1);
    result[i].location = rows.text(i, 2);
  }
  return result;
}

[[nodiscard]] bool any_is_spread(const std::vector<kept_table>& tables) {
  return std::any_of(tables.begin(), tables.end(),
                     [](const auto& each) { return each.is_spread(); });
}

/// The one that the others are to lie with: the first that lies as it should.
[[nodiscard]] const kept_table& anchor_of(const std::vector<kept_table>& tables) {
  const auto found = std::find_if(tables.begin(), tables.end(), [](const auto& each) {
    return each.is_spread() && each.column == each.tenant;
  });
  return found == tables.end() ? tables.front() : *found;
}

/// The statement that distributes a table. The first is given a group of its own: by itself Citus
/// puts it with any table of its database that is distributed by the same type.
[[nodiscard]] std::string distribute_sql(const kept_table& what, const kept_table& anchor) {
  return fmt::format("SELECT create_distributed_table({}, {}, colocate_with => {})",
                     quote_literal(what.called), quote_literal(what.tenant),
                     &what == &anchor ? "'none'" : quote_literal(anchor.called));
}

/// Each server can then tell which migrations were made.
constexpr auto numbers_everywhere_sql =
    "SELECT create_reference_table('waybill.schema_migration')\n  WHERE NOT EXISTS (SELECT FROM "
    "pg_dist_partition WHERE logicalrelid = 'waybill.schema_migration'::regclass);\n";

/// Looks at how tables lie to each other.
class distribution_look {
 public:
  distribution_look(const std::vector<kept_table>& tables, schema_findings& found)
      : tables_(tables), anchor_(anchor_of(tables)), found_(found) {}

  void look() {
    for (const auto& each : tables_) check_table(each);
  }

 private:
  void check_table(const kept_table& each) {
    if (each.tenant.empty()) {
      return found_.problem(
          "{} has no tenant to be distributed by: add a column for it and give its name, or keep "
          "all tables on one server: SELECT undistribute_table({})",
          each.name, quote_literal(each.called));
    }
    if (!each.is_spread()) return tell_whole(each);
    const bool is_by_tenant = each.column == each.tenant;
    const bool is_apart = anchor_.is_spread() && each.location != anchor_.location;
    if (is_by_tenant && !is_apart) return;
    std::string mend;
    if (!is_by_tenant) {
      mend += ", distribution_column := " + quote_literal(each.tenant);
    }
    if (is_apart) mend += ", colocate_with := " + quote_literal(anchor_.called);
    found_.problem("{} is distributed {}: SELECT alter_distributed_table({}{})", each.name,
                   is_by_tenant ? "apart from " + anchor_.name
                                : "by " + quote_identifier(each.column) + " and not by its tenant",
                   quote_literal(each.called), mend);
  }

  void tell_whole(const kept_table& each) {
    const auto undo = each.method == ' ' ? std::string{}
                                         : fmt::format("SELECT undistribute_table({}); ",
                                                       quote_literal(each.called));
    found_.problem("{} is not distributed, and others are: {}{}", each.name, undo,
                   distribute_sql(each, anchor_));
  }

  const std::vector<kept_table>& tables_;
  const kept_table& anchor_;
  schema_findings& found_;
};

/// The server that takes DDL where this one does not; empty where it does.
[[nodiscard]] std::string other_coordinator(postgres_session& session) {
  static const command what{"migrate",
                            "SELECT coalesce((SELECT n.nodename || ':' || n.nodeport FROM"
                            " pg_dist_node n WHERE n.groupid = 0 LIMIT 1), 'another server')"
                            " FROM pg_dist_local_group l WHERE l.groupid <> 0",
                            1, false};
  if (!has_citus(session)) return {};
  const auto rows = session.run(what);
  return rows.size() == 0 ? std::string{} : rows.text(0, 0);
}

/// Servers without a free background worker: each database with Citus has one there for good, and
/// a move of a shard needs one where the shard goes. Without it the move waits, and only the
/// server's log tells why (seen with Citus 12.1 at PostgreSQL's default of 8).
constexpr auto crowded_sql = R"sql(
SELECT coalesce(string_agg(n.nodename || ':' || n.nodeport, ', ' ORDER BY n.nodeid), '')
FROM run_command_on_all_nodes('
  SELECT count(*) >= current_setting(''max_worker_processes'')::int FROM pg_stat_activity
  WHERE backend_type NOT IN (''client backend'', ''autovacuum launcher'', ''autovacuum worker'',
    ''background writer'', ''checkpointer'', ''walwriter'', ''walsender'', ''walreceiver'',
    ''archiver'', ''startup'')') r
JOIN pg_dist_node n USING (nodeid)
WHERE r.success AND r.result = 't'
)sql";

void check_room_to_move(postgres_session& session, schema_findings& found) {
  const auto crowded = session.run({"check_schema", crowded_sql, 1, false}).text(0, 0);
  if (crowded.empty()) return;
  found.warning(
      "{} has no background worker left, so that moving a shard there waits for ever: ALTER SYSTEM "
      "SET max_worker_processes to more, at least two above the number of databases with Citus, "
      "and restart it",
      crowded);
}

}  // namespace

void look_at_distribution(postgres_session& session, const schema_names& names,
                          tenants_at_once tenants, schema_findings& found) {
  const auto tables = read_kept(session, names);
  if (!any_is_spread(tables)) return;
  if (tenants == tenants_at_once::several) {
    found.problem(
        "the tables are distributed: choose one_tenant_statements, and one_tenant_batches for an "
        "ingestor");
  }
  distribution_look{tables, found}.look();
  if (const auto other = other_coordinator(session); !other.empty()) {
    found.warning("this server is not the coordinator: migrate through {}", other);
  }
  check_room_to_move(session, found);
}

std::string one_by_one(std::string_view statements) {
  return fmt::format("DO $waybill$ BEGIN\n{}END $waybill$", statements);
}

void expect_coordinator(postgres_session& session) {
  if (const auto other = other_coordinator(session); !other.empty()) {
    throw store_error{store_failure::misconfigured,
                      "migrate: this server is not the coordinator; migrate through " + other};
  }
}

void distribute_new_tables(postgres_session& session, const schema_names& names) {
  const auto tables = read_kept(session, names);
  if (!any_is_spread(tables)) return;
  for (const auto& each : tables) {
    if (each.method != ' ') continue;
    session.run({"migrate", distribute_sql(each, anchor_of(tables)) + "::text", 1});
  }
}

std::string distribution_sql(const schema_names& names) {
  const auto tables = tables_of(names);
  std::string result;
  if (names == schema_names::waybill()) result += numbers_everywhere_sql;
  for (const auto& each : tables) {
    result += fmt::format(
        "{}\n  WHERE NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = "
        "{}::regclass);\n",
        distribute_sql(each, tables.front()), quote_literal(each.called));
  }
  return result;
}

}  // namespace waybill::detail
