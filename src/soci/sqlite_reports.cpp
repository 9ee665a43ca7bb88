// What dashboards and operators ask of SQLite.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <waybill/store_parts.hpp>

#include "instance_rows.hpp"
#include "log_rows.hpp"
#include "message_columns.hpp"
#include "pace_rows.hpp"
#include "report_rows.hpp"
#include "sqlite_columns.hpp"
#include "sqlite_failure.hpp"
#include "sqlite_load.hpp"
#include "sqlite_pace.hpp"
#include "sqlite_parts.hpp"
#include "sqlite_recipients.hpp"

namespace waybill::detail {

namespace {

// One statement is one snapshot: counters and rows that belong together.
[[nodiscard]] const command& audit_command() {
  static const command what{
      "audit",
      "SELECT CAST(w.sent_count AS TEXT), CAST(w.delivered_count AS TEXT),"
      " CAST(w.read_count AS TEXT), CAST(w.failed_count AS TEXT),"
      " count(c.sent_at), count(c.delivered_at), count(c.read_at),"
      " count(CASE WHEN c.status = 'failed' THEN 1 END)"
      " FROM campaign AS w"
      " LEFT JOIN campaign_contact AS c INDEXED BY campaign_contact_campaign"
      " ON c.tenant_id = w.tenant_id AND c.campaign_id = w.id"
      " WHERE w.tenant_id = :tenant AND w.id = :key GROUP BY w.tenant_id, w.id",
      8, false};
  return what;
}

[[nodiscard]] const command& repair_command() {
  static const command what{"repair",
                            "UPDATE campaign SET sent_count = sent_count + CAST(:sent AS INTEGER),"
                            " delivered_count = delivered_count + CAST(:delivered AS INTEGER),"
                            " read_count = read_count + CAST(:read AS INTEGER),"
                            " failed_count = failed_count + CAST(:failed AS INTEGER)"
                            " WHERE tenant_id = :tenant AND id = :key"};
  return what;
}

class sqlite_reports final : public report_store {
 public:
  explicit sqlite_reports(sqlite_database& database) noexcept : database_(database) {}

  std::optional<campaign_stats> read_campaign(const campaign_key& campaign) override {
    static const command what{
        "read_campaign",
        "SELECT CAST(total_contacts AS TEXT), CAST(sent_count AS TEXT),"
        " CAST(delivered_count AS TEXT), CAST(read_count AS TEXT), CAST(failed_count AS TEXT)"
        " FROM campaign"
        " WHERE tenant_id = :tenant AND id = :key",
        5, false};
    const auto rows = database_.read(what, report_keys(campaign.tenant, campaign.campaign));
    return read_stats(rows);
  }

  std::optional<instance_stats> read_instance(const instance_key& instance) override {
    static const command what{
        "read_instance",
        fmt::format("SELECT {} FROM instance AS w WHERE w.tenant_id = :tenant AND w.name = :key",
                    sqlite_gauge_columns),
        gauge_column_count, false};
    const auto rows = database_.read(what, report_keys(instance.tenant, instance.name));
    if (rows.size() == 0) return std::nullopt;
    return read_gauges(rows, 0, 0);
  }

  std::vector<tracked_message> find_stalled(std::string_view tenant, time_point sent_before,
                                            std::size_t limit) override {
    static const command what{"find_stalled",
                              fmt::format("SELECT {} FROM campaign_contact AS c{}"
                                          "WHERE c.tenant_id = :tenant AND c.status = 'sent'"
                                          " AND c.sent_at < CAST(:before AS INTEGER)"
                                          " ORDER BY c.sent_at, c.id LIMIT CAST(:limit AS INTEGER)",
                                          sqlite_message_columns, sqlite_contact_join),
                              message_column_count, false};
    const auto rows =
        database_.read(what, {{"tenant", std::string{tenant}},
                              {"before", std::to_string(sent_before.time_since_epoch().count())},
                              {"limit", limit_text(limit)}});
    std::vector<tracked_message> result;
    for (std::size_t i = 0; i < rows.size(); ++i) result.push_back(read_message(rows, i, 0));
    return result;
  }

  std::optional<campaign_audit> audit(const campaign_key& campaign) override {
    return read_audit(
        database_.read(audit_command(), report_keys(campaign.tenant, campaign.campaign)));
  }

  // Recounts as the only writer: others wait for it, about a second for a million rows.
  std::optional<campaign_audit> repair(const campaign_key& campaign) override {
    return database_.write("repair", [&](auto& session) {
      const auto of = report_keys(campaign.tenant, campaign.campaign);
      const auto result = read_audit(session.run(audit_command(), of));
      if (result && !result->holds()) {
        session.run(repair_command(), with_drift(of, result->drift()));
        if (session.written_rows() == 0) throw sqlite_unwritten("repair", "campaign");
      }
      if (result) sqlite_pace::repair(session, of);
      return result;
    });
  }

  std::vector<failure_count> failures(const campaign_key& campaign) override {
    static const command what{
        "failures",
        "SELECT failure_kind, error_code, CAST(count(*) AS TEXT) FROM campaign_contact"
        " INDEXED BY campaign_contact_failed WHERE tenant_id = :tenant AND campaign_id = :key"
        " AND failed_at IS NOT NULL AND status = 'failed' GROUP BY 1, 2",
        3, false};
    return read_failures(database_.read(what, report_keys(campaign.tenant, campaign.campaign)));
  }

