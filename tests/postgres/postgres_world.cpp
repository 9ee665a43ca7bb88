#include "postgres/postgres_world.hpp"

#include <nlohmann/json.hpp>

#include "support/observed.hpp"

namespace waybill_test {

namespace {

using nlohmann::json;

[[nodiscard]] json microseconds(const std::optional<waybill::time_point>& at) {
  return at ? json(at->time_since_epoch().count()) : json(nullptr);
}

[[nodiscard]] std::string text(const json& value) { return value.is_null() ? "" : value.dump(); }

[[nodiscard]] json as_json(const waybill::tracked_message& row) {
  return {{"tenant_id", row.key.tenant},
          {"id", row.key.row},
          {"campaign_id", row.campaign},
          {"contact_id", row.contact},
          {"instance", row.instance},
          {"message_id", row.message_id},
          {"status", row.status ? to_string(*row.status) : "of_our_own"},
          {"sent_at", microseconds(row.times.sent_at)},
          {"delivered_at", microseconds(row.times.delivered_at)},
          {"read_at", microseconds(row.times.read_at)},
          {"failed_at", microseconds(row.times.failed_at)},
          {"error_code", row.reason.code},
          {"error_message", row.reason.text},
          {"failure_kind", observed_kind(row.reason)}};
}

const std::string to_time = "'epoch'::timestamptz + interval '1 microsecond' * ";

[[nodiscard]] std::string in_microseconds(const std::string& column) {
  return "(extract(epoch FROM " + column + ") * 1000000)::bigint";
}

const std::string add_messages_sql =
    "WITH given AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(tenant_id text, id text,"
    " campaign_id text, contact_id text, instance text, message_id text, status text,"
    " sent_at bigint, delivered_at bigint, read_at bigint, failed_at bigint, error_code text,"
    " error_message text, failure_kind text)),"
    " made AS (INSERT INTO waybill.campaign_contact (tenant_id, id, campaign_id, contact_id,"
    " instance, whatsapp_message_id, status, sent_at, delivered_at, read_at, failed_at, error_code,"
    " error_message, failure_kind) SELECT tenant_id, id, nullif(campaign_id, ''),"
    " nullif(contact_id, ''), nullif(instance, ''), nullif(message_id, ''), status, " +
    to_time + "sent_at, " + to_time + "delivered_at, " + to_time + "read_at, " + to_time +
    "failed_at, error_code, error_message, failure_kind FROM given RETURNING *)"
    " UPDATE waybill.campaign w SET total_contacts = total_contacts + contacts,"
    " sent_count = sent_count + sent, delivered_count = delivered_count + delivered,"
    " read_count = read_count + read, failed_count = failed_count + failed"
    " FROM (SELECT tenant_id, campaign_id, count(*) AS contacts, count(sent_at) AS sent,"
    " count(delivered_at) AS delivered, count(read_at) AS read,"
    " count(*) FILTER (WHERE status = 'failed') AS failed FROM made GROUP BY 1, 2) d"
    " WHERE w.tenant_id = d.tenant_id AND w.id = d.campaign_id";

}  // namespace

void postgres_world::add_campaign(const std::string& tenant, const std::string& campaign) {
  place_.look.run("INSERT INTO waybill.campaign (tenant_id, id) VALUES ($1, $2)",
                  {tenant, campaign});
}

void postgres_world::add_campaigns(const std::string& tenant,
                                   std::span<const std::string> campaigns) {
  place_.look.run(
      "INSERT INTO waybill.campaign (tenant_id, id) SELECT $1, jsonb_array_elements_text($2)",
      {tenant, json(campaigns).dump()});
}

void postgres_world::add_messages(std::span<const waybill::tracked_message> rows) {
  auto list = json::array();
  for (const auto& row : rows) list.push_back(as_json(row));
  place_.look.run(add_messages_sql, {list.dump()});
}

waybill::campaign_delta postgres_world::counters(const std::string& tenant,
                                                 const std::string& campaign) {
  const auto row = place_.look
                       .run(
                           "SELECT sent_count, delivered_count, read_count, failed_count"
                           " FROM waybill.campaign WHERE tenant_id = $1 AND id = $2",
                           {tenant, campaign})
                       .at(0);
  return observed_counters(row);
}

std::vector<waybill::campaign_delta> postgres_world::counters_of(
    const std::string& tenant, std::span<const std::string> campaigns) {
  std::vector<waybill::campaign_delta> result;
  for (const auto& row :
       place_.look.run("SELECT sent_count, delivered_count, read_count, failed_count"
                       " FROM jsonb_array_elements_text($2) WITH ORDINALITY AS of(id, position)"
                       " JOIN waybill.campaign USING (id) WHERE tenant_id = $1 ORDER BY position",
                       {tenant, json(campaigns).dump()})) {
    result.push_back(observed_counters(row));
  }
  return result;
}

void postgres_world::add_instance(const std::string& tenant, const std::string& name,
                                  const waybill::instance_stats& gauges) {
  const auto day =
      gauges.counters_day ? json(gauges.counters_day->time_since_epoch().count()) : json(nullptr);
  place_.look.run(
      "INSERT INTO waybill.instance VALUES ($1, $2, $3, $4, $5, $6,"
      " 'epoch'::date + nullif($7, '')::int, $8, $9, " +
          to_time + "nullif($10, '')::bigint, $11)",
      {tenant, name, std::to_string(gauges.sent_today), std::to_string(gauges.delivered_today),
       std::to_string(gauges.read_today), std::to_string(gauges.failed_today), text(day),
       std::to_string(gauges.consecutive_errors), std::to_string(gauges.health_score),
       text(microseconds(gauges.last_success_at)), gauges.last_error});
}

waybill::instance_stats postgres_world::gauges(const std::string& tenant,
                                               const std::string& instance) {
  const auto row =
      place_.look
          .run(
              "SELECT msgs_sent_today, msgs_delivered_today, msgs_read_today, msgs_failed_today,"
              " consecutive_errors, health_score, counters_day - 'epoch'::date, " +
                  in_microseconds("last_success_at") +
                  ", last_error FROM waybill.instance WHERE tenant_id = $1 AND name = $2",
              {tenant, instance})
          .at(0);
  return observed_gauges(row);
}

void postgres_world::add_contact(const std::string& tenant, const std::string& contact,
                                 const std::string& name) {
  place_.look.run("INSERT INTO waybill.contact (tenant_id, id, name) VALUES ($1, $2, $3)",
                  {tenant, contact, name});
}

std::optional<waybill::time_point> postgres_world::last_interaction(const std::string& tenant,
                                                                    const std::string& contact) {
  return observed_time(
      place_.look.value("SELECT " + in_microseconds("last_interaction_date") +
                            " FROM waybill.contact WHERE tenant_id = $1 AND id = $2",
                        {tenant, contact}));
}

std::vector<waybill::log_entry> postgres_world::log(const std::string& tenant,
                                                    const std::string& campaign) {
  std::vector<waybill::log_entry> result;
  for (const auto& row : place_.look.run(
           "SELECT log_type, whatsapp_message_id, old_status, new_status, implied, error_code,"
           " error_message, failure_kind, " +
               in_microseconds("created_at") +
               " FROM waybill.campaign_log WHERE tenant_id = $1 AND campaign_id = $2 ORDER BY id",
           {tenant, campaign})) {
    result.push_back(observed_entry(row, "t"));
  }
  return result;
}

}  // namespace waybill_test
