#include "table_map.hpp"

#include <fmt/args.h>
#include <fmt/format.h>

#include "message_columns.hpp"
#include "quoting.hpp"
#include "schema_tables.hpp"
#include "stored_key.hpp"

namespace waybill::detail {

namespace {

/// The type of a column in waybill's own tables.
[[nodiscard]] std::string_view own_type(column_kind kind) noexcept {
  switch (kind) {
    case column_kind::time: return "timestamptz";
    case column_kind::count:
    case column_kind::log_id: return "bigint";
    case column_kind::date: return "date";
    case column_kind::json: return "jsonb";
    case column_kind::flag: return "boolean";
    case column_kind::key:
    case column_kind::text:
    case column_kind::remark:
    case column_kind::word: return "text";
  }
  return {};
}

[[nodiscard]] bool is_whole_number(std::string_view type) noexcept {
  return type == "bigint" || type == "integer";
}

/// Whether keys of a type have one order, whatever column they are in.
[[nodiscard]] bool has_one_order(std::string_view type) noexcept {
  return is_whole_number(type) || type == "uuid";
}

[[nodiscard]] std::string word_of(std::string_view table, std::string_view column) {
  return fmt::format("{}_{}", table, column);
}

}  // namespace

table_map::table_map(schema_names names, const column_catalogue& catalogue, tenants_at_once tenants,
                     feed_keeping feed)
    : names_(std::move(names)), tenants_(tenants), feed_(feed) {
  const auto facts = [&](std::string_view table, const schema_column& column) {
    const auto found = catalogue.find(fmt::format("{}.{}", table, column.name));
    return found != catalogue.end() ? found->second
                                    : column_facts{std::string{own_type(column.kind)}};
  };
  words_["parked_update"] = quote_table(names_.parked_update);
  words_["tenant_type"] = "text";
  for (const auto& table : schema_tables(names_)) {
    if (table.called->empty()) continue;
    words_[std::string{table.name}] = quote_table(*table.called);
    words_["oid_" + std::string{table.name}] =
        quote_literal(regclass(*table.called)) + "::regclass";
    for (const auto& column : table.columns) {
      if (column.called->empty()) continue;
      const auto word = word_of(table.name, column.name);
      const auto known = facts(table.name, column);
      words_[word] = quote_identifier(*column.called);
      words_["type_" + word] = known.type;
      words_["nothing_" + word] = known.is_nullable ? "NULL" : "''";
      if (column.kind == column_kind::remark && known.length != 0) lengths_[word] = known.length;
      if (column.name == "tenant_id") words_["tenant_type"] = known.type;
      if (word == "campaign_log_id") makes_log_ids_ = known.type == "uuid" && !known.has_default;
    }
  }
}

bool table_map::is_number(std::string_view word) const {
  const auto type = words_.find("type_" + std::string{word});
  return type != words_.end() && is_whole_number(type->second);
}

bool table_map::tells_places() const {
  if (is_of_one_tenant()) return false;
  const auto& id = words_.at("type_campaign_contact_id");
  return is_own() || (has_one_order(id) && (!has_tenants() || has_one_order(tenant_type())));
}

bool table_map::has(std::string_view table) const { return words_.count(table) != 0; }

bool table_map::has(std::string_view table, std::string_view column) const {
  return words_.count(word_of(table, column)) != 0;
}

std::string table_map::sql(std::string_view text, words more) const {
  fmt::dynamic_format_arg_store<fmt::format_context> arguments;
  for (const auto& [word, value] : words_) arguments.push_back(fmt::arg(word.c_str(), value));
  for (const auto& [word, value] : more) arguments.push_back(fmt::arg(word.data(), value));
  return fmt::vformat(text, arguments);
}

std::string table_map::table(std::string_view name) const { return words_.find(name)->second; }

std::string table_map::oid(std::string_view table) const {
  return words_.at("oid_" + std::string{table});
}

std::string table_map::column(std::string_view table, std::string_view name,
                              std::string_view alias) const {
  return fmt::format("{}.{}", alias, words_.at(word_of(table, name)));
}

std::string table_map::column_or(std::string_view table, std::string_view name,
                                 std::string_view alias, std::string_view missing) const {
  return has(table, name) ? column(table, name, alias) : std::string{missing};
}

std::string table_map::text(std::string_view table, std::string_view name, std::string_view alias,
                            std::string_view missing) const {
  if (!has(table, name)) return std::string{missing};
  return fmt::format("coalesce({}::text, {})", column(table, name, alias), missing);
}

std::string table_map::nothing(std::string_view table, std::string_view name) const {
  return words_.at("nothing_" + word_of(table, name));
}

std::string table_map::time(std::string_view table, std::string_view name,
                            std::string_view alias) const {
  return has(table, name) ? microseconds(column(table, name, alias)) : "''";
}

std::string table_map::beside_join(std::string_view column, std::string_view type) {
  const bool has_collation = type == "text" || type == "character varying";
  return fmt::format("{} = :tenant::{}{}", column, type,
                     has_collation ? R"( COLLATE "POSIX")" : "");
}

std::string table_map::hidden_tenant() const { return sql("(SELECT :tenant::{tenant_type})"); }

std::string table_map::of_tenant(std::string_view table, std::string_view alias,
                                 std::string_view tenant) const {
  if (!has(table, "tenant_id")) {
    return fmt::format("{}::text = {}", tenant, quote_literal(names_.only_tenant));
  }
  const auto stored = column(table, "tenant_id", alias);
  const auto condition = fmt::format("{} = {}", stored, tenant);
  const bool is_bound = tenant.front() == ':';
  if (is_bound || tenants_ == tenants_at_once::several) return condition;
  return condition + " AND " + beside_join(stored, tenant_type());
}

std::string table_map::one_tenant(std::string_view before, std::string_view column) const {
  if (tenants_ == tenants_at_once::several) return {};
  return fmt::format("{} {}", before, beside_join(column, "text"));
}

std::string table_map::tenant(std::string_view table, std::string_view alias) const {
  return has(table, "tenant_id") ? column(table, "tenant_id", alias)
                                 : quote_literal(names_.only_tenant) + "::text";
}

std::string table_map::lock_order(std::string_view table, std::string_view alias,
                                  std::string_view key) const {
  const auto by_key = column(table, key, alias);
  return has(table, "tenant_id") ? column(table, "tenant_id", alias) + ", " + by_key : by_key;
}

std::string table_map::fitted(std::string_view table, std::string_view name,
                              std::string_view value) const {
  const auto word = word_of(table, name);
  const auto length = lengths_.find(word);
  // A cast that is written out cuts; the one of an assignment fails.
  return fmt::format("({})::{}{}", value, words_.at("type_" + word),
                     length == lengths_.end() ? "" : fmt::format("({})", length->second));
}

std::optional<std::string> table_map::key(std::string_view table, std::string_view name,
                                          std::string_view given) const {
  return stored_key(words_.at("type_" + word_of(table, name)), given);
}

std::string table_map::assignments(std::string_view table, words values) const {
  std::string result;
  for (const auto& [name, value] : values) {
    if (value.empty() || !has(table, name)) continue;
    if (!result.empty()) result += ",\n    ";
    const auto word = word_of(table, name);
    result += fmt::format("{} = {}", words_.at(word),
                          lengths_.count(word) == 0 ? value : fitted(table, name, value));
  }
  return result;
}

}  // namespace waybill::detail
