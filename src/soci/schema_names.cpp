#include <stdexcept>
#include <utility>

#include <waybill/soci/schema_names.hpp>

#include "schema_tables.hpp"

namespace waybill {

namespace {

constexpr std::string_view constants = "campaign_log.constants.";

/// Where the name with that path is kept, or nothing.
[[nodiscard]] std::string* find_slot(schema_names& names, std::string_view path) {
  if (path == "parked_update") return &names.parked_update;
  if (path == "only_tenant") return &names.only_tenant;
  for (const auto& table : detail::schema_tables(names)) {
    if (path == std::string{table.name} + ".table") return table.called;
    for (const auto& column : table.columns) {
      if (path == std::string{table.name} + '.' + std::string{column.name}) return column.called;
    }
  }
  return nullptr;
}

}  // namespace

schema_names schema_names::reference() {
  schema_names result;
  result.campaign.table = "campaigns_campaign";
  result.campaign_contact.table = "campaigns_campaigncontact";
  result.campaign_contact.instance = "instance_used_id";
  result.campaign_contact.error_code = "";
  result.campaign_contact.failure_kind = "";
  result.contact.table = "contacts_contact";
  result.instance.table = "notifications_whatsappinstance";
  result.instance.id = "id";
  result.instance.name = "instance_name";
  result.instance.counters_day = "";
  result.instance.last_success_at = "";
  result.instance.last_error = "";
  auto& log = result.campaign_log;
  log.table = "campaigns_campaignlog";
  log.message = "message";
  log.details = "details";
  log.instance = "instance_id";
  for (auto* const column :
       {&log.whatsapp_message_id, &log.old_status, &log.new_status, &log.implied, &log.error_code,
        &log.error_message, &log.failure_kind}) {
    column->clear();
  }
  result.campaign_pace.table.clear();
  for (auto* const tenant :
       {&result.campaign.tenant_id, &result.campaign_contact.tenant_id, &result.contact.tenant_id,
        &result.instance.tenant_id, &log.tenant_id, &result.campaign_pace.tenant_id}) {
    tenant->clear();
  }
  result.parked_update = "waybill_parked_update";
  return result;
}

void set_schema_name(schema_names& names, std::string_view path, std::string name) {
  if (path.starts_with(constants)) {
    names.campaign_log.constants[std::string{path.substr(constants.size())}] = std::move(name);
    return;
  }
  auto* const slot = find_slot(names, path);
  if (slot == nullptr) {
    throw std::invalid_argument{"no table or column of a schema is called '" + std::string{path} +
                                "'"};
  }
  *slot = std::move(name);
}

std::vector<std::string> schema_name_paths() {
  schema_names names;
  std::vector<std::string> result;
  for (const auto& table : detail::schema_tables(names)) {
    result.push_back(std::string{table.name} + ".table");
    for (const auto& column : table.columns) {
      result.push_back(std::string{table.name} + '.' + std::string{column.name});
    }
  }
  result.insert(result.end(), {"parked_update", "only_tenant"});
  return result;
}

}  // namespace waybill
