#include "postgres_recipients.hpp"

#include <optional>
#include <string>

#include <fmt/format.h>

#include "message_columns.hpp"
#include "recipient_filter.hpp"

namespace waybill::detail {

namespace {

/// What an index of waybill's own tables knows of the rows asked for. On existing tables others
/// write too, and may leave an id empty or a time out.
[[nodiscard]] std::string indexed_condition(const recipient_query& query) {
  const auto status = asked_status(query);
  if (status == message_status::pending) return " AND c.whatsapp_message_id IS NULL";
  if (status != message_status::failed) return "";
  const std::string failed = " AND c.failed_at IS NOT NULL";
  if (!query.kind || *query.kind == failure_kind::unknown) return failed;
  return failed + fmt::format(" AND c.failure_kind = '{}'", to_string(*query.kind));
}

/// Reads rows in the order of an index, as many as may be looked at, and of these the ones that are
/// asked for until the page is full. Limits stand in the text, for the planner to see: on a young
/// table it would sort the campaign's rows or hash all contacts.
[[nodiscard]] command read_recipients_command(const postgres_database& database,
                                              const table_map& tables,
                                              const recipient_query& query) {
  const bool is_back = query.order == row_order::descending;
  const auto condition = recipient_condition(query, tables.text("campaign_contact", "status", "c"),
                                             tables.text("campaign_contact", "failure_kind", "c"));
  const auto after = fmt::format(" AND c.{{campaign_contact_id}} {} :after::{}",
                                 is_back ? '<' : '>', "{type_campaign_contact_id}");
  return {
      "read_recipients",
      tables.sql(
          "SELECT {columns}, c.waybill_asked, c.waybill_last FROM ("
          "SELECT c.*, CASE WHEN {condition} THEN 't' ELSE 'f' END AS waybill_asked,"
          " CASE WHEN c.waybill_place = {looked_at} THEN 't' ELSE 'f' END AS waybill_last"
          " FROM (SELECT c.*, row_number() OVER ({order}) AS waybill_place"
          " FROM {campaign_contact} c WHERE {of_tenant}"
          " AND c.{campaign_contact_campaign_id} = :key::{type_campaign_contact_campaign_id}"
          "{indexed}{after} {order} LIMIT {looked_at}) c"
          " WHERE {condition} OR c.waybill_place = {looked_at} {order} LIMIT {rows}) c{names}"
          " {order}",
          {{"columns", message_columns(tables)},
           {"names", message_names(tables)},
           {"condition", condition},
           {"looked_at", std::to_string(rows_to_look_at(query))},
           {"rows", std::to_string(rows_on_page(query) + 1)},
           {"of_tenant",
            tables.of_tenant("campaign_contact", "c", tables.sql(":tenant::{tenant_type}"))},
           {"indexed", database.owns_tables() ? indexed_condition(query) : ""},
           {"after", query.after.empty() ? "" : tables.sql(after)},
           {"order", tables.sql("ORDER BY c.{campaign_contact_id}") + (is_back ? " DESC" : "")}}),
      recipient_column_count, false};
}

}  // namespace

recipient_page postgres_recipients::read(postgres_database& database, const campaign_key& campaign,
                                         const recipient_query& query) {
  auto bound = database.campaign_keys(campaign);
  if (!bound || asks_for_none(query)) return {};
  const auto& tables = database.tables();
  if (!query.after.empty()) {
    const auto after = tables.key("campaign_contact", "id", query.after);
    if (!after) return {};
    bound->emplace_back("after", *after);
  }
  auto page =
      read_page(database.run(read_recipients_command(database, tables, query), *bound), query);
  for (auto& each : page.recipients) each.key.tenant = campaign.tenant;
  return page;
}

}  // namespace waybill::detail
