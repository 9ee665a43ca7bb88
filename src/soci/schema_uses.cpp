#include "schema_uses.hpp"

#include <cstddef>
#include <string>

#include <fmt/format.h>

#include "array_literal.hpp"
#include "column_types.hpp"
#include "quoting.hpp"
#include "row_security.hpp"
#include "schema_indexes.hpp"
#include "schema_rights.hpp"
#include "schema_tables.hpp"
#include "schema_words.hpp"
#include "stored_statuses.hpp"

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

/// How many rows are looked at for what they hold.
constexpr auto sample_sql =
    "SELECT count(*)::text FROM (SELECT {} AS value FROM {} LIMIT 10000) s WHERE s.value IS NULL";

class uses_look {
 public:
  uses_look(postgres_session& session, const schema_names& names, const stored_tables& stored,
            schema_findings& found)
      : session_(session), names_(names), stored_(stored), found_(found) {}

  void look(bool has_parked_update) {
    for (const auto& table : schema_tables(names_)) {
      const auto stored = stored_.find(table.name);
      if (stored == stored_.end() || !stored->second.is_table()) continue;
      check_values(table, stored->second);
      check_rights(session_, table, stored->second, names_, found_);
    }
    if (has_parked_update) check_parked_rights(session_, names_, found_);
    if (names_ == schema_names::waybill()) check_feed_rights(session_, found_);
    if (found_.problems.empty()) check_absent_in_log();
    if (found_.problems.empty()) check_index();
    if (found_.problems.empty()) check_report_indexes(session_, names_, found_);
    if (found_.problems.empty()) check_rows();
    check_server(session_, found_);
  }

 private:
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
        found_.problem("{}", text);
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
    const auto place = stored_.find(table);
    if (place == stored_.end()) return nullptr;
    const auto& columns = place->second.columns;
    const auto found = columns.find(called(table, name));
    return found == columns.end() ? nullptr : &found->second;
  }

  [[nodiscard]] bool is_null_somewhere(const std::string& column) {
    const auto sql = fmt::format(sample_sql, quote_identifier(column),
                                 quote_table(names_.campaign_contact.table));
    return session_.run({"check_schema", sql, 1, false}).number(0, 0) != 0;
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
    for (const auto& each : security.problems) found_.problem("{}", each);
    for (const auto& each : security.warnings) found_.warning("{}", each);
    for (const auto& each : misspelt_statuses(session_, names_)) found_.warning("{}", each);
  }

  static constexpr std::size_t longest_id = 255;

  postgres_session& session_;
  schema_names names_;
  const stored_tables& stored_;
  schema_findings& found_;
};

}  // namespace

void look_at_uses(postgres_session& session, const schema_names& names, const stored_tables& stored,
                  bool has_parked_update, schema_findings& found) {
  uses_look{session, names, stored, found}.look(has_parked_update);
}

}  // namespace waybill::detail
