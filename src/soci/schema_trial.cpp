#include "schema_trial.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <waybill/plan.hpp>
#include <waybill/plan_send.hpp>
#include <waybill/store_error.hpp>

#include "apply_command.hpp"
#include "apply_log.hpp"
#include "apply_pace.hpp"
#include "log_columns.hpp"
#include "message_columns.hpp"

namespace waybill::detail {

namespace {

/// Stands for what messages really carry.
constexpr std::string_view trial_word = "waybill-check";

/// All that any batch writes.
constexpr apply_shape everything{};

/// The key of some message with one of the given statuses, the first of them if there is one. Only
/// so many rows are looked at.
[[nodiscard]] command sample_command(const table_map& tables) {
  return {"check_schema",
          tables.sql("SELECT {tenant}::text, c.{campaign_contact_id}::text"
                     " FROM (SELECT * FROM {campaign_contact} LIMIT 10000) c"
                     " WHERE c.{campaign_contact_status}::text = ANY (:statuses::text[])"
                     " AND c.{campaign_contact_campaign_id} IS NOT NULL"
                     " ORDER BY array_position(:statuses::text[],"
                     " c.{campaign_contact_status}::text) LIMIT 1",
                     {{"tenant", tables.tenant("campaign_contact", "c")}}),
          2, false};
}

/// That message.
[[nodiscard]] command message_command(const table_map& tables) {
  const auto given = tables.sql(":tenant::{tenant_type}");
  return {"check_schema",
          tables.sql("SELECT {columns} FROM {campaign_contact} c{names} WHERE {of_tenant}"
                     " AND c.{campaign_contact_id} = :id::{type_campaign_contact_id}",
                     {{"columns", message_columns(tables)},
                      {"names", message_names(tables)},
                      {"of_tenant", tables.of_tenant("campaign_contact", "c", given)}}),
          message_column_count, false};
}

/// An entry of the log about rows that are not there.
[[nodiscard]] command log_command(const table_map& tables) {
  const auto columns = log_columns(tables);
  const auto some = [&](std::string_view name) {
    const auto type = tables.sql(fmt::format("{{type_campaign_contact_{}}}", name));
    return fmt::format("'{}'::{}", type == "uuid" ? "00000000-0000-0000-0000-000000000000" : "0",
                       type);
  };
  const auto some_or_null = [&](std::string_view name) {
    return tables.has("campaign_contact", name) ? some(name) : "NULL::text";
  };
  const auto tenant = tables.has_tenants() ? some("tenant_id") : "'0'::text";
  return {"check_schema", tables.sql(R"sql(
INSERT INTO {campaign_log} ({columns}) {overriding}
SELECT {values}
FROM (SELECT 'message_delivered'::text AS type, 'info'::text AS severity,
  '0'::text AS message_id, 'sent'::text AS old_status, 'delivered'::text AS new_status,
  false AS implied, NULL::text AS error_code, NULL::text AS error_message,
  NULL::text AS failure_kind, :at::bigint AS at) l
CROSS JOIN (SELECT {some_tenant} AS tenant_id, {some_row} AS id, {some_campaign} AS campaign_id,
  {some_contact} AS contact_id, {some_instance} AS instance) m
)sql",
                                     {{"columns", columns.names},
                                      {"values", columns.values},
                                      {"overriding", columns.overriding},
                                      {"some_tenant", tenant},
                                      {"some_row", some("id")},
                                      {"some_campaign", some("campaign_id")},
                                      {"some_contact", some_or_null("contact_id")},
                                      {"some_instance", some_or_null("instance")}})};
}

class trial {
 public:
  trial(postgres_session& session, const table_map& tables, schema_findings& found)
      : session_(session), tables_(tables), found_(found),
        apply_(apply_command(tables, everything)) {
    apply_.hot = false;  // a session keeps hot ones for as long as it lives
  }

  void run() {
    const bool reported = try_reports();
    const bool sent = try_send();
    if (!reported && !sent && tables_.has("campaign_log")) try_log();
  }

