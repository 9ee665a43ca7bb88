#include "catalogue.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <waybill/store_error.hpp>

#include "array_literal.hpp"
#include "quoting.hpp"
#include "row_security.hpp"
#include "schema_rights.hpp"
#include "schema_tables.hpp"
#include "schema_words.hpp"
#include "stored_key.hpp"
#include "stored_statuses.hpp"
#include "stored_table.hpp"

namespace waybill::detail {

namespace {

/// Whether an index begins with the message id, or with the tenant and then the message id.
constexpr auto index_sql = R"sql(
SELECT count(*)::text
FROM pg_index i
JOIN pg_attribute m ON m.attrelid = i.indrelid AND m.attname = :message_id::text
LEFT JOIN pg_attribute t ON t.attrelid = i.indrelid AND t.attname = :tenant::text
WHERE i.indrelid = to_regclass(:table::text) AND i.indisvalid
  AND (i.indkey[0] = m.attnum OR (i.indkey[0] = t.attnum AND i.indkey[1] = m.attnum))
)sql";

/// The types that a kind of column may have; the first is what a new one should be.
[[nodiscard]] std::span<const std::string_view> types_of(column_kind kind) noexcept {
  static constexpr std::array<std::string_view, 5> key{"text", "character varying", "uuid",
                                                       "bigint", "integer"};
  static constexpr std::array<std::string_view, 5> log_id{"bigint", "integer", "uuid", "text",
                                                          "character varying"};
  static constexpr std::array<std::string_view, 2> text{"text", "character varying"};
  static constexpr std::array<std::string_view, 1> time{"timestamp with time zone"};
  static constexpr std::array<std::string_view, 3> count{"bigint", "integer", "smallint"};
  static constexpr std::array<std::string_view, 1> date{"date"};
  static constexpr std::array<std::string_view, 4> json{"jsonb", "json", "text",
                                                        "character varying"};
  static constexpr std::array<std::string_view, 1> flag{"boolean"};
  switch (kind) {
    case column_kind::key: return key;
    case column_kind::log_id: return log_id;
    case column_kind::text:
    case column_kind::remark:
    case column_kind::word: return text;
    case column_kind::time: return time;
    case column_kind::count: return count;
    case column_kind::date: return date;
    case column_kind::json: return json;
    case column_kind::flag: return flag;
  }
  return {};
}

[[nodiscard]] bool fits(const stored_column& stored, column_kind kind) {
  if (stored.is_enum) return kind == column_kind::word;
  const auto types = types_of(kind);
  return std::find(types.begin(), types.end(), stored.type) != types.end();
}

/// What somebody calls a relation that is no table.
[[nodiscard]] std::string_view name_of(char kind) noexcept {
  switch (kind) {
    case 'v': return "a view";
    case 'm': return "a materialized view";
    case 'f': return "a foreign table";
    default: return "no table";
  }
}

/// How many rows are looked at for what they hold.
constexpr auto sample_sql =
    "SELECT count(*)::text FROM (SELECT {} AS value FROM {} LIMIT 10000) s WHERE s.value IS NULL";

/// Looks at one schema, and collects what is wrong with it.
class schema_check {
 public:
  schema_check(postgres_session& session, const schema_names& names, schema_look how)
      : session_(session), names_(names), how_(how), is_own_(names == schema_names::waybill()) {}

  [[nodiscard]] catalogue look() {
    for (const auto& table : schema_tables(names_)) check_table(table);
    check_parked_update();
    check_tenants();
    check_same_type("campaign_contact.campaign_id", "campaign.id");
    check_same_type("campaign_contact.contact_id", "contact.id");
    check_same_type("campaign_contact.instance",
                    names_.instance.id.empty() ? "instance.name" : "instance.id");
    const bool is_usable = found_.problems.empty();
    if (how_ == schema_look::everything) check_what_some_need();
    return {std::move(columns_), std::move(found_), is_usable};
  }

 private:
  void check_what_some_need() {
    for (const auto& table : schema_tables(names_)) {
      const auto& stored = stored_[table.name];
      if (!stored.is_table()) continue;
      check_values(table, stored);
      check_rights(session_, table, stored, names_, found_);
    }
    if (is_parked_update_there_) check_parked_rights(session_, names_, found_);
    if (found_.problems.empty()) check_absent_in_log();
    if (found_.problems.empty()) check_index();
    if (found_.problems.empty()) check_rows();
    check_server(session_, found_);
  }

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

  /// Whether the columns that are written take what is written there.
  void check_values(const schema_table& table, const stored_table& stored) {
    for (const auto& column : table.columns) {
      const auto facts = stored.columns.find(*column.called);
      if (facts == stored.columns.end() || !is_written(table, column)) continue;
      if (fits(facts->second, column.kind)) check_value(table, column, facts->second);
    }
  }

