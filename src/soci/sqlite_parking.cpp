// Early updates in SQLite.

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/store_parts.hpp>

#include "json_rows.hpp"
#include "parked_rows.hpp"
#include "sqlite_parts.hpp"

namespace waybill::detail {

namespace {

/// Reads parked updates: the columns `read_parked` takes, from `rest` on.
[[nodiscard]] command read_command(std::string_view operation, const std::string& before,
                                   const std::string& rest) {
  return {operation,
          before +
              "SELECT CAST(p.id AS TEXT), p.tenant_id, p.whatsapp_message_id, p.allowed_instances, "
              "p.instance,"
              " p.receipt, p.word, p.error_code, p.error_message, p.failure_kind, "
              "coalesce(p.occurred_at, ''),"
              " CAST(p.arrived_at AS TEXT) FROM parked_update AS p " +
              rest,
          parked_column_count, false, true};
}

[[nodiscard]] std::string list_of(const std::vector<std::string>& texts) {
  json_rows list;
  for (const auto& each : texts) list.add_plain(each);
  return std::move(list).take();
}

/// The ids of what is parked and was asked for.
const std::string parked_given =
    "SELECT p.id FROM given AS g JOIN parked_update AS p"
    " ON p.id = g.id AND p.tenant_id = g.tenant_id";

[[nodiscard]] std::string rows_of(std::span<const parked_key> keys) {
  json_rows batch;
  for (const auto& each : keys) batch.add(each.tenant, each.id);
  return std::move(batch).take();
}

[[nodiscard]] std::vector<parked_id> insert(sqlite_session& session,
                                            std::span<const incoming_update> updates) {
  static const command what{
      "park",
      given({"tenant_id", "message_id", "allowed_instances", "instance", "receipt", "word",
             "error_code", "error_message", "failure_kind", "occurred_at", "arrived_at"}) +
          "INSERT INTO parked_update (tenant_id, whatsapp_message_id, allowed_instances, instance,"
          " receipt, word, error_code, error_message, failure_kind, occurred_at, arrived_at)"
          " SELECT tenant_id, message_id, allowed_instances, instance, receipt, word, error_code,"
          " error_message, failure_kind, occurred_at, arrived_at FROM given ORDER BY ord"
          " RETURNING CAST(id AS TEXT)",
      1, true, true};
  json_rows batch;
  for (const auto& [from, update, arrived_at] : updates) {
    batch.add(from.tenant, update.message_id, list_of(from.instances), update.instance,
              to_string(update.receipt), update.word, update.reason.code, update.reason.text,
              stored_kind(update.reason), update.occurred_at, arrived_at);
  }
  const auto rows = session.run(what, {{"batch", std::move(batch).take()}});
  std::vector<parked_id> ids;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ids.push_back(static_cast<parked_id>(rows.number(i, 0)));
  }
  // SQLite promises no order of what it returns.
  std::sort(ids.begin(), ids.end());
  return ids;
}

/// The newest of a tenant's that has to go.
const std::string last_to_go =
    "SELECT id FROM parked_update WHERE tenant_id = :tenant ORDER BY id DESC LIMIT 1"
    " OFFSET CAST(:cap AS INTEGER)";

class sqlite_parking final : public parking_store {
 public:
  explicit sqlite_parking(sqlite_database& database) noexcept : database_(database) {}

  std::vector<parked_id> park(std::span<const incoming_update> updates) override {
    if (updates.empty()) return {};
    return database_.write("park", [&](auto& session) { return insert(session, updates); });
  }

  std::size_t make_room(std::string_view tenant, std::size_t cap, std::size_t limit) override {
    static const command look{"make_room", "SELECT CAST(id AS TEXT) FROM (" + last_to_go + ")", 1,
                              false, true};
    static const command remove{
        "make_room",
        "DELETE FROM parked_update WHERE id IN (SELECT id FROM parked_update"
        " WHERE tenant_id = :tenant AND id <= (" +
            last_to_go + ") ORDER BY id LIMIT CAST(:limit AS INTEGER)) RETURNING id",
        1, true, true};
    parameters bound{{"tenant", std::string{tenant}}, {"cap", limit_text(cap)}};
    // Most looks find nothing, and need not keep anybody from writing.
    if (database_.read(look, bound).size() == 0) return 0;
    bound.emplace_back("limit", limit_text(limit));
    return database_.write(remove, bound).size();
  }

  std::vector<parked_update> parked_for(std::span<const message_key> keys) override {
    static const auto what =
        read_command("parked_for", given({"tenant_id", "message_id"}),
                     "WHERE (p.tenant_id, p.whatsapp_message_id) IN"
                     " (SELECT tenant_id, message_id FROM given) ORDER BY p.id");
    if (keys.empty()) return {};
    json_rows batch;
    for (const auto& each : keys) batch.add(each.tenant, each.message_id);
    return read_parked(database_.read(what, {{"batch", std::move(batch).take()}}));
  }

  std::vector<parked_update> parked_after(parked_id after, std::size_t limit) override {
    static const auto what = read_command("parked_after", "",
                                          "WHERE p.id > CAST(:after AS INTEGER) ORDER BY p.id"
                                          " LIMIT CAST(:limit AS INTEGER)");
    return read_parked(
        database_.read(what, {{"after", limit_text(after)}, {"limit", limit_text(limit)}}));
  }

  void forget(std::span<const parked_key> keys) override {
    static const command what{
        "forget",
        given({"tenant_id", "id"}) + "DELETE FROM parked_update WHERE id IN (" + parked_given + ")",
        0, true, true};
    if (keys.empty()) return;
    database_.write(what, {{"batch", rows_of(keys)}});
  }

  std::size_t forget_unknown(std::span<const parked_key> keys) override {
    static const command what{
        "forget_unknown",
        given({"tenant_id", "id"}) + "DELETE FROM parked_update WHERE id IN (" + parked_given +
            " AND NOT EXISTS (SELECT 1 FROM campaign_contact AS c WHERE c.tenant_id = p.tenant_id"
            " AND c.whatsapp_message_id = p.whatsapp_message_id)) RETURNING id",
        1, true, true};
    if (keys.empty()) return 0;
    return database_.write(what, {{"batch", rows_of(keys)}}).size();
  }

 private:
  sqlite_database& database_;
};

}  // namespace

std::unique_ptr<parking_store> make_sqlite_parking(sqlite_database& database) {
  return std::make_unique<sqlite_parking>(database);
}

}  // namespace waybill::detail
