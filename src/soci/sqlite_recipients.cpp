#include "sqlite_recipients.hpp"

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "recipient_filter.hpp"
#include "report_rows.hpp"
#include "sqlite_columns.hpp"

namespace waybill::detail {

namespace {

/// An index in whose order the rows asked for are read, and what it knows of them. Each ends with
/// the ids, as every index of a table without rowids does.
struct recipient_index {
  std::string_view name;
  std::string condition;
};

[[nodiscard]] recipient_index index_for(const recipient_query& query) {
  const auto status = asked_status(query);
  if (status == message_status::pending) {
    return {"campaign_contact_pending", " AND c.whatsapp_message_id IS NULL"};
  }
  if (status != message_status::failed) return {"campaign_contact_campaign", ""};
  if (!query.kind || *query.kind == failure_kind::unknown) {
    return {"campaign_contact_failed", " AND c.failed_at IS NOT NULL"};
  }
  return {"campaign_contact_failure_kind",
          fmt::format(" AND c.failed_at IS NOT NULL AND c.failure_kind = '{}'",
                      to_string(*query.kind))};
}

/// Reads rows in the order of an index, as many as may be looked at, and of these the ones that are
/// asked for until the page is full.
[[nodiscard]] command page_command(const recipient_query& query) {
  const bool is_back = query.order == row_order::descending;
  const auto index = index_for(query);
  const auto after =
      query.after.empty() ? std::string{} : fmt::format(" AND c.id {} :after", is_back ? '<' : '>');
  return {"read_recipients",
          fmt::format(
              "SELECT {columns}, CASE WHEN {condition} THEN 't' ELSE 'f' END,"
              " CASE WHEN c.place = {looked_at} THEN 't' ELSE 'f' END"
              " FROM (SELECT c.*, row_number() OVER ({order}) AS place"
              " FROM (SELECT * FROM campaign_contact AS c INDEXED BY {index}"
              " WHERE c.tenant_id = :tenant AND c.campaign_id = :key{indexed}{after}"
              " {order} LIMIT {looked_at}) AS c) AS c{contact}"
              "WHERE ({condition}) OR c.place = {looked_at} {order} LIMIT {rows}",
              fmt::arg("columns", sqlite_message_columns),
              fmt::arg("condition", recipient_condition(query, "c.status", "c.failure_kind")),
              fmt::arg("looked_at", rows_to_look_at(query)), fmt::arg("index", index.name),
              fmt::arg("indexed", index.condition), fmt::arg("after", after),
              fmt::arg("order", std::string{"ORDER BY c.id"} + (is_back ? " DESC" : "")),
              fmt::arg("contact", sqlite_contact_join), fmt::arg("rows", rows_on_page(query) + 1)),
          recipient_column_count, false};
}

}  // namespace

recipient_page sqlite_recipients::read(sqlite_database& database, const campaign_key& campaign,
                                       const recipient_query& query) {
  if (asks_for_none(query)) return {};
  auto bound = report_keys(campaign.tenant, campaign.campaign);
  if (!query.after.empty()) bound.emplace_back("after", query.after);
  return read_page(database.read(page_command(query), bound), query);
}

}  // namespace waybill::detail