  void check_value(const schema_table& table, const schema_column& column,
                   const stored_column& facts) {
    const auto path = fmt::format("{}.{}", table.name, column.name);
    if (column.kind == column_kind::word) check_words(session_, table, column, facts, found_);
    if (facts.type == "smallint") {
      found_.warning("{} is full at 32767: ALTER TABLE {} ALTER COLUMN {} TYPE bigint", path,
                     quote_table(*table.called), quote_identifier(*column.called));
    }
    if (column.kind == column_kind::text && facts.length != 0 && facts.length < longest_id) {
      found_.warning("{} takes {} characters, and ids have up to {}", path, facts.length,
                     longest_id);
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
    return std::any_of(table.columns.begin(), table.columns.end(), [&](const auto& column) {
      const bool is_id = column.kind == column_kind::log_id;
      return *column.called == name && (!is_id || stored.type == "uuid");
    });
  }

  void check_parked_update() {
    const auto& table = names_.parked_update;
    if (table.empty()) return;
    is_parked_update_there_ = read_table(session_, table).kind != ' ';
    if (is_parked_update_there_ || how_ == schema_look::before_migration) return;
    problem(
        "there is no table {} for early updates: let waybill make it (migrate), or set "
        "parked_update to nothing",
        quote_table(table));
  }

  /// What a message may lack and an entry of the log must have.
  void check_absent_in_log() {
    for (const std::string_view name : {"contact_id", "instance"}) {
      const auto* const logged = find_column("campaign_log", name);
      if (logged == nullptr || !logged->not_null) continue;
      const auto* const message = find_column("campaign_contact", name);
      if (message != nullptr && message->not_null) continue;
      const auto text = fmt::format(
          "campaign_log.{0} is NOT NULL, and a message may be without: ALTER TABLE {1} ALTER "
          "COLUMN {2} DROP NOT NULL, or set campaign_log.{0} to nothing",
          name, quote_table(names_.campaign_log.table),
          quote_identifier(called("campaign_log", name)));
      if (message == nullptr || is_null_somewhere(called("campaign_contact", name))) {
        problem("{}", text);
      } else {
        found_.warning("{}", text);
      }
    }
  }

  /// The name of a column, empty where that part is off.
  [[nodiscard]] std::string called(std::string_view table, std::string_view name) {
    for (const auto& each : schema_tables(names_)) {
      if (each.name != table) continue;
      for (const auto& column : each.columns) {
        if (column.name == name) return *column.called;
      }
    }
    return {};
  }

  [[nodiscard]] const stored_column* find_column(std::string_view table, std::string_view name) {
    const auto& columns = stored_[table].columns;
    const auto found = columns.find(called(table, name));
    return found == columns.end() ? nullptr : &found->second;
  }

  [[nodiscard]] bool is_null_somewhere(const std::string& column) {
    const auto sql = fmt::format(sample_sql, quote_identifier(column),
                                 quote_table(names_.campaign_contact.table));
    return session_.run({"check_schema", sql, 1, false}).number(0, 0) != 0;
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

  void check_index() {
    const auto& row = names_.campaign_contact;
    const auto rows = session_.run({"check_schema", index_sql, 1, false},
                                   {{"message_id", row.whatsapp_message_id},
                                    {"tenant", row.tenant_id},
                                    {"table", regclass(row.table)}});
    if (rows.number(0, 0) != 0) return;
    const auto message_id = quote_identifier(row.whatsapp_message_id);
    const auto columns =
        row.tenant_id.empty() ? message_id : quote_identifier(row.tenant_id) + ", " + message_id;
    found_.warning(
        "every report reads all of {}, because its message id has no index: CREATE INDEX "
        "CONCURRENTLY ON {} ({})",
        quote_table(row.table), quote_table(row.table), columns);
  }

  /// What keeps waybill from rows, or has it leave them alone.
  void check_rows() {
    const auto security = read_row_security(session_, names_);
    for (const auto& each : security.problems) problem("{}", each);
    for (const auto& each : security.warnings) found_.warning("{}", each);
    for (const auto& each : misspelt_statuses(session_, names_)) found_.warning("{}", each);
  }

  static constexpr std::size_t longest_id = 255;

  postgres_session& session_;
  schema_names names_;
  schema_look how_;
  bool is_own_;
  bool is_parked_update_there_ = false;
  std::map<std::string_view, stored_table> stored_;
  column_catalogue columns_;
  schema_findings found_;
};

}  // namespace

catalogue read_catalogue(postgres_session& session, const schema_names& names, schema_look how) {
  return schema_check{session, names, how}.look();
}

void expect_none(const schema_findings& found) {
  if (found.problems.empty()) return;
  throw store_error{failure_kind::retry_safe,
                    fmt::format("check_schema: the tables are not what they should be:\n- {}",
                                fmt::join(found.problems, "\n- "))};
}

}  // namespace waybill::detail
