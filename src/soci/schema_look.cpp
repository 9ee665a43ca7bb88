#include "schema_look.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <waybill/store_error.hpp>

#include "column_types.hpp"
#include "keep_feed.hpp"
#include "quoting.hpp"
#include "schema_tables.hpp"
#include "schema_uses.hpp"
#include "stored_key.hpp"
#include "stored_table.hpp"

namespace waybill::detail {

namespace {

/// What somebody calls a relation that is no table.
[[nodiscard]] std::string_view name_of(char kind) noexcept {
  switch (kind) {
    case 'v': return "a view";
    case 'm': return "a materialized view";
    case 'f': return "a foreign table";
    default: return "no table";
  }
}

/// Whether the database keeps messages from having two rows of one tenant and id: by an index of
/// these columns or one of them, and of no other.
constexpr auto key_sql = R"sql(
SELECT count(*)::text
FROM pg_index i
WHERE i.indrelid = to_regclass(:table::text) AND i.indisunique AND i.indisvalid
  AND i.indpred IS NULL AND i.indexprs IS NULL
  AND NOT EXISTS (
    SELECT FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS k(number, place)
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
    WHERE k.place <= i.indnkeyatts AND a.attname::text NOT IN (:tenant::text, :id::text))
)sql";

/// Looks at what every statement needs, and collects what is wrong with it.
class structure_look {
 public:
  structure_look(postgres_session& session, const schema_names& names, schema_look how)
      : session_(session), names_(names), how_(how), is_own_(names == schema_names::waybill()) {}

  [[nodiscard]] seen_schema look() {
    for (const auto& table : schema_tables(names_)) check_table(table);
    if (found_.problems.empty()) check_key();
    check_parked_update();
    if (is_own_) check_feed();
    check_tenants();
    check_same_type("campaign_contact.campaign_id", "campaign.id");
    check_same_type("campaign_contact.contact_id", "contact.id");
    check_same_type("campaign_contact.instance",
                    names_.instance.id.empty() ? "instance.name" : "instance.id");
    const bool is_usable = found_.problems.empty();
    if (how_ == schema_look::everything) {
      look_at_uses(session_, names_, stored_, is_parked_update_there_, found_);
    }
    return {std::move(columns_), std::move(found_), is_usable};
  }

 private:
  template <typename... Values>
  void problem(fmt::format_string<Values...> text, Values&&... values) {
    found_.problem(text, std::forward<Values>(values)...);
  }

  void check_table(const schema_table& table) {
    if (table.called->empty()) {
      if (table.need == column_need::needed) problem("{}.table must have a name", table.name);
      return;
    }
    auto& stored = stored_[table.name] = read_table(session_, *table.called);
    const auto called = quote_table(*table.called);
    if (stored.kind == ' ') {
      return is_own_ ? problem("there is no table {}: migrate the schema", called)
                     : problem(
                           "there is no table {}: correct {}.table, or the search_path of the "
                           "connection",
                           called, table.name);
    }
    if (!stored.is_table()) {
      return problem("{} is {}: give {}.table the name of the table itself", called,
                     name_of(stored.kind), table.name);
    }
    for (const auto& column : table.columns) check_column(table, column, stored);
    check_named_once(table);
    if (table.name == "campaign_log") check_filled(table, stored);
  }

  void check_column(const schema_table& table, const schema_column& column,
                    const stored_table& stored) {
    const auto path = fmt::format("{}.{}", table.name, column.name);
    if (column.called->empty()) {
      if (column.need == column_need::needed) problem("{} must have a name", path);
      return;
    }
    const auto found = stored.columns.find(*column.called);
    const auto& type = types_of(column.kind).front();
    if (found == stored.columns.end()) {
      return problem("{} has no column {}: correct {}, or ALTER TABLE {} ADD COLUMN {} {}",
                     quote_table(*table.called), quote_identifier(*column.called), path,
                     quote_table(*table.called), quote_identifier(*column.called), type);
    }
    const auto& facts = found->second;
    if (!fits(facts, column.kind)) {
      return problem("{} is {} and should be {}: ALTER TABLE {} ALTER COLUMN {} TYPE {}", path,
                     facts.type, fmt::join(types_of(column.kind), ", "), quote_table(*table.called),
                     quote_identifier(*column.called), type);
    }
    columns_[path] = {facts.type, facts.has_default, !facts.not_null, facts.length};
    if (is_written(table, column) && facts.is_generated) {
      problem("{} is GENERATED and cannot be written: give the name of another column, or none",
              path);
    }
  }

  /// A column that is written has one name.
  void check_named_once(const schema_table& table) {
    std::map<std::string_view, const schema_column*> known;
    for (const auto& column : table.columns) {
      if (column.called->empty()) continue;
      const auto [first, is_new] = known.emplace(*column.called, &column);
      if (is_new || !(is_written(table, column) || is_written(table, *first->second))) continue;
      problem("{0}.{1} and {0}.{2} are both column {3}: each needs its own", table.name,
              first->second->name, column.name, quote_identifier(*column.called));
    }
    if (table.name != "campaign_log") return;
    for (const auto& [name, value] : names_.campaign_log.constants) {
      if (known.count(name) == 0) continue;
      problem("campaign_log.constants.{} is column campaign_log.{} too: remove one of them", name,
              known.at(name)->name);
    }
  }