 private:
  [[nodiscard]] std::optional<tracked_message> find_message(std::string_view statuses) {
    try {
      const auto keys =
          session_.run(sample_command(tables_), {{"statuses", std::string{statuses}}});
      if (keys.size() == 0) return std::nullopt;
      const auto rows = session_.run(message_command(tables_),
                                     {{"tenant", keys.text(0, 0)}, {"id", keys.text(0, 1)}});
      if (rows.size() != 0) return read_message(rows, 0, 0);
    } catch (const store_error& error) {
      if (error.sqlstate() != "42501") throw;  // which right is missing has been told
    }
    return std::nullopt;
  }

  /// Whether there was a message to try them on.
  bool try_reports() {
    const auto message = find_message("{sent,delivered,read}");
    if (!message) return false;
    for (const auto what : {receipt::delivered, receipt::read, receipt::failed}) {
      status_update update;
      update.instance = message->instance;
      update.message_id = message->message_id;
      update.receipt = what;
      if (what == receipt::failed) update.reason = {"0", std::string{trial_word}};
      const incoming_update in{{message->key.tenant, {}}, std::move(update), now_};
      const std::vector<std::vector<tracked_message>> known{{*message}};
      const auto planned = plan(known, {&in, 1}, policy{}, now_);
      try_changes(fmt::format("a report of {}", to_string(what)), planned.changes);
    }
    return true;
  }

  bool try_send() {
    const auto message = find_message("{pending,sending}");
    if (!message || !message->message_id.empty()) return false;
    const send_report send{std::string{trial_word}, message->instance, {}, now_, false};
    const auto planned = plan_send(*message, send, policy{}, now_);
    if (!planned.change) return false;
    try_changes("a send", {&*planned.change, 1});
    return true;
  }

  void try_changes(const std::string& what, std::span<const change> changes) {
    if (changes.empty()) return;
    attempt(
        what, [&] { apply(changes); }, is_set_up);
  }

  void apply(std::span<const change> changes) {
    const auto applied = session_.run(apply_, apply_parameters(tables_, everything, changes));
    if (is_logged_apart(tables_, everything)) {
      auto log = make_log_commands(tables_);
      log.draw_ids.hot = log.write.hot = false;
      log_moved(session_, tables_, log, changes, applied);
    }
    if (!is_paced_apart(tables_, everything)) return;
    const command add{"check_schema", add_slots_sql(tables_), 1};
    add_slots(session_, tables_, add, changes.front().key.tenant,
              read_told_slots(applied.text(0, apply_.columns - 1)));
  }

  void try_log() {
    attempt(
        "an entry of the log",
        [&] {
          session_.run(log_command(tables_),
                       {{"at", std::to_string(now_.time_since_epoch().count())}});
        },
        is_set_up_of_table);
  }

  /// A lock that is not to be had, or a server that only reads, says nothing of the tables.
  [[nodiscard]] static bool is_set_up(const store_error& error) {
    return error.misconfigured() || error.sqlstate().starts_with("42");
  }
  /// A foreign key or a trigger may ask for the rows that are not there.
  [[nodiscard]] static bool is_set_up_of_table(const store_error& error) {
    const auto& state = error.sqlstate();
    return is_set_up(error) && state != "23503" && !state.starts_with("P0");
  }

  template <typename Write>
  void attempt(const std::string& what, Write write, bool (*is_fault)(const store_error&)) {
    session_.begin();
    try {
      // The rows of busy campaigns are waited for no longer than this.
      session_.run_script({"check_schema", "SET LOCAL lock_timeout = '500ms'", 0, false});
      write();
    } catch (const store_error& error) {
      const bool is_new = is_fault(error) && told_.insert(error.what()).second;
      if (is_new) found_.problem("tried {}, rolled back: {}", what, error.what());
    }
    session_.run_script({"check_schema", "ROLLBACK", 0, false});
  }

  postgres_session& session_;
  const table_map& tables_;
  schema_findings& found_;
  command apply_;
  std::set<std::string> told_;  ///< once each: all kinds may fail alike
  time_point now_ = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
};

}  // namespace

void try_writes(postgres_session& session, const table_map& tables, schema_findings& found) {
  trial{session, tables, found}.run();
}

}  // namespace waybill::detail
