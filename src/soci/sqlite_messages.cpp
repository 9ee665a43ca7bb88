// Loading messages, applying changes, and recording sends: what `sqlite_store` promises as a
// `store` and a `send_store`.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <waybill/soci/sqlite_store.hpp>

#include "json_rows.hpp"
#include "message_columns.hpp"
#include "sqlite_apply.hpp"
#include "sqlite_columns.hpp"
#include "sqlite_database.hpp"

namespace waybill {

namespace {

using detail::command;
using detail::given;
using detail::json_rows;
using detail::sqlite_session;

/// The columns of `read_message` follow the position of their key. CROSS and INDEXED BY make it one
/// look for each key: SQLite takes a tenant for a handful of rows, and would read all of them.
[[nodiscard]] command load_command(std::string_view operation, std::string_view index,
                                   std::string_view key) {
  return {operation,
          given({"tenant_id", "key"}) +
              fmt::format("SELECT n.ord, {} FROM given AS n CROSS JOIN campaign_contact AS c{}{}"
                          "WHERE c.tenant_id = n.tenant_id AND c.{} = n.key ORDER BY n.ord, c.id",
                          detail::sqlite_message_columns, index, detail::sqlite_contact_join, key),
          detail::message_column_count + 1, false, true};
}

/// Makes the rows that are not there, but for those of a campaign that is not there either, which
/// would count nowhere; returns how many contacts each campaign gained.
[[nodiscard]] std::map<std::pair<std::string, std::string>, std::int64_t> make_rows(
    sqlite_session& session, std::span<const new_row> rows) {
  static const command what{
      "add_rows",
      given({"tenant_id", "id", "campaign_id", "contact_id"}) +
          "INSERT INTO campaign_contact (tenant_id, id, campaign_id, contact_id)"
          " SELECT tenant_id, id, nullif(campaign_id, ''), nullif(contact_id, '') FROM given"
          " WHERE campaign_id = '' OR EXISTS (SELECT 1 FROM campaign AS w"
          " WHERE w.tenant_id = given.tenant_id AND w.id = given.campaign_id)"
          " ON CONFLICT DO NOTHING RETURNING tenant_id, coalesce(campaign_id, '')",
      2, true, true};
  json_rows batch;
  for (const auto& each : rows) {
    batch.add(each.key.tenant, each.key.row, each.campaign, each.contact);
  }
  const auto made = session.run(what, {{"batch", std::move(batch).take()}});
  std::map<std::pair<std::string, std::string>, std::int64_t> gained;
  for (std::size_t i = 0; i < made.size(); ++i) ++gained[{made.text(i, 0), made.text(i, 1)}];
  return gained;
}

void add_rows_in(sqlite_session& session, std::span<const new_row> rows) {
  static const command what{
      "add_rows",
      given({"tenant_id", "id", "contacts"}) +
          "UPDATE campaign AS w SET total_contacts = total_contacts + n.contacts"
          " FROM given AS n WHERE w.tenant_id = n.tenant_id AND w.id = n.id",
      0, true, true};
  json_rows batch;
  for (const auto& [campaign, contacts] : make_rows(session, rows)) {
    batch.add(campaign.first, campaign.second, contacts);
  }
  if (!batch.empty()) session.run(what, {{"batch", std::move(batch).take()}});
}

}  // namespace

std::vector<std::vector<tracked_message>> sqlite_store::load(std::span<const message_key> keys) {
  static const auto what =
      load_command("load", " INDEXED BY campaign_contact_message_id", "whatsapp_message_id");
  std::vector<std::vector<tracked_message>> result(keys.size());
  if (keys.empty()) return result;
  json_rows batch;
  for (const auto& each : keys) batch.add(each.tenant, each.message_id);
  const auto rows = implementation_->read(what, {{"batch", std::move(batch).take()}});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    result.at(static_cast<std::size_t>(rows.number(i, 0)))
        .push_back(detail::read_message(rows, i, 1));
  }
  return result;
}

std::vector<std::size_t> sqlite_store::apply(std::span<const change> changes) {
  if (changes.empty()) return {};
  return implementation_->write(
      "apply", [&](auto& session) { return detail::apply_changes(session, changes); });
}

std::vector<std::optional<tracked_message>> sqlite_store::load_rows(std::span<const row_key> rows) {
  static const auto what = load_command("load_rows", "", "id");
  std::vector<std::optional<tracked_message>> result(rows.size());
  if (rows.empty()) return result;
  json_rows batch;
  for (const auto& each : rows) batch.add(each.tenant, each.row);
  const auto found = implementation_->read(what, {{"batch", std::move(batch).take()}});
  for (std::size_t i = 0; i < found.size(); ++i) {
    result.at(static_cast<std::size_t>(found.number(i, 0))) = detail::read_message(found, i, 1);
  }
  return result;
}

bool sqlite_store::add_rows(std::span<const new_row> rows) {
  return implementation_->write("add_rows", [&](auto& session) {
    add_rows_in(session, rows);
    return true;
  });
}

bool sqlite_store::knows_instance(std::string_view tenant, std::string_view name) {
  return read_instance(tenant, name) || instances(tenant).empty();
}

}  // namespace waybill
