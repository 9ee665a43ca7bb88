#include "by_hand.hpp"

#include <stdexcept>
#include <string_view>

namespace waybill_bench {

namespace {

constexpr auto move_sql = R"sql(
UPDATE campaign_contact SET status = 'delivered', delivered_at = ?1
WHERE tenant_id = ?2 AND id = ?3 AND whatsapp_message_id = ?4 AND status = 'sent'
  AND sent_at IS NOT NULL AND delivered_at IS NULL AND read_at IS NULL AND failed_at IS NULL
RETURNING campaign_id, contact_id, instance
)sql";

constexpr auto log_sql = R"sql(
INSERT INTO campaign_log (
  tenant_id, campaign_id, log_type, severity, campaign_contact_id, contact_id, instance,
  whatsapp_message_id, old_status, new_status, implied, error_code, error_message, created_at)
VALUES (?2, ?5, 'message_delivered', 'info', ?3, ?6, ?7, ?4, 'sent', 'delivered', 0, '', '', ?1)
)sql";

constexpr auto count_sql =
    "UPDATE campaign SET delivered_count = delivered_count + ?3 WHERE tenant_id = ?1 AND id = ?2";

constexpr auto gauge_sql = R"sql(
UPDATE instance SET msgs_delivered_today = msgs_delivered_today + ?3, consecutive_errors = 0,
  health_score = min(100, health_score + ?3), last_success_at = unixepoch() * 1000000
WHERE tenant_id = ?1 AND name = ?2
)sql";

void expect(int result, int expected) {
  if (result != expected) throw std::runtime_error{sqlite3_errstr(result)};
}

void bind(sqlite3_stmt* to, int place, std::string_view text) {
  expect(sqlite3_bind_text(to, place, text.data(), static_cast<int>(text.size()), nullptr),
         SQLITE_OK);
}

void finish(sqlite3_stmt* what) {
  expect(sqlite3_step(what), SQLITE_DONE);
  sqlite3_reset(what);
}

}  // namespace

by_hand::by_hand(const std::string& file) {
  sqlite3* opened = nullptr;
  const int result = sqlite3_open(file.c_str(), &opened);
  connection_.reset(opened);
  expect(result, SQLITE_OK);
  script("PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000");
  move_ = prepare(move_sql);
  log_ = prepare(log_sql);
  count_ = prepare(count_sql);
  gauge_ = prepare(gauge_sql);
}

void by_hand::apply(std::span<const waybill::change> deliveries) {
  script("BEGIN IMMEDIATE");
  for (const auto& each : deliveries) move(each);
  add(count_, std::exchange(campaigns_, {}));
  add(gauge_, std::exchange(instances_, {}));
  script("COMMIT");
}

void by_hand::move(const waybill::change& delivery) {
  const auto at = delivery.proven.delivered_at.value().time_since_epoch().count();
  for (auto* const each : {move_.get(), log_.get()}) {
    expect(sqlite3_bind_int64(each, 1, at), SQLITE_OK);
    bind(each, 2, delivery.key.tenant);
    bind(each, 3, delivery.key.row);
    bind(each, 4, delivery.expected_message_id);
  }
  expect(sqlite3_step(move_.get()), SQLITE_ROW);
  const auto text = [this](int column) {
    return std::string{reinterpret_cast<const char*>(sqlite3_column_text(move_.get(), column))};
  };
  const std::string campaign = text(0);
  const std::string contact = text(1);
  const std::string instance = text(2);
  finish(move_.get());
  bind(log_.get(), 5, campaign);
  bind(log_.get(), 6, contact);
  bind(log_.get(), 7, instance);
  finish(log_.get());
  ++campaigns_[{delivery.key.tenant, campaign}];
  ++instances_[{delivery.key.tenant, instance}];
}

void by_hand::add(const statement& what, const std::map<key, int>& sums) {
  for (const auto& [of, sum] : sums) {
    bind(what.get(), 1, of.first);
    bind(what.get(), 2, of.second);
    expect(sqlite3_bind_int(what.get(), 3, sum), SQLITE_OK);
    finish(what.get());
  }
}

by_hand::statement by_hand::prepare(const char* sql) {
  sqlite3_stmt* prepared = nullptr;
  expect(sqlite3_prepare_v2(connection_.get(), sql, -1, &prepared, nullptr), SQLITE_OK);
  return {prepared, &sqlite3_finalize};
}

void by_hand::script(const char* sql) {
  expect(sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr), SQLITE_OK);
}

}  // namespace waybill_bench
