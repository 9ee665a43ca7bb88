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
#include "schema_tables.hpp"
#include "stored_statuses.hpp"

namespace waybill::detail {

namespace {

/// A column as the catalogue has it.
struct stored_column {
  std::string type;
  bool is_enum;
  bool not_null;
  bool has_default;
};
using stored_table = std::map<std::string, stored_column>;

/// Of a domain the type beneath: what may be compared and cast to.
constexpr auto columns_sql = R"sql(
SELECT a.attname::text, format_type(coalesce(nullif(t.typbasetype, 0), t.oid), NULL),
  (t.typtype = 'e')::int::text, a.attnotnull::int::text,
  (a.atthasdef OR a.attidentity <> '')::int::text
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
WHERE c.oid = to_regclass(:table::text) AND c.relkind IN ('r', 'p')
)sql";

[[nodiscard]] stored_table read_columns(postgres_session& session, std::string_view table) {
  const auto rows =
      session.run({"check_schema", columns_sql, 5, false}, {{"table", regclass(table)}});
  stored_table result;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    result[rows.text(i, 0)] = {rows.text(i, 1), rows.number(i, 2) != 0, rows.number(i, 3) != 0,
                               rows.number(i, 4) != 0};
  }
  return result;
}

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

/// Looks at one schema, and collects what is wrong with it.
class schema_check {
 public:
  schema_check(postgres_session& session, const schema_names& names)
      : session_(session), names_(names) {}

  [[nodiscard]] catalogue look() {
    for (const auto& table : schema_tables(names_)) check_table(table);
    check_parked_update();
    check_tenants();
    check_same_type("campaign_contact.campaign_id", "campaign.id");
    check_same_type("campaign_contact.contact_id", "contact.id");
    check_same_type("campaign_contact.instance",
                    names_.instance.id.empty() ? "instance.name" : "instance.id");
    if (problems_.empty()) check_index();
    if (problems_.empty()) check_rows();
    if (problems_.empty()) return std::move(found_);
    throw store_error{failure_kind::retry_safe,
                      fmt::format("check_schema: the tables are not what the names say:\n- {}",
                                  fmt::join(problems_, "\n- "))};
  }

 private:
  template <typename... Values>
  void problem(fmt::format_string<Values...> text, Values&&... values) {
    problems_.push_back(fmt::format(text, std::forward<Values>(values)...));
  }

  void check_table(const schema_table& table) {
    if (table.called->empty()) {
      if (table.need == column_need::needed) problem("{}.table must have a name", table.name);
      return;
    }
    const auto stored = read_columns(session_, *table.called);
    if (stored.empty()) {
      return problem("there is no table {}: correct {}.table, or the search_path of the connection",
                     quote_table(*table.called), table.name);
    }
    for (const auto& column : table.columns) check_column(table, column, stored);
    if (table.name == "campaign_log") check_filled(table, stored);
  }

  void check_column(const schema_table& table, const schema_column& column,
                    const stored_table& stored) {
    const auto path = fmt::format("{}.{}", table.name, column.name);
    if (column.called->empty()) {
      if (column.need == column_need::needed) problem("{} must have a name", path);
      return;
    }
    const auto found = stored.find(*column.called);
    const auto& type = types_of(column.kind).front();
    if (found == stored.end()) {
      return problem("{} has no column {}: correct {}, or ALTER TABLE {} ADD COLUMN {} {}",
                     quote_table(*table.called), quote_identifier(*column.called), path,
                     quote_table(*table.called), quote_identifier(*column.called), type);
    }
    if (!fits(found->second, column.kind)) {
      return problem("{} is {} and should be {}: ALTER TABLE {} ALTER COLUMN {} TYPE {}", path,
                     found->second.type, fmt::join(types_of(column.kind), ", "),
                     quote_table(*table.called), quote_identifier(*column.called), type);
    }
    found_.columns[path] = {found->second.type, found->second.has_default, !found->second.not_null};
  }

  /// Only log entries are inserted, so only there a column may stay without a value.
  void check_filled(const schema_table& table, const stored_table& stored) {
    for (const auto& [name, column] : stored) {
      if (!column.not_null || column.has_default || is_filled(table, name, column)) continue;
      problem(
          "{} column {} is NOT NULL and nothing fills it: map it, give it a value with "
          "campaign_log.constants.{}, or ALTER TABLE {} ALTER COLUMN {} SET DEFAULT …",
          quote_table(*table.called), quote_identifier(name), name, quote_table(*table.called),
          quote_identifier(name));
    }
    for (const auto& [name, value] : names_.campaign_log.constants) {
      if (stored.count(name) == 0) {
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
    if (table.empty() || !read_columns(session_, table).empty()) return;
    problem(
        "there is no table {} for early updates: let waybill make it (migrate), or set "
        "parked_update to nothing",
        quote_table(table));
  }

  void check_tenants() {
    std::vector<std::string_view> with;
    std::vector<std::string_view> without;
    for (const auto& table : schema_tables(names_)) {
      if (table.called->empty()) continue;
      (table.columns.front().called->empty() ? without : with).push_back(table.name);
    }
    if (with.empty() || without.empty()) return;
    problem("all tables have a tenant_id or none has: {} have, {} have not", fmt::join(with, ", "),
            fmt::join(without, ", "));
  }

  /// Two columns that are compared. Texts compare with each other.
  void check_same_type(const std::string& from, const std::string& to) {
    const auto left = found_.columns.find(from);
    const auto right = found_.columns.find(to);
    if (left == found_.columns.end() || right == found_.columns.end()) return;
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
    found_.warnings.push_back(fmt::format(
        "every webhook reads all of {}, because its message id has no index: CREATE INDEX "
        "CONCURRENTLY ON {} ({})",
        quote_table(row.table), quote_table(row.table), columns));
  }

  /// What keeps waybill from rows, or has it leave them alone.
  void check_rows() {
    auto security = read_row_security(session_, names_);
    problems_ = std::move(security.problems);
    for (auto& each : security.warnings) found_.warnings.push_back(std::move(each));
    for (auto& each : misspelt_statuses(session_, names_)) {
      found_.warnings.push_back(std::move(each));
    }
  }

  postgres_session& session_;
  schema_names names_;
  catalogue found_;
  std::vector<std::string> problems_;
};

}  // namespace

catalogue read_catalogue(postgres_session& session, const schema_names& names) {
  return schema_check{session, names}.look();
}

}  // namespace waybill::detail
