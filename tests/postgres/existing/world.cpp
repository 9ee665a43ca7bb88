#include "postgres/existing/world.hpp"

#include <map>
#include <utility>

#include "support/observed.hpp"

namespace waybill_test {

namespace {

/// Double quotes around each part, which is all that PostgreSQL asks of a name.
[[nodiscard]] std::string quoted(const std::string& name) {
  std::string result{"\""};
  for (const char c : name) result += c == '"' ? "\"\"" : std::string{c};
  return result + '"';
}
[[nodiscard]] std::string quoted_table(const std::string& name) {
  const auto dot = name.find('.');
  if (dot == std::string::npos) return quoted(name);
  return quoted(name.substr(0, dot)) + '.' + quoted(name.substr(dot + 1));
}

[[nodiscard]] std::string literal(const std::string& text) {
  std::string result{"'"};
  for (const char c : text) result += c == '\'' ? "''" : std::string{c};
  return result + '\'';
}
[[nodiscard]] std::string literal_or_null(const std::string& text) {
  return text.empty() ? "NULL" : literal(text);
}
[[nodiscard]] std::string literal(const std::optional<waybill::time_point>& at) {
  if (!at) return "NULL";
  return "'epoch'::timestamptz + interval '1 microsecond' * " +
         std::to_string(at->time_since_epoch().count());
}

[[nodiscard]] std::string microseconds(const std::string& column) {
  return column.empty() ? "" : "(extract(epoch FROM " + quoted(column) + ") * 1000000)::bigint";
}
[[nodiscard]] std::string column(const std::string& name) {
  return name.empty() ? "" : quoted(name);
}
/// A field of the log, which may be among its details.
[[nodiscard]] std::string field(const waybill::schema_names::campaign_log_names& log,
                                const std::string& name, const std::string& member) {
  return name.empty() ? quoted(log.details) + "->>'" + member + "'" : quoted(name) + "::text";
}

}  // namespace

std::string existing_world::insert_sql(const std::string& table, const std::vector<cell>& cells) {
  std::string columns;
  std::string values;
  for (const auto& [name, value] : cells) {
    if (name.empty()) continue;
    columns += (columns.empty() ? "" : ", ") + quoted(name);
    values += (values.empty() ? "" : ", ") + value;
  }
  return "INSERT INTO " + quoted_table(table) + " (" + columns + ") VALUES (" + values + ");";
}

std::vector<observer::row> existing_world::select(const std::string& table,
                                                  const std::vector<std::string>& expressions,
                                                  const std::vector<cell>& where,
                                                  const std::string& order) {
  std::string list;
  for (const auto& each : expressions) {
    list += (list.empty() ? "" : ", ") + (each.empty() ? "''" : each);
  }
  std::string conditions{"true"};
  for (const auto& [name, value] : where) {
    if (!name.empty()) conditions += " AND " + quoted(name) + " = " + value;
  }
  return place_.look.run("SELECT " + list + " FROM " + quoted_table(table) + " WHERE " +
                         conditions + order);
}

std::string existing_world::insert_campaign_sql(const std::string& tenant,
                                                const std::string& campaign) const {
  const auto& n = place_.tables.names.campaign;
  return insert_sql(n.table, {{n.tenant_id, literal(tenant)},
                              {n.id, literal(campaign)},
                              {n.total_contacts, "0"},
                              {n.sent_count, "0"},
                              {n.delivered_count, "0"},
                              {n.read_count, "0"},
                              {n.failed_count, "0"}});
}

void existing_world::add_campaign(const std::string& tenant, const std::string& campaign) {
  place_.look.script(insert_campaign_sql(tenant, campaign));
}

void existing_world::add_campaigns(const std::string& tenant,
                                   std::span<const std::string> campaigns) {
  std::string sql;
  for (const auto& campaign : campaigns) sql += insert_campaign_sql(tenant, campaign);
  place_.look.script(sql);
}

std::string existing_world::insert_message_sql(const waybill::tracked_message& row) {
  const auto& n = place_.tables.names.campaign_contact;
  const auto status = row.status ? std::string{to_string(*row.status)} : "of_our_own";
  return insert_sql(n.table, {{n.tenant_id, literal(row.key.tenant)},
                              {n.id, literal(row.key.row)},
                              {n.campaign_id, literal_or_null(row.campaign)},
                              {n.contact_id, literal_or_null(row.contact)},
                              {n.instance, instance_key(row.key.tenant, row.instance)},
                              {n.whatsapp_message_id, literal_or_null(row.message_id)},
                              {n.status, literal(status)},
                              {n.sent_at, literal(row.times.sent_at)},
                              {n.delivered_at, literal(row.times.delivered_at)},
                              {n.read_at, literal(row.times.read_at)},
                              {n.failed_at, literal(row.times.failed_at)},
                              {n.error_code, literal(row.reason.code)},
                              {n.error_message, literal(row.reason.text)},
                              {n.failure_kind, literal(observed_kind(row.reason))}});
}

void existing_world::add_messages(std::span<const waybill::tracked_message> rows) {
  std::string sql;
  std::map<std::pair<std::string, std::string>, std::pair<std::size_t, waybill::campaign_delta>>
      counts;
  for (const auto& row : rows) {
    sql += insert_message_sql(row);
    auto& [contacts, delta] = counts[{row.key.tenant, row.campaign}];
    ++contacts;
    delta += {row.times.sent_at ? 1 : 0, row.times.delivered_at ? 1 : 0, row.times.read_at ? 1 : 0,
              row.status == waybill::message_status::failed ? 1 : 0};
  }
  for (const auto& [of, count_of] : counts) {
    if (!of.second.empty()) sql += count_sql(of.first, of.second, count_of.first, count_of.second);
  }
  place_.look.script(sql);
}

std::string existing_world::count_sql(const std::string& tenant, const std::string& campaign,
                                      std::size_t rows,
                                      const waybill::campaign_delta& counts) const {
  const auto& n = place_.tables.names.campaign;
  const auto add = [](const std::string& name, auto what) {
    return quoted(name) + " = " + quoted(name) + " + (" + std::to_string(what) + ")";
  };
  auto sql = "UPDATE " + quoted_table(n.table) + " SET " + add(n.sent_count, counts.sent) + ", " +
             add(n.delivered_count, counts.delivered) + ", " + add(n.read_count, counts.read) +
             ", " + add(n.failed_count, counts.failed);
  if (!n.total_contacts.empty()) sql += ", " + add(n.total_contacts, rows);
  sql += " WHERE " + quoted(n.id) + " = " + literal(campaign);
  if (!n.tenant_id.empty()) sql += " AND " + quoted(n.tenant_id) + " = " + literal(tenant);
  return sql + ";";
}

waybill::campaign_delta existing_world::counters(const std::string& tenant,
                                                 const std::string& campaign) {
  const auto& n = place_.tables.names.campaign;
  const auto row = select(n.table,
                          {column(n.sent_count), column(n.delivered_count), column(n.read_count),
                           column(n.failed_count)},
                          {{n.tenant_id, literal(tenant)}, {n.id, literal(campaign)}})
                       .at(0);
  return observed_counters(row);
}

std::vector<waybill::campaign_delta> existing_world::counters_of(
    const std::string& tenant, std::span<const std::string> campaigns) {
  const auto& n = place_.tables.names.campaign;
  std::map<std::string, waybill::campaign_delta> by_id;
  for (const auto& row : select(n.table,
                                {column(n.sent_count), column(n.delivered_count),
                                 column(n.read_count), column(n.failed_count), column(n.id)},
                                {{n.tenant_id, literal(tenant)}})) {
    by_id[row[4]] = observed_counters(row);
  }
  std::vector<waybill::campaign_delta> result;
  for (const auto& campaign : campaigns) result.push_back(by_id.at(campaign));
  return result;
}

std::string existing_world::instance_key(const std::string& tenant, const std::string& name) const {
  const auto& n = place_.tables.names.instance;
  if (n.id.empty() || name.empty()) return literal_or_null(name);
  const auto found = instance_keys_.find({tenant, name});
  return found == instance_keys_.end() ? "NULL" : literal(found->second);
}

void existing_world::add_instance(const std::string& tenant, const std::string& name,
                                  const waybill::instance_stats& gauges) {
  const auto key = instance_keys_[{tenant, name}] = id(instance_keys_.size() + 1);
  const auto& n = place_.tables.names.instance;
  const auto day =
      gauges.counters_day
          ? "'epoch'::date + " + std::to_string(gauges.counters_day->time_since_epoch().count())
          : "NULL";
  insert(n.table, {{n.tenant_id, literal(tenant)},
                   {n.id, literal(key)},
                   {n.name, literal(name)},
                   {n.msgs_sent_today, std::to_string(gauges.sent_today)},
                   {n.msgs_delivered_today, std::to_string(gauges.delivered_today)},
                   {n.msgs_read_today, std::to_string(gauges.read_today)},
                   {n.msgs_failed_today, std::to_string(gauges.failed_today)},
                   {n.counters_day, day},
                   {n.consecutive_errors, std::to_string(gauges.consecutive_errors)},
                   {n.health_score, std::to_string(gauges.health_score)},
                   {n.last_success_at, literal(gauges.last_success_at)},
                   {n.last_error, literal(gauges.last_error)}});
}

waybill::instance_stats existing_world::gauges(const std::string& tenant,
                                               const std::string& instance) {
  const auto& n = place_.tables.names.instance;
  const auto day = n.counters_day.empty() ? "" : quoted(n.counters_day) + " - 'epoch'::date";
  const auto row =
      select(n.table,
             {column(n.msgs_sent_today), column(n.msgs_delivered_today), column(n.msgs_read_today),
              column(n.msgs_failed_today), column(n.consecutive_errors), column(n.health_score),
              day, microseconds(n.last_success_at), column(n.last_error)},
             {{n.tenant_id, literal(tenant)}, {n.name, literal(instance)}})
          .at(0);
  return observed_gauges(row);
}

void existing_world::add_contact(const std::string& tenant, const std::string& contact,
                                 const std::string& name) {
  const auto& n = place_.tables.names.contact;
  insert(n.table,
         {{n.tenant_id, literal(tenant)}, {n.id, literal(contact)}, {n.name, literal(name)}});
}

std::optional<waybill::time_point> existing_world::last_interaction(const std::string& tenant,
                                                                    const std::string& contact) {
  const auto& n = place_.tables.names.contact;
  return observed_time(select(n.table, {microseconds(n.last_interaction_date)},
                              {{n.tenant_id, literal(tenant)}, {n.id, literal(contact)}})
                           .at(0)
                           .at(0));
}

std::vector<waybill::log_entry> existing_world::log(const std::string& tenant,
                                                    const std::string& campaign) {
  const auto& n = place_.tables.names.campaign_log;
  std::vector<waybill::log_entry> result;
  for (const auto& row :
       select(n.table,
              {column(n.log_type), field(n, n.whatsapp_message_id, "whatsapp_message_id"),
               field(n, n.old_status, "old_status"), field(n, n.new_status, "new_status"),
               field(n, n.implied, "implied"), field(n, n.error_code, "error_code"),
               field(n, n.error_message, "error_message"), field(n, n.failure_kind, "failure_kind"),
               microseconds(n.created_at)},
              {{n.tenant_id, literal(tenant)}, {n.campaign_id, literal(campaign)}},
              " ORDER BY " + quoted(place_.tables.log_order()))) {
    result.push_back(observed_entry(row, "true"));
  }
  return result;
}

}  // namespace waybill_test
