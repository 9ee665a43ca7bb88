// What dashboards and operators ask of PostgreSQL.

#include <array>
#include <cstddef>
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
#include "message_columns.hpp"
#include "pace_rows.hpp"
#include "postgres_load.hpp"
#include "postgres_log.hpp"
#include "postgres_pace.hpp"
#include "postgres_parts.hpp"
#include "postgres_recipients.hpp"
#include "report_rows.hpp"
#include "row_security.hpp"
#include "unwritten.hpp"

namespace waybill::detail {

namespace {

constexpr auto tenant_given = ":tenant::{tenant_type}";

[[nodiscard]] std::string given_tenant(const table_map& tables, std::string_view table,
                                       std::string_view alias) {
  return tables.of_tenant(table, alias, tables.sql(tenant_given));
}

constexpr std::array<std::string_view, 4> counter_names{"sent_count", "delivered_count",
                                                        "read_count", "failed_count"};

/// The counters of a campaign `w` as texts; one that is NULL was never counted in.
[[nodiscard]] std::string counters(const table_map& tables) {
  std::string result;
  for (const auto name : counter_names) {
    result += (result.empty() ? "" : ", ") + tables.text("campaign", name, "w", "'0'");
  }
  return result;
}

/// How many contacts a campaign has: by its counter, or else by its rows.
[[nodiscard]] std::string total_contacts(const table_map& tables) {
  if (tables.has("campaign", "total_contacts")) {
    return tables.text("campaign", "total_contacts", "w", "'0'");
  }
  return tables.sql(
      "(SELECT count(*) FROM {campaign_contact} c"
      " WHERE {same_tenant} AND c.{campaign_contact_campaign_id} = w.{campaign_id})",
      {{"same_tenant", tables.of_tenant("campaign_contact", "c", tables.tenant("campaign", "w"))}});
}

[[nodiscard]] command read_campaign_command(const table_map& tables) {
  return {"read_campaign",
          tables.sql("SELECT {contacts}::text, {counters} FROM {campaign} w"
                     " WHERE {of_tenant} AND w.{campaign_id} = :key::{type_campaign_id}",
                     {{"contacts", total_contacts(tables)},
                      {"counters", counters(tables)},
                      {"of_tenant", given_tenant(tables, "campaign", "w")}}),
          5, false};
}

[[nodiscard]] command read_instance_command(const table_map& tables) {
  const auto text = [&](std::string_view name, std::string_view missing) {
    return tables.text("instance", name, "w", missing) + ", ";
  };
  const auto day =
      tables.has("instance", "counters_day")
          ? tables.sql("coalesce((w.{instance_counters_day} - 'epoch'::date)::text, '')")
          : "''";
  return {"read_instance",
          tables.sql(
              "SELECT {columns} FROM {instance} w"
              " WHERE {of_tenant} AND w.{instance_name} = :key::text",
              {{"columns", text("msgs_sent_today", "'0'") + text("msgs_delivered_today", "'0'") +
                               text("msgs_read_today", "'0'") + text("msgs_failed_today", "'0'") +
                               text("consecutive_errors", "'0'") + text("health_score", "'100'") +
                               day + ", " + tables.time("instance", "last_success_at", "w") + ", " +
                               tables.text("instance", "last_error", "w")},
               {"of_tenant", given_tenant(tables, "instance", "w")}}),
          gauge_column_count, false, true};
}

[[nodiscard]] command find_stalled_command(const table_map& tables) {
  return {"find_stalled",
          tables.sql("SELECT {columns} FROM {campaign_contact} c{names} WHERE {of_tenant}"
                     " AND c.{campaign_contact_status} = 'sent'"
                     " AND c.{campaign_contact_sent_at} < {before}"
                     " ORDER BY c.{campaign_contact_sent_at}, c.{campaign_contact_id}"
                     " LIMIT :limit::bigint",
                     {{"columns", message_columns(tables)},
                      {"names", message_names(tables)},
                      {"of_tenant", given_tenant(tables, "campaign_contact", "c")},
                      {"before", timestamp(":before::bigint")}}),
          message_column_count, false};
}

// One statement is one snapshot: counters and rows that belong together.
[[nodiscard]] command audit_command(const table_map& tables) {
  return {"audit",
          tables.sql(R"sql(
SELECT {counters},
  r.sent::text, r.delivered::text, r.read::text, r.failed::text
FROM {campaign} w
CROSS JOIN LATERAL (
  SELECT count(c.{campaign_contact_sent_at}) AS sent,
    count(c.{campaign_contact_delivered_at}) AS delivered,
    count(c.{campaign_contact_read_at}) AS read,
    count(*) FILTER (WHERE c.{campaign_contact_status} = 'failed') AS failed
  FROM {campaign_contact} c
  WHERE {same_tenant} AND c.{campaign_contact_campaign_id} = w.{campaign_id}
) r
WHERE {of_tenant} AND w.{campaign_id} = :key::{type_campaign_id}
)sql",
                     {{"counters", counters(tables)},
                      {"same_tenant",
                       tables.of_tenant("campaign_contact", "c", tables.tenant("campaign", "w"))},
                      {"of_tenant", given_tenant(tables, "campaign", "w")}}),
          8, false};
}

/// The rows of a campaign with status failed. In waybill's own tables each of them has a time of
/// failure, by which an index finds them.
[[nodiscard]] std::string failed_rows(const table_map& tables) {
  const bool is_own = tables.names() == schema_names::waybill();
  return tables.sql(
      " FROM {campaign_contact} c WHERE {of_tenant} AND c.{campaign_contact_status} = 'failed'"
      " AND c.{campaign_contact_campaign_id} = :key::{type_campaign_contact_campaign_id}{indexed}",
      {{"of_tenant", given_tenant(tables, "campaign_contact", "c")},
       {"indexed", is_own ? " AND c.failed_at IS NOT NULL" : ""}});
}

[[nodiscard]] command failures_command(const table_map& tables) {
  return {"failures",
          tables.sql("SELECT {kind}, {code}, count(*)::text{rows} GROUP BY 1, 2",
                     {{"kind", tables.text("campaign_contact", "failure_kind", "c")},
                      {"code", tables.text("campaign_contact", "error_code", "c")},
                      {"rows", failed_rows(tables)}}),
          3, false};
}

/// Counted by what the rows keep of their instance, which is named afterwards.
[[nodiscard]] command failures_by_instance_command(const table_map& tables) {
  const auto kept = tables.text("campaign_contact", "instance", "c");
  const bool has_ids = tables.has("campaign_contact", "instance") && tables.has("instance", "id");
  const auto name =
      has_ids ? tables.sql(
                    "coalesce((SELECT i.{instance_name} FROM {instance} i WHERE {of_tenant}"
                    " AND i.{instance_id}::text = f.instance LIMIT 1), '')::text",
                    {{"of_tenant", given_tenant(tables, "instance", "i")}})
              : std::string{"f.instance"};
  return {"failures_by_instance",
          tables.sql("SELECT {name}, f.kind, f.code, f.messages FROM ("
                     "SELECT {kept} AS instance, {kind} AS kind, {code} AS code,"
                     " count(*)::text AS messages{rows} GROUP BY 1, 2, 3) f",
                     {{"name", name},
                      {"kept", kept},
                      {"kind", tables.text("campaign_contact", "failure_kind", "c")},
                      {"code", tables.text("campaign_contact", "error_code", "c")},
                      {"rows", failed_rows(tables)}}),
          4, false};
}

/// Adds the drift to the counters. Returns 1 if they then hold it, 0 if a trigger saw to it that
/// they do not, and no row if none was written.
[[nodiscard]] command repair_command(const table_map& tables) {
  std::string assignments;
  std::string stored;
  std::string holds;
  for (const auto name : counter_names) {
    const auto column = tables.sql(fmt::format("{{campaign_{}}}", name));
    const auto corrected = fmt::format("d.{} + :{}::bigint", name, name.substr(0, name.find('_')));
    const bool first = assignments.empty();
    assignments += fmt::format("{}{} = {}", first ? "" : ", ", column, corrected);
    stored += fmt::format("{}coalesce(x.{}, 0) AS {}", first ? "" : ", ", column, name);
    holds += fmt::format("{}w.{} = {}", first ? "" : " AND ", column, corrected);
  }
  return {"repair",
          tables.sql(R"sql(
UPDATE {campaign} w SET {assignments}
FROM (
  SELECT {stored} FROM {campaign} x
  WHERE {locked} AND x.{campaign_id} = :key::{type_campaign_id}
  FOR NO KEY UPDATE
) d
WHERE {of_tenant} AND w.{campaign_id} = :key::{type_campaign_id}
RETURNING ({holds})::int::text
)sql",
                     {{"assignments", assignments},
                      {"stored", stored},
                      {"holds", holds},
                      {"locked", given_tenant(tables, "campaign", "x")},
                      {"of_tenant", given_tenant(tables, "campaign", "w")}}),
          1};
}