  std::vector<instance_failures> failures_by_instance(const campaign_key& campaign) override {
    static const command what{
        "failures_by_instance",
        "SELECT coalesce(instance, ''), failure_kind, error_code, CAST(count(*) AS TEXT)"
        " FROM campaign_contact INDEXED BY campaign_contact_failed"
        " WHERE tenant_id = :tenant AND campaign_id = :key"
        " AND failed_at IS NOT NULL AND status = 'failed' GROUP BY 1, 2, 3",
        4, false};
    return read_instance_failures(
        database_.read(what, report_keys(campaign.tenant, campaign.campaign)));
  }

  recipient_page read_recipients(const campaign_key& campaign,
                                 const recipient_query& query) override {
    return sqlite_recipients::read(database_, campaign, query);
  }

  std::optional<message_story> find_message(const row_key& row) override {
    auto found = with_stories(load_messages(database_, std::span{&row, 1}).front());
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
  }

  std::vector<message_story> find_messages(const message_key& message) override {
    return with_stories(load_messages(database_, std::span{&message, 1}).front());
  }

  std::optional<campaign_pace> read_pace(const campaign_key& campaign) override {
    // First the slots: whatever is added meanwhile, contacts are no fewer than those who answered.
    const auto slots = sqlite_pace::read(*database_.borrow_reader(),
                                         report_keys(campaign.tenant, campaign.campaign));
    const auto stats = read_campaign(campaign);
    if (!stats) return std::nullopt;
    return pace_of(slots, stats->total_contacts);
  }

  std::vector<logged_entry> read_log(const campaign_key& campaign, std::optional<log_id> before,
                                     std::size_t limit) override {
    static const command what{"read_log",
                              fmt::format("SELECT CAST(l.id AS TEXT), {} FROM campaign_log AS l"
                                          " WHERE l.tenant_id = :tenant AND l.campaign_id = :key"
                                          " AND l.id < CAST(:before AS INTEGER)"
                                          " ORDER BY l.id DESC LIMIT CAST(:limit AS INTEGER)",
                                          sqlite_entry_columns),
                              log_column_count, false};
    auto bound = report_keys(campaign.tenant, campaign.campaign);
    bound.insert(bound.end(),
                 {{"before", limit_text(before.value_or(no_limit))}, {"limit", limit_text(limit)}});
    return read_entries(database_.read(what, bound));
  }

  std::size_t remove_log(std::string_view tenant, time_point older_than,
                         std::size_t limit) override {
    static const command oldest{
        "remove_log",
        "WITH oldest AS MATERIALIZED (SELECT id, created_at < CAST(:before AS INTEGER) AS is_old"
        " FROM campaign_log INDEXED BY campaign_log_tenant WHERE tenant_id = :tenant"
        " ORDER BY id LIMIT CAST(:limit AS INTEGER))"
        " DELETE FROM campaign_log WHERE id IN (SELECT id FROM oldest WHERE id <"
        " coalesce((SELECT min(id) FROM oldest WHERE NOT is_old), 9223372036854775807))"
        " RETURNING CAST(id AS TEXT)",
        1};
    static const command told{
        "remove_log",
        "INSERT INTO log_head (tenant_id, removed_id) VALUES (:tenant, CAST(:id AS INTEGER))"
        " ON CONFLICT (tenant_id) DO UPDATE SET removed_id = max(removed_id, excluded.removed_id)"};
    return database_.write("remove_log", [&](auto& session) {
      const auto gone =
          session.run(oldest, {{"tenant", std::string{tenant}},
                               {"before", std::to_string(older_than.time_since_epoch().count())},
                               {"limit", limit_text(limit)}});
      std::int64_t last = 0;
      for (std::size_t i = 0; i < gone.size(); ++i) last = std::max(last, gone.number(i, 0));
      if (last != 0) {
        session.run(told, {{"tenant", std::string{tenant}}, {"id", std::to_string(last)}});
      }
      return gone.size();
    });
  }

 private:
  // The log has no index by rows: with random ids it would take as long to keep as all the rest of
  // a report. So a story reads the log of its campaign, a million entries in less than a second.
  [[nodiscard]] std::vector<logged_entry> read_story(const tracked_message& of) {
    static const command what{"find_message",
                              fmt::format("SELECT CAST(l.id AS TEXT), {} FROM campaign_log AS l"
                                          " INDEXED BY campaign_log_campaign"
                                          " WHERE l.tenant_id = :tenant AND l.campaign_id = :key"
                                          " AND l.campaign_contact_id = :row ORDER BY l.id",
                                          sqlite_entry_columns),
                              log_column_count, false};
    auto bound = report_keys(of.key.tenant, of.campaign);
    bound.emplace_back("row", of.key.row);
    return read_entries(database_.read(what, bound));
  }

  [[nodiscard]] std::vector<message_story> with_stories(std::vector<tracked_message> messages) {
    std::vector<message_story> result;
    for (auto& each : messages) {
      auto log = read_story(each);
      result.push_back({std::move(each), std::move(log)});
    }
    return result;
  }

  sqlite_database& database_;
};

}  // namespace

std::unique_ptr<report_store> make_sqlite_reports(sqlite_database& database) {
  return std::make_unique<sqlite_reports>(database);
}

}  // namespace waybill::detail