  /// Only log entries are inserted, so only there a column may stay without a value.
  void check_filled(const schema_table& table, const stored_table& stored) {
    for (const auto& [name, column] : stored.columns) {
      if (!column.not_null || column.has_default || is_filled(table, name, column)) continue;
      problem(
          "{} column {} is NOT NULL and nothing fills it: map it, give it a value with "
          "campaign_log.constants.{}, or ALTER TABLE {} ALTER COLUMN {} SET DEFAULT …",
          quote_table(*table.called), quote_identifier(name), name, quote_table(*table.called),
          quote_identifier(name));
    }
    for (const auto& [name, value] : names_.campaign_log.constants) {
      if (stored.columns.count(name) == 0) {
        problem("{} has no column {}: remove campaign_log.constants.{}", quote_table(*table.called),
                quote_identifier(name), name);
      }
    }
  }

  [[nodiscard]] bool is_filled(const schema_table& table, const std::string& name,
                               const stored_column& stored) const {
    if (names_.campaign_log.constants.count(name) != 0) return true;
    if (is_own_ && name == feed_column) return true;
    return std::any_of(table.columns.begin(), table.columns.end(), [&](const auto& column) {
      const bool is_id = column.kind == column_kind::log_id;
      return *column.called == name && (!is_id || is_own_ || stored.type == "uuid");
    });
  }

  /// Two rows of one message would both count, and no recount would tell.
  void check_key() {
    const auto& row = names_.campaign_contact;
    const auto rows =
        session_.run({"check_schema", key_sql, 1, false},
                     {{"table", regclass(row.table)}, {"tenant", row.tenant_id}, {"id", row.id}});
    if (rows.number(0, 0) != 0) return;
    const auto table = quote_table(row.table);
    const auto id = quote_identifier(row.id);
    const auto key = row.tenant_id.empty() ? id : quote_identifier(row.tenant_id) + ", " + id;
    const auto& mend =
        stored_.at("campaign_contact").kind == 'p'
            ? fmt::format(
                  "a partitioned table can have one if it is partitioned by these columns "
                  "alone: make it anew PARTITION BY HASH ({0}), with PRIMARY KEY ({0})",
                  key)
            : fmt::format("CREATE UNIQUE INDEX CONCURRENTLY ON {} ({})", table, key);
    problem("{} has no unique key of {}, so that a message could have two rows and count twice: {}",
            table, key, mend);
  }

  void check_parked_update() {
    const auto& table = names_.parked_update;
    if (table.empty()) return;
    const auto stored = read_table(session_, table);
    is_parked_update_there_ = stored.kind != ' ';
    if (how_ == schema_look::before_migration) return;
    if (is_parked_update_there_ && stored.columns.count("failure_kind") == 0) {
      problem("{} has no column failure_kind: let waybill add it (migrate)", quote_table(table));
    }
    if (is_parked_update_there_) return;
    problem(
        "there is no table {} for early updates: let waybill make it (migrate), or set "
        "parked_update to nothing",
        quote_table(table));
  }

  void check_feed() {
    for (const auto* const table : {"waybill.feed_head", "waybill.feed_batch"}) {
      if (read_table(session_, table).kind != ' ') continue;
      problem("there is no table {}: migrate the schema", quote_table(table));
    }
  }

  void check_tenants() {
    std::vector<std::string_view> with;
    std::vector<std::string_view> without;
    for (const auto& table : schema_tables(names_)) {
      if (table.called->empty()) continue;
      (table.columns.front().called->empty() ? without : with).push_back(table.name);
    }
    const auto tenant = columns_.find("campaign_contact.tenant_id");
    if (tenant != columns_.end() && !names_.only_tenant.empty() &&
        !stored_key(tenant->second.type, names_.only_tenant)) {
      problem(
          "only_tenant is no {}, as campaign_contact.tenant_id is: give it as it is stored, or "
          "none",
          tenant->second.type);
    }
    if (with.empty() || without.empty()) return;
    problem("all tables have a tenant_id or none has: {} have, {} have not", fmt::join(with, ", "),
            fmt::join(without, ", "));
  }

  /// Two columns that are compared. Texts compare with each other.
  void check_same_type(const std::string& from, const std::string& to) {
    const auto left = columns_.find(from);
    const auto right = columns_.find(to);
    if (left == columns_.end() || right == columns_.end()) return;
    const auto plain = [](const std::string& type) {
      return type == "character varying" ? std::string{"text"} : type;
    };
    if (plain(left->second.type) == plain(right->second.type)) return;
    problem("{} is {} and {} is {}: they must be of one type", from, left->second.type, to,
            right->second.type);
  }

  postgres_session& session_;
  schema_names names_;
  schema_look how_;
  bool is_own_;
  bool is_parked_update_there_ = false;
  stored_tables stored_;
  column_catalogue columns_;
  schema_findings found_;
};

}  // namespace

seen_schema look_at_schema(postgres_session& session, const schema_names& names, schema_look how) {
  return structure_look{session, names, how}.look();
}

void expect_none(const schema_findings& found) {
  if (found.problems.empty()) return;
  throw store_error{store_failure::retry_safe,
                    fmt::format("check_schema: the tables are not what they should be:\n- {}",
                                fmt::join(found.problems, "\n- "))};
}

}  // namespace waybill::detail