/// The tables that a recount compares.
[[nodiscard]] std::array<std::string_view, 2> counted_tables(const schema_names& names) {
  return {names.campaign.table, names.campaign_contact.table};
}

class postgres_reports final : public report_store {
 public:
  explicit postgres_reports(postgres_database& database) noexcept : database_(database) {}

  std::optional<campaign_stats> read_campaign(const campaign_key& campaign) override {
    const auto keys = database_.campaign_keys(campaign);
    if (!keys) return std::nullopt;
    return read_stats(database_.run(read_campaign_command, *keys));
  }

  std::optional<instance_stats> read_instance(const instance_key& instance) override {
    if (!database_.tables().has("instance")) return std::nullopt;
    const auto rows =
        database_.run(read_instance_command,
                      report_keys(database_.stored_tenant(instance.tenant), instance.name));
    if (rows.size() == 0) return std::nullopt;
    return read_gauges(rows, 0, 0);
  }

  std::vector<tracked_message> find_stalled(std::string_view tenant, time_point sent_before,
                                            std::size_t limit) override {
    const auto rows = database_.run(
        find_stalled_command, {{"tenant", database_.stored_tenant(tenant)},
                               {"before", std::to_string(sent_before.time_since_epoch().count())},
                               {"limit", limit_text(limit)}});
    std::vector<tracked_message> result;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      result.push_back(read_message(rows, i, 0));
      result.back().key.tenant = tenant;
    }
    return result;
  }

  std::optional<campaign_audit> audit(const campaign_key& campaign) override {
    const auto keys = database_.campaign_keys(campaign);
    if (!keys) return std::nullopt;
    const auto& audit = database_.command_of(audit_command);
    const auto session = database_.borrow();
    expect_all_rows(*session, audit, counted_tables(database_.names()));
    return read_audit(session->run(audit, *keys));
  }

  std::optional<campaign_audit> repair(const campaign_key& campaign) override {
    static const command lock{
        "repair",
        "SELECT pg_advisory_xact_lock(hashtextextended('waybill.repair', 0)"
        " # hashtextextended(:tenant::text || chr(31) || :key::text, 0))::text",
        1, false};
    const auto keys = database_.campaign_keys(campaign);
    if (!keys) return std::nullopt;
    const auto& audit = database_.command_of(audit_command);
    const auto& add = database_.command_of(repair_command);
    const auto session = database_.borrow();
    expect_all_rows(*session, add, counted_tables(database_.names()));
    session->begin();
    // Its own statement: the snapshot of the next one is then younger than any repair before.
    session->run(lock, *keys);
    const auto result = read_audit(session->run(audit, *keys));
    if (result && !result->holds()) {
      // What lands between the two statements moves rows and counters alike: the drift stays true.
      const auto done = session->run(add, with_drift(*keys, result->drift()));
      if (done.size() == 0 || done.number(0, 0) == 0) {
        throw_unwritten(add, database_.tables().table("campaign"));
      }
    }
    if (result) postgres_pace::repair(database_, *session, *keys);
    session->commit();
    return result;
  }

  std::vector<failure_count> failures(const campaign_key& campaign) override {
    const auto rows = count_failures(campaign, failures_command);
    return rows ? read_failures(*rows) : std::vector<failure_count>{};
  }

  std::vector<instance_failures> failures_by_instance(const campaign_key& campaign) override {
    const auto rows = count_failures(campaign, failures_by_instance_command);
    return rows ? read_instance_failures(*rows) : std::vector<instance_failures>{};
  }

  recipient_page read_recipients(const campaign_key& campaign,
                                 const recipient_query& query) override {
    return postgres_recipients::read(database_, campaign, query);
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
    const auto slots = postgres_pace::read(database_, campaign);
    const auto stats = read_campaign(campaign);
    if (!stats) return std::nullopt;
    auto result = pace_of(slots, stats->total_contacts);
    result.is_kept = postgres_pace::is_kept(database_);
    return result;
  }

  std::vector<logged_entry> read_log(const campaign_key& campaign, std::optional<log_id> before,
                                     std::size_t limit) override {
    return postgres_log::read(database_, campaign, before, limit);
  }

  std::size_t remove_log(std::string_view tenant, time_point older_than,
                         std::size_t limit) override {
    return postgres_log::remove(database_, tenant, older_than, limit);
  }

 private:
  /// Nothing for an id that no campaign can have.
  [[nodiscard]] std::optional<text_rows> count_failures(const campaign_key& campaign,
                                                        postgres_database::make_command make) {
    const auto keys = database_.campaign_keys(campaign);
    if (!keys) return std::nullopt;
    const auto& what = database_.command_of(make);
    const auto session = database_.borrow();
    expect_all_rows(*session, what, counted_tables(database_.names()));
    return session->run(what, *keys);
  }

  [[nodiscard]] std::vector<message_story> with_stories(std::vector<tracked_message> messages) {
    std::vector<message_story> result;
    for (auto& each : messages) {
      auto log = postgres_log::read_story(database_, each.key);
      result.push_back({std::move(each), std::move(log)});
    }
    return result;
  }

  postgres_database& database_;
};

}  // namespace

std::unique_ptr<report_store> make_postgres_reports(postgres_database& database) {
  return std::make_unique<postgres_reports>(database);
}

}  // namespace waybill::detail
