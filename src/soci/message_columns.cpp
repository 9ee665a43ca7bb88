#include "message_columns.hpp"

#include <string_view>

namespace waybill::detail {

namespace {

constexpr std::string_view message = "campaign_contact";

[[nodiscard]] bool has_contact_name(const table_map& tables, contact_names names) {
  return names == contact_names::told && tables.has(message, "contact_id") &&
         tables.has("contact", "name");
}

[[nodiscard]] bool has_instance_id(const table_map& tables) {
  return tables.has(message, "instance") && tables.has("instance", "id");
}

}  // namespace

std::string message_columns(const table_map& tables, contact_names names) {
  const auto text = [&](std::string_view name) { return tables.text(message, name, "c") + ", "; };
  const auto time = [&](std::string_view name) { return tables.time(message, name, "c") + ", "; };
  const auto instance =
      has_instance_id(tables) ? tables.text("instance", "name", "i") + ", " : text("instance");
  const auto contact =
      has_contact_name(tables, names) ? tables.text("contact", "name", "k") + ", " : "'', ";
  return tables.tenant(message, "c") + "::text, " + text("id") + text("whatsapp_message_id") +
         instance + text("campaign_id") + text("contact_id") + contact + text("status") +
         time("sent_at") + time("delivered_at") + time("read_at") + time("failed_at") +
         text("error_code") + text("error_message") + tables.text(message, "failure_kind", "c");
}

std::string message_names(const table_map& tables, contact_names names) {
  const auto tenant = tables.tenant(message, "c");
  std::string result;
  if (has_contact_name(tables, names)) {
    result += tables.sql(
        " LEFT JOIN {contact} k ON {of_tenant} AND k.{contact_id} = "
        "c.{campaign_contact_contact_id}",
        {{"of_tenant", tables.of_tenant("contact", "k", tenant)}});
  }
  if (has_instance_id(tables)) {
    result += tables.sql(
        " LEFT JOIN {instance} i ON {of_tenant} AND i.{instance_id} = "
        "c.{campaign_contact_instance}",
        {{"of_tenant", tables.of_tenant("instance", "i", tenant)}});
  }
  return result;
}

}  // namespace waybill::detail
