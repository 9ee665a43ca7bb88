#include "schema_tables.hpp"

namespace waybill::detail {

namespace {

using enum column_kind;
using enum column_need;

[[nodiscard]] schema_table campaign_table(schema_names::campaign_names& n) {
  return {"campaign",
          needed,
          &n.table,
          {
              {"tenant_id", key, optional, &n.tenant_id},
              {"id", key, needed, &n.id},
              {"total_contacts", count, optional, &n.total_contacts},
              {"sent_count", count, needed, &n.sent_count},
              {"delivered_count", count, needed, &n.delivered_count},
              {"read_count", count, needed, &n.read_count},
              {"failed_count", count, needed, &n.failed_count},
          }};
}

[[nodiscard]] schema_table campaign_contact_table(schema_names::campaign_contact_names& n) {
  return {"campaign_contact",
          needed,
          &n.table,
          {
              {"tenant_id", key, optional, &n.tenant_id},
              {"id", key, needed, &n.id},
              {"campaign_id", key, needed, &n.campaign_id},
              {"contact_id", key, optional, &n.contact_id},
              {"instance", key, optional, &n.instance},
              {"whatsapp_message_id", text, needed, &n.whatsapp_message_id},
              {"status", word, needed, &n.status},
              {"sent_at", time, needed, &n.sent_at},
              {"delivered_at", time, needed, &n.delivered_at},
              {"read_at", time, needed, &n.read_at},
              {"failed_at", time, needed, &n.failed_at},
              {"error_code", remark, optional, &n.error_code},
              {"error_message", remark, optional, &n.error_message},
              {"failure_kind", remark, optional, &n.failure_kind},
          }};
}

[[nodiscard]] schema_table contact_table(schema_names::contact_names& n) {
  return {"contact",
          optional,
          &n.table,
          {
              {"tenant_id", key, optional, &n.tenant_id},
              {"id", key, needed, &n.id},
              {"name", text, optional, &n.name},
              {"last_interaction_date", time, optional, &n.last_interaction_date},
          }};
}

[[nodiscard]] schema_table instance_table(schema_names::instance_names& n) {
  return {"instance",
          optional,
          &n.table,
          {
              {"tenant_id", key, optional, &n.tenant_id},
              {"id", key, optional, &n.id},
              {"name", text, needed, &n.name},
              {"msgs_sent_today", count, optional, &n.msgs_sent_today},
              {"msgs_delivered_today", count, optional, &n.msgs_delivered_today},
              {"msgs_read_today", count, optional, &n.msgs_read_today},
              {"msgs_failed_today", count, optional, &n.msgs_failed_today},
              {"counters_day", date, optional, &n.counters_day},
              {"consecutive_errors", count, optional, &n.consecutive_errors},
              {"health_score", count, optional, &n.health_score},
              {"last_success_at", time, optional, &n.last_success_at},
              {"last_error", remark, optional, &n.last_error},
          }};
}

[[nodiscard]] schema_table campaign_log_table(schema_names::campaign_log_names& n) {
  return {"campaign_log",
          optional,
          &n.table,
          {
              {"tenant_id", key, optional, &n.tenant_id},
              {"id", log_id, needed, &n.id},
              {"campaign_id", key, needed, &n.campaign_id},
              {"log_type", word, needed, &n.log_type},
              {"severity", word, optional, &n.severity},
              {"message", remark, optional, &n.message},
              {"details", json, optional, &n.details},
              {"campaign_contact_id", key, needed, &n.campaign_contact_id},
              {"contact_id", key, optional, &n.contact_id},
              {"instance", key, optional, &n.instance},
              {"whatsapp_message_id", remark, optional, &n.whatsapp_message_id},
              {"old_status", word, optional, &n.old_status},
              {"new_status", word, optional, &n.new_status},
              {"implied", flag, optional, &n.implied},
              {"error_code", remark, optional, &n.error_code},
              {"error_message", remark, optional, &n.error_message},
              {"failure_kind", remark, optional, &n.failure_kind},
              {"created_at", time, needed, &n.created_at},
          }};
}

[[nodiscard]] schema_table campaign_pace_table(schema_names::campaign_pace_names& n) {
  return {"campaign_pace",
          optional,
          &n.table,
          {
              {"tenant_id", key, optional, &n.tenant_id},
              {"campaign_id", key, needed, &n.campaign_id},
              {"kind", text, needed, &n.kind},
              {"slot", count, needed, &n.slot},
              {"messages", count, needed, &n.messages},
          }};
}

}  // namespace

bool is_written(const schema_table& table, const schema_column& column) noexcept {
  if (table.name == "campaign_pace") return column.kind == count;
  if (table.name == "campaign_log") return column.kind != log_id;
  if (column.kind == key) return table.name == "campaign_contact" && column.name == "instance";
  return column.name != "name" && column.name != "total_contacts";
}

schema_names without_others_pace(schema_names names) {
  const auto own = schema_names::waybill();
  if (names != own && names.campaign_pace.table == own.campaign_pace.table) {
    names.campaign_pace.table.clear();
  }
  return names;
}

std::vector<schema_table> schema_tables(schema_names& names) {
  return {campaign_table(names.campaign),         campaign_contact_table(names.campaign_contact),
          contact_table(names.contact),           instance_table(names.instance),
          campaign_log_table(names.campaign_log), campaign_pace_table(names.campaign_pace)};
}

}  // namespace waybill::detail
