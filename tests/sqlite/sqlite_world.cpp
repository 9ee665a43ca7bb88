#include "sqlite/sqlite_world.hpp"

#include <chrono>

#include "support/observed.hpp"

namespace waybill_test {

namespace {

/// Bound where the SQL says `nullif(?, '')`.
[[nodiscard]] std::string microseconds(const std::optional<waybill::time_point>& at) {
  return at ? std::to_string(at->time_since_epoch().count()) : "";
}

[[nodiscard]] std::string number(bool counts) { return counts ? "1" : "0"; }

}  // namespace

void sqlite_world::add_campaign(const std::string& tenant, const std::string& campaign) {
  place_.look.run("INSERT INTO campaign (tenant_id, id) VALUES (?, ?)", {tenant, campaign});
}

void sqlite_world::add_campaigns(const std::string& tenant,
                                 std::span<const std::string> campaigns) {
  place_.look.script("BEGIN IMMEDIATE");
  for (const auto& campaign : campaigns) add_campaign(tenant, campaign);
  place_.look.script("COMMIT");
}

void sqlite_world::add_messages(std::span<const waybill::tracked_message> rows) {
  place_.look.script("BEGIN IMMEDIATE");
  for (const auto& row : rows) {
    const auto& times = row.times;
    const bool failed = row.status == waybill::message_status::failed;
    place_.look.run(
        "INSERT INTO campaign_contact VALUES (?, ?, nullif(?, ''), nullif(?, ''), nullif(?, ''),"
        " nullif(?, ''), ?, nullif(?, ''), nullif(?, ''), nullif(?, ''), nullif(?, ''), ?, ?, ?)",
        {row.key.tenant, row.key.row, row.campaign, row.contact, row.instance, row.message_id,
         std::string{row.status ? to_string(*row.status) : "of_our_own"},
         microseconds(times.sent_at), microseconds(times.delivered_at), microseconds(times.read_at),
         microseconds(times.failed_at), row.reason.code, row.reason.text,
         observed_kind(row.reason)});
    place_.look.run(
        "UPDATE campaign SET total_contacts = total_contacts + 1, sent_count = sent_count + ?,"
        " delivered_count = delivered_count + ?, read_count = read_count + ?,"
        " failed_count = failed_count + ? WHERE tenant_id = ? AND id = ?",
        {number(times.sent_at.has_value()), number(times.delivered_at.has_value()),
         number(times.read_at.has_value()), number(failed), row.key.tenant, row.campaign});
  }
  place_.look.script("COMMIT");
}

waybill::campaign_delta sqlite_world::counters(const std::string& tenant,
                                               const std::string& campaign) {
  const auto row = place_.look
                       .run(
                           "SELECT sent_count, delivered_count, read_count, failed_count"
                           " FROM campaign WHERE tenant_id = ? AND id = ?",
                           {tenant, campaign})
                       .at(0);
  return observed_counters(row);
}

void sqlite_world::add_instance(const std::string& tenant, const std::string& name,
                                const waybill::instance_stats& gauges) {
  const auto& day = gauges.counters_day;
  place_.look.run(
      "INSERT INTO instance VALUES (?, ?, ?, ?, ?, ?, nullif(?, ''), ?, ?, nullif(?, ''), ?, 0)",
      {tenant, name, std::to_string(gauges.sent_today), std::to_string(gauges.delivered_today),
       std::to_string(gauges.read_today), std::to_string(gauges.failed_today),
       day ? std::to_string(day->time_since_epoch().count()) : "",
       std::to_string(gauges.consecutive_errors), std::to_string(gauges.health_score),
       microseconds(gauges.last_success_at), gauges.last_error});
}

waybill::instance_stats sqlite_world::gauges(const std::string& tenant,
                                             const std::string& instance) {
  const auto row =
      place_.look
          .run(
              "SELECT msgs_sent_today, msgs_delivered_today, msgs_read_today, msgs_failed_today,"
              " consecutive_errors, health_score, counters_day, last_success_at, last_error"
              " FROM instance WHERE tenant_id = ? AND name = ?",
              {tenant, instance})
          .at(0);
  return observed_gauges(row);
}

void sqlite_world::add_contact(const std::string& tenant, const std::string& contact,
                               const std::string& name) {
  place_.look.run("INSERT INTO contact (tenant_id, id, name) VALUES (?, ?, ?)",
                  {tenant, contact, name});
}

std::optional<waybill::time_point> sqlite_world::last_interaction(const std::string& tenant,
                                                                  const std::string& contact) {
  return observed_time(
      place_.look.value("SELECT last_interaction_date FROM contact WHERE tenant_id = ? AND id = ?",
                        {tenant, contact}));
}

std::vector<waybill::log_entry> sqlite_world::log(const std::string& tenant,
                                                  const std::string& campaign) {
  std::vector<waybill::log_entry> result;
  for (const auto& row : place_.look.run(
           "SELECT log_type, whatsapp_message_id, old_status, new_status, implied, error_code,"
           " error_message, failure_kind, created_at"
           " FROM campaign_log WHERE tenant_id = ? AND campaign_id = ? ORDER BY id",
           {tenant, campaign})) {
    result.push_back(observed_entry(row, "1"));
  }
  return result;
}

}  // namespace waybill_test
