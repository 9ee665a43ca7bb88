#include "sqlite_load.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "json_rows.hpp"
#include "message_columns.hpp"
#include "sqlite_columns.hpp"

namespace waybill::detail {

namespace {

/// The columns of `read_message` follow the position of their key. CROSS and INDEXED BY make it one
/// look for each key: SQLite takes a tenant for a handful of rows, and would read all of them.
[[nodiscard]] command load_command(std::string_view operation, std::string_view index,
                                   std::string_view column) {
  return {operation,
          given({"tenant_id", "key"}) +
              fmt::format("SELECT n.ord, {} FROM given AS n CROSS JOIN campaign_contact AS c{}{}"
                          "WHERE c.tenant_id = n.tenant_id AND c.{} = n.key ORDER BY n.ord, c.id",
                          sqlite_message_columns, index, sqlite_contact_join, column),
          message_column_count + 1, false, true};
}

[[nodiscard]] std::vector<std::vector<tracked_message>> run_load(sqlite_database& database,
                                                                 const command& what,
                                                                 json_rows batch,
                                                                 std::size_t count) {
  std::vector<std::vector<tracked_message>> result(count);
  if (count == 0) return result;
  const auto rows = database.read(what, {{"batch", std::move(batch).take()}});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    result.at(static_cast<std::size_t>(rows.number(i, 0))).push_back(read_message(rows, i, 1));
  }
  return result;
}

}  // namespace

std::vector<std::vector<tracked_message>> load_messages(sqlite_database& database,
                                                        std::span<const message_key> keys) {
  static const auto what =
      load_command("load", " INDEXED BY campaign_contact_message_id", "whatsapp_message_id");
  json_rows batch;
  for (const auto& each : keys) batch.add(each.tenant, each.message_id);
  return run_load(database, what, std::move(batch), keys.size());
}

std::vector<std::vector<tracked_message>> load_messages(sqlite_database& database,
                                                        std::span<const row_key> keys) {
  static const auto what = load_command("load_rows", "", "id");
  json_rows batch;
  for (const auto& each : keys) batch.add(each.tenant, each.row);
  return run_load(database, what, std::move(batch), keys.size());
}

}  // namespace waybill::detail
