// Loading messages, applying changes, and recording sends: what `postgres_store` promises as a
// `store` and a `send_store`.

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/soci/postgres_store.hpp>

#include "apply_command.hpp"
#include "array_literal.hpp"
#include "message_columns.hpp"
#include "plain_text.hpp"
#include "postgres_database.hpp"
#include "tenant_shares.hpp"

namespace waybill {

namespace {

using detail::column_of;

using detail::command;
using detail::table_map;

/// Loads by a key; the columns of `read_message` follow the position of their key. Rows come in any
/// order: to sort them costs the server more than to say where each belongs. The lateral sub-select
/// makes it one look for each key: on a young table, whose size nobody has told the planner, it
/// would read all of it for each batch, and go on so with a kept plan once the table has grown.
[[nodiscard]] command load_by(const table_map& tables, std::string_view operation,
                              std::string_view key) {
  const auto word = "campaign_contact_" + std::string{key};
  return {operation,
          tables.sql(
              // The sub-selects hide the lengths of the arrays from the planner: it would plan each
              // batch anew for its length, which takes longer than to load a single message.
              "SELECT e.ord::text, {columns}"
              " FROM unnest((SELECT :tenants::{tenant_type}[]), (SELECT :key::{key_type}[]))"
              " WITH ORDINALITY AS e(tenant_id, key, ord)"
              " CROSS JOIN LATERAL (SELECT c.* FROM {campaign_contact} c"
              " WHERE {of_tenant} AND {key} = e.key OFFSET 0) c{names}",
              {{"columns", detail::message_columns(tables)},
               {"key_type", tables.sql("{type_" + word + "}")},
               {"of_tenant", tables.of_tenant("campaign_contact", "c", "e.tenant_id")},
               {"key", tables.column("campaign_contact", key, "c")},
               {"names", detail::message_names(tables)}}),
          detail::message_column_count + 1, false, true};
}

[[nodiscard]] command load_command(const table_map& tables) {
  return load_by(tables, "load", "whatsapp_message_id");
}

[[nodiscard]] command load_rows_command(const table_map& tables) {
  return load_by(tables, "load_rows", "id");
}

// Rows of a campaign that is not there would count nowhere, and are not made.
constexpr auto add_rows_sql = R"sql(
WITH made AS (
  INSERT INTO waybill.campaign_contact (tenant_id, id, campaign_id, contact_id)
  SELECT e.tenant_id, e.id, x.id, nullif(e.contact_id, '')
  FROM unnest(:tenants::text[], :row::text[], :campaign::text[], :contact::text[])
    AS e(tenant_id, id, campaign_id, contact_id)
  LEFT JOIN waybill.campaign x ON {named} AND x.id = e.campaign_id
  WHERE (e.campaign_id = '' OR x.id IS NOT NULL){given}
  ORDER BY 1, 2
  ON CONFLICT DO NOTHING
  RETURNING tenant_id, campaign_id
)
UPDATE waybill.campaign w SET total_contacts = w.total_contacts + d.contacts
FROM (
  SELECT g.*
  FROM (SELECT tenant_id, campaign_id, count(*) AS contacts FROM made GROUP BY 1, 2) g
  JOIN waybill.campaign x ON {locked} AND x.id = g.campaign_id
  ORDER BY x.tenant_id, x.id
  FOR NO KEY UPDATE OF x
) d
WHERE {written} AND w.id = d.campaign_id
)sql";

[[nodiscard]] command add_rows_command(const table_map& tables) {
  return {"add_rows", tables.sql(add_rows_sql,
                                 {{"named", tables.of_tenant("campaign", "x", "e.tenant_id")},
                                  {"given", tables.one_tenant(" AND", "e.tenant_id")},
                                  {"locked", tables.of_tenant("campaign", "x", "g.tenant_id")},
                                  {"written", tables.of_tenant("campaign", "w", "d.tenant_id")}})};
}

/// The answers to all items, where they are asked about for one tenant after the other.
template <typename Answer, typename Item, typename Ask>
[[nodiscard]] std::vector<Answer> gather(std::span<const Item> items, Ask ask) {
  std::vector<Answer> result(items.size());
  for (const auto& share : detail::shares_of(items)) {
    auto answers = ask(share.items);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      result[share.positions[i]] = std::move(answers[i]);
    }
  }
  return result;
}

