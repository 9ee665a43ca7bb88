// Recording sends in SQLite.

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <waybill/store_parts.hpp>

#include "json_rows.hpp"
#include "report_rows.hpp"
#include "sqlite_load.hpp"
#include "sqlite_parts.hpp"

namespace waybill::detail {

namespace {

/// Makes the rows that are not there, but for those of a campaign that is not there either, which
/// would count nowhere; returns how many contacts each campaign gained.
[[nodiscard]] std::map<campaign_key, std::int64_t> make_rows(sqlite_session& session,
                                                             std::span<const new_row> rows) {
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
  std::map<campaign_key, std::int64_t> gained;
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
    batch.add(campaign.tenant, campaign.campaign, contacts);
  }
  if (!batch.empty()) session.run(what, {{"batch", std::move(batch).take()}});
}

class sqlite_sends final : public send_store {
 public:
  explicit sqlite_sends(sqlite_database& database) noexcept : database_(database) {}

  std::vector<std::optional<tracked_message>> load_rows(std::span<const row_key> rows) override {
    std::vector<std::optional<tracked_message>> result(rows.size());
    auto found = load_messages(database_, rows);
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (!found[i].empty()) result[i] = std::move(found[i].front());
    }
    return result;
  }

  bool add_rows(std::span<const new_row> rows) override {
    return database_.write("add_rows", [&](auto& session) {
      add_rows_in(session, rows);
      return true;
    });
  }

  /// Where a tenant has made no instance, there is nothing to compare with.
  bool knows_instance(const instance_key& instance) override {
    static const command what{
        "knows_instance",
        "SELECT EXISTS (SELECT 1 FROM instance WHERE tenant_id = :tenant AND name = :key)"
        " OR NOT EXISTS (SELECT 1 FROM instance WHERE tenant_id = :tenant)",
        1, false, true};
    return database_.read(what, report_keys(instance.tenant, instance.name)).number(0, 0) != 0;
  }

 private:
  sqlite_database& database_;
};

}  // namespace

std::unique_ptr<send_store> make_sqlite_sends(sqlite_database& database) {
  return std::make_unique<sqlite_sends>(database);
}

}  // namespace waybill::detail
