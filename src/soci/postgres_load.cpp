#include "postgres_load.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <waybill/no_names_scope.hpp>

#include "array_literal.hpp"
#include "message_columns.hpp"
#include "tenant_shares.hpp"

namespace waybill::detail {

namespace {

using answers = std::vector<std::vector<tracked_message>>;

/// The position of a message's key and the message's place, before the columns of `read_message`.
constexpr std::size_t columns_before = 2;

[[nodiscard]] std::string place(const table_map& tables, const char* of_row) {
  return tables.tells_places() ? fmt::format("{}::text", of_row) : "''";
}

/// Loads by a key; the columns of `read_message` follow the position of their key. Rows come in any
/// order: to sort them costs the server more than to say where each belongs. The lateral sub-select
/// makes it one look for each key: on a young table, whose size the planner does not know, it
/// would read all of it for each batch, and go on so with a kept plan once the table has grown.
[[nodiscard]] command load_by(const table_map& tables, std::string_view operation,
                              std::string_view key, contact_names names) {
  const auto word = "campaign_contact_" + std::string{key};
  return {operation,
          tables.sql(
              // The sub-selects hide the lengths of the arrays from the planner: it would plan each
              // batch anew for its length, which takes longer than to load a single message.
              "SELECT e.ord::text, {place}, {columns}"
              " FROM unnest((SELECT :tenants::{tenant_type}[]), (SELECT :key::{key_type}[]))"
              " WITH ORDINALITY AS e(tenant_id, key, ord)"
              " CROSS JOIN LATERAL (SELECT c.*, c.ctid AS found_place FROM {campaign_contact} c"
              " WHERE {of_tenant} AND {key} = e.key OFFSET 0) c{names}",
              {{"place", place(tables, "c.found_place")},
               {"columns", message_columns(tables, names)},
               {"key_type", tables.sql("{type_" + word + "}")},
               {"of_tenant", tables.of_tenant("campaign_contact", "c", "e.tenant_id")},
               {"key", tables.column("campaign_contact", key, "c")},
               {"names", message_names(tables, names)}}),
          columns_before + message_column_count, false, true};
}

/// The same for one key alone. Of a tenant that seems empty the planner takes any index for good.
[[nodiscard]] command load_one_by(const table_map& tables, std::string_view operation,
                                  std::string_view key, contact_names names) {
  const auto word = "campaign_contact_" + std::string{key};
  const auto tenant = tables.hidden_tenant();
  return {operation,
          tables.sql("SELECT '1', {place}, {columns} FROM {campaign_contact} c{names}"
                     " WHERE {of_tenant} AND {column} = :key::{key_type}",
                     {{"place", place(tables, "c.ctid")},
                      {"columns", message_columns(tables, names)},
                      {"names", message_names(tables, names)},
                      {"key_type", tables.sql("{type_" + word + "}")},
                      {"of_tenant", tables.of_tenant("campaign_contact", "c", tenant)},
                      {"column", tables.column("campaign_contact", key, "c")}}),
          columns_before + message_column_count, false, true};
}

template <contact_names Names>
[[nodiscard]] command load_one_command(const table_map& tables) {
  return load_one_by(tables, "load", "whatsapp_message_id", Names);
}

template <contact_names Names>
[[nodiscard]] command load_one_row_command(const table_map& tables) {
  return load_one_by(tables, "load_rows", "id", Names);
}

template <contact_names Names>
[[nodiscard]] command load_command(const table_map& tables) {
  return load_by(tables, "load", "whatsapp_message_id", Names);
}

template <contact_names Names>
[[nodiscard]] command load_rows_command(const table_map& tables) {
  return load_by(tables, "load_rows", "id", Names);
}

/// A distributed PostgreSQL is to see the tenant's value, and shows it to the planner at each call.
template <typename Key>
[[nodiscard]] bool is_loaded_alone(postgres_database& database, std::span<const Key> keys) {
  return keys.size() == 1 && !database.tables().is_of_one_tenant();
}

template <contact_names Names>
[[nodiscard]] text_rows run_load(postgres_database& database, std::span<const message_key> keys) {
  const auto& first = keys.front();
  if (is_loaded_alone(database, keys)) {
    return database.run(load_one_command<Names>,
                        {{"tenant", first.tenant}, {"key", first.message_id}});
  }
  return database.run(load_command<Names>,
                      {{"tenant", first.tenant},
                       {"tenants", column_of(keys, [](const auto& each) { return each.tenant; })},
                       {"key", column_of(keys, [](const auto& each) { return each.message_id; })}});
}

template <contact_names Names>
[[nodiscard]] text_rows run_load(postgres_database& database, std::span<const row_key> keys) {
  // Nothing for an id that no row can have.
  const auto key_of = [&](const row_key& each) {
    return database.tables().key("campaign_contact", "id", each.row);
  };
  const auto& first = keys.front();
  if (is_loaded_alone(database, keys)) {
    const auto key = key_of(first);
    if (!key) return text_rows{columns_before + message_column_count};
    return database.run(load_one_row_command<Names>, {{"tenant", first.tenant}, {"key", *key}});
  }
  return database.run(load_rows_command<Names>,
                      {{"tenant", first.tenant},
                       {"tenants", column_of(keys, [](const auto& each) { return each.tenant; })},
                       {"key", column_of(keys, key_of)}});
}

/// Loads by keys whose tenants are spelled as in the tables.
template <typename Key>
[[nodiscard]] answers load_stored(postgres_database& database, std::span<const Key> keys) {
  answers result(keys.size());
  if (keys.empty()) return result;
  if (database.must_share(keys)) {
    for (const auto& share : shares_of(keys)) {
      auto some = load_stored(database, std::span<const Key>{share.items});
      for (std::size_t i = 0; i < some.size(); ++i) result[share.positions[i]] = std::move(some[i]);
    }
    return result;
  }
  const auto rows = no_names_scope::is_open() ? run_load<contact_names::left_out>(database, keys)
                                              : run_load<contact_names::told>(database, keys);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    // The position of the key counts from 1.
    const auto key = static_cast<std::size_t>(rows.number(i, 0)) - 1;
    auto& found = result.at(key).emplace_back(read_message(rows, i, columns_before));
    found.place = rows.text(i, 1);
  }
  return result;
}

template <typename Key>
[[nodiscard]] answers load_asked(postgres_database& database, std::span<const Key> keys) {
  const auto stored = database.with_stored_tenants(keys);
  if (!stored) return load_stored(database, keys);
  auto result = load_stored(database, std::span<const Key>{*stored});
  for (std::size_t i = 0; i < keys.size(); ++i) {
    for (auto& row : result[i]) row.key.tenant = keys[i].tenant;
  }
  return result;
}

}  // namespace

std::vector<std::vector<tracked_message>> load_messages(postgres_database& database,
                                                        std::span<const message_key> keys) {
  return load_asked(database, keys);
}

std::vector<std::vector<tracked_message>> load_messages(postgres_database& database,
                                                        std::span<const row_key> keys) {
  return load_asked(database, keys);
}

}  // namespace waybill::detail