/// The position in a result's first column, which counts from 1.
[[nodiscard]] std::size_t position(const detail::text_rows& rows, std::size_t row) {
  return static_cast<std::size_t>(rows.number(row, 0)) - 1;
}

}  // namespace

std::vector<std::vector<tracked_message>> postgres_store::load(std::span<const message_key> keys) {
  using answer = std::vector<tracked_message>;
  if (const auto stored = implementation_->with_stored_tenants(keys)) return load(*stored);
  if (implementation_->must_share(keys)) {
    return gather<answer>(keys, [&](const auto& some) { return load(some); });
  }
  std::vector<answer> result(keys.size());
  if (keys.empty()) return result;
  const auto rows = implementation_->run(
      load_command, {{"tenant", keys.front().tenant},
                     {"tenants", column_of(keys, [](const auto& each) { return each.tenant; })},
                     {"key", column_of(keys, [](const auto& each) { return each.message_id; })}});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    result.at(position(rows, i)).push_back(detail::read_message(rows, i, 1));
  }
  return result;
}

std::vector<std::size_t> postgres_store::apply(std::span<const change> changes) {
  if (changes.empty()) return {};
  if (implementation_->must_share(changes)) {
    std::vector<std::size_t> lost;
    detail::partial_steps steps;
    for (const auto& share : detail::shares_of(changes)) {
      for (const auto i : steps.run([&] { return apply(share.items); })) {
        lost.push_back(share.positions[i]);
      }
    }
    std::sort(lost.begin(), lost.end());
    return lost;
  }
  const auto rows = detail::write_in_known_characters(changes, [&](const auto& some) {
    return implementation_->run(detail::apply_command, detail::apply_parameters(some));
  });
  return detail::lost_changes(rows.text(0, 0), changes.size());
}

std::vector<std::optional<tracked_message>> postgres_store::load_rows(
    std::span<const row_key> rows) {
  using answer = std::optional<tracked_message>;
  if (const auto stored = implementation_->with_stored_tenants(rows)) return load_rows(*stored);
  if (implementation_->must_share(rows)) {
    return gather<answer>(rows, [&](const auto& some) { return load_rows(some); });
  }
  std::vector<answer> result(rows.size());
  if (rows.empty()) return result;
  const auto& tables = implementation_->tables();
  const auto found = implementation_->run(
      load_rows_command,
      {{"tenant", rows.front().tenant},
       {"tenants", column_of(rows, [](const auto& each) { return each.tenant; })},
       // NULL for an id that no row can have.
       {"key", column_of(rows, [&](const auto& each) {
          return tables.key("campaign_contact", "id", each.row);
        })}});
  for (std::size_t i = 0; i < found.size(); ++i) {
    result.at(position(found, i)) = detail::read_message(found, i, 1);
  }
  return result;
}

bool postgres_store::add_rows(std::span<const new_row> rows) {
  // Rows among existing tables are made by whoever owns those.
  if (!implementation_->owns_tables()) return false;
  if (rows.empty()) return true;
  if (implementation_->must_share(rows)) {
    detail::partial_steps steps;
    for (const auto& share : detail::shares_of(rows)) {
      steps.run([&] { return add_rows(share.items); });
    }
    return true;
  }
  implementation_->run(
      add_rows_command,
      {{"tenant", rows.front().key.tenant},
       {"tenants", column_of(rows, [](const auto& each) { return each.key.tenant; })},
       {"row", column_of(rows, [](const auto& each) { return each.key.row; })},
       {"campaign", column_of(rows, [](const auto& each) { return each.campaign; })},
       {"contact", column_of(rows, [](const auto& each) { return each.contact; })}});
  return true;
}

bool postgres_store::knows_instance(std::string_view tenant, std::string_view name) {
  if (!implementation_->tables().has("instance") || read_instance(tenant, name)) return true;
  return implementation_->owns_tables() && instances(tenant).empty();
}

}  // namespace waybill
