// Early updates in PostgreSQL.

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <waybill/store_parts.hpp>

#include "array_literal.hpp"
#include "message_columns.hpp"
#include "parked_rows.hpp"
#include "plain_text.hpp"
#include "postgres_parts.hpp"
#include "tenant_shares.hpp"

namespace waybill::detail {

namespace {

// No output goes by the name of what it is sorted by: Citus before 13.1 would sort by the output's
// text.
constexpr auto park_sql = R"sql(
WITH parked AS (
  INSERT INTO {parked_update} (
    tenant_id, whatsapp_message_id, allowed_instances, instance, receipt, word, error_code,
    error_message, failure_kind, occurred_at, arrived_at)
  SELECT tenant_id, message_id, allowed_instances::text[], instance, receipt, word, error_code,
    error_message, failure_kind, {occurred}, {arrived}
  FROM unnest(
    :tenants::text[], :message_id::text[], :allowed_instances::text[], :instance::text[],
    :receipt::text[], :word::text[], :error_code::text[], :error_message::text[],
    :failure_kind::text[], :occurred_at::bigint[], :arrived_at::bigint[])
  WITH ORDINALITY AS e(
    tenant_id, message_id, allowed_instances, instance, receipt, word, error_code, error_message,
    failure_kind, occurred_at, arrived_at, ord)
  {given}
  ORDER BY ord
  RETURNING id
)
SELECT id::text AS given FROM parked ORDER BY id
)sql";

// The bound is found once, by going back from the newest as far as the cap, and the oldest up to it
// by their keys: no part reads more than `cap` or `limit` rows, however many there are. Who removes
// or settles one of them at this moment has it locked, and is not waited for. The bound is of one
// snapshot, so two who make room at once remove the same ones and not twice as many. The planner is
// kept from knowing the numbers: it takes a tenant of which it has no statistics for a small one,
// and would rather sort all that it has than go along an index beyond what it believes to be the
// end.
constexpr auto make_room_sql = R"sql(
WITH last AS MATERIALIZED (
  SELECT p.id FROM {parked_update} p
  WHERE p.tenant_id = :tenant::text ORDER BY p.id DESC
  OFFSET (SELECT :cap::bigint) LIMIT 1
),
old AS MATERIALIZED (
  SELECT p.id FROM {parked_update} p
  WHERE p.tenant_id = :tenant::text AND p.id <= (SELECT l.id FROM last l)
  ORDER BY p.id LIMIT (SELECT :limit::bigint)
  FOR UPDATE OF p SKIP LOCKED
),
gone AS (
  DELETE FROM {parked_update} p
  WHERE p.tenant_id = :tenant::text AND p.id = ANY (ARRAY(SELECT o.id FROM old o)) RETURNING 1
)
SELECT count(*)::text FROM gone
)sql";

constexpr auto forget_sql = R"sql(
WITH given AS MATERIALIZED (
  SELECT p.tenant_id, p.id
  FROM unnest((SELECT :tenants::text[]), (SELECT :id::bigint[])) AS e(tenant_id, id)
  JOIN {parked_update} p ON p.tenant_id = e.tenant_id {of_one_p} AND p.id = e.id
  {condition}
  ORDER BY p.tenant_id, p.id
  FOR UPDATE OF p
),
gone AS (
  DELETE FROM {parked_update} p USING given g
  WHERE p.tenant_id = g.tenant_id {of_one_p} AND p.id = g.id RETURNING 1
)
SELECT count(*)::text FROM gone
)sql";

// OFFSET 0 makes it a look for each row; a join may go through all messages.
constexpr auto unknown_sql = R"sql(WHERE NOT EXISTS (
    SELECT FROM {campaign_contact} c
    WHERE {of_tenant} AND c.{campaign_contact_whatsapp_message_id} = p.whatsapp_message_id
    OFFSET 0))sql";

[[nodiscard]] command park_command(const table_map& tables) {
  return {"park",
          tables.sql(park_sql, {{"given", tables.one_tenant("WHERE", "e.tenant_id")},
                                {"occurred", timestamp("occurred_at")},
                                {"arrived", timestamp("arrived_at")}}),
          1, true, true};
}

[[nodiscard]] command make_room_command(const table_map& tables) {
  return {"make_room", tables.sql(make_room_sql), 1};
}

[[nodiscard]] command forget_those(const table_map& tables, std::string_view operation,
                                   const std::string& condition) {
  return {operation,
          tables.sql(forget_sql, {{"of_one_p", tables.one_tenant("AND", "p.tenant_id")},
                                  {"condition", condition}}),
          1};
}

[[nodiscard]] command forget_command(const table_map& tables) {
  return forget_those(tables, "forget", {});
}

[[nodiscard]] command forget_unknown_command(const table_map& tables) {
  const auto tenant = tables.sql("p.tenant_id::{tenant_type}");
  return forget_those(
      tables, "forget_unknown",
      tables.sql(unknown_sql, {{"of_tenant", tables.of_tenant("campaign_contact", "c", tenant)}}));
}

/// Reads parked updates `p`: the columns `read_parked` takes.
[[nodiscard]] command read_command(std::string_view operation, const std::string& from) {
  return {operation,
          "SELECT p.id::text AS parked_id, p.tenant_id, p.whatsapp_message_id,"
          " to_json(p.allowed_instances)::text, p.instance, p.receipt, p.word, p.error_code,"
          " p.error_message, p.failure_kind, " +
              microseconds("p.occurred_at") + ", " + microseconds("p.arrived_at") + " FROM " + from,
          parked_column_count, false, true};
}

[[nodiscard]] command parked_for_command(const table_map& tables) {
  // One look for each key, as in `load`.
  return read_command(
      "parked_for",
      tables.sql(
          "(SELECT DISTINCT e.tenant_id, e.message_id"
          " FROM unnest((SELECT :tenants::text[]), (SELECT :message_id::text[]))"
          " AS e(tenant_id, message_id)) e"
          " CROSS JOIN LATERAL (SELECT p.* FROM {parked_update} p"
          " WHERE p.tenant_id = e.tenant_id AND p.whatsapp_message_id = e.message_id {of_one}"
          " OFFSET 0) p ORDER BY {in_order}p.id",
          {{"of_one", tables.one_tenant("AND", "p.tenant_id")},
           {"in_order", tables.is_of_one_tenant() ? "p.arrived_at, " : ""}}));
}

[[nodiscard]] command parked_after_command(const table_map& tables) {
  return read_command("parked_after", tables.sql("{parked_update} p WHERE p.id > :after::bigint"
                                                 " ORDER BY p.id LIMIT :limit::bigint"));
}

/// Removes what is parked for one tenant after the other, if need be; returns how many went.
std::size_t forget_keys(postgres_database& database, postgres_database::make_command make,
                        std::span<const parked_key> keys) {
  if (keys.empty()) return 0;
  // Another configuration may have parked something for a tenant that no call can be for now.
  if (const auto stored = database.with_known_tenants(keys)) {
    return forget_keys(database, make, *stored);
  }
  if (database.must_share(keys)) {
    std::size_t count = 0;
    for (const auto& share : shares_of(keys)) {
      count += forget_keys(database, make, std::span<const parked_key>{share.items});
    }
    return count;
  }
  const auto gone = database.run(
      make, {{"tenant", keys.front().tenant},
             {"tenants", column_of(keys, [](const auto& each) { return each.tenant; })},
             {"id", column_of(keys, [](const auto& each) { return each.id; })}});
  return static_cast<std::size_t>(gone.number(0, 0));
}

[[nodiscard]] std::vector<parked_id> park_shares(parking_store& store,
                                                 std::span<const incoming_update> updates) {
  std::vector<parked_id> ids(updates.size());
  partial_steps steps;
  for (const auto& share : shares_of(updates)) {
    const auto parked = steps.run([&] { return store.park(share.items); });
    for (std::size_t i = 0; i < parked.size(); ++i) ids[share.positions[i]] = parked[i];
  }
  return ids;
}

[[nodiscard]] std::string literal_of(const std::vector<std::string>& texts) {
  return column_of(texts, [](const auto& each) { return each; });
}

[[nodiscard]] parameters park_parameters(std::span<const incoming_update> updates) {
  const auto column = [&](auto value) { return column_of(updates, value); };
  using u = const incoming_update&;
  return {{"tenant", updates.front().from.tenant},
          {"tenants", column([](u each) { return each.from.tenant; })},
          {"message_id", column([](u each) { return each.update.message_id; })},
          {"allowed_instances", column([](u each) { return literal_of(each.from.instances); })},
          {"instance", column([](u each) { return each.update.instance; })},
          {"receipt", column([](u each) { return to_string(each.update.receipt); })},
          {"word", column([](u each) { return each.update.word; })},
          {"error_code", column([](u each) { return each.update.reason.code; })},
          {"error_message", column([](u each) { return each.update.reason.text; })},
          {"failure_kind", column([](u each) { return stored_kind(each.update.reason); })},
          {"occurred_at", column([](u each) { return each.update.occurred_at; })},
          {"arrived_at", column([](u each) { return each.arrived_at; })}};
}

/// What is parked for keys whose tenants are spelled as in the tables.
[[nodiscard]] std::vector<parked_update> stored_for(postgres_database& database,
                                                    std::span<const message_key> keys) {
  if (keys.empty()) return {};
  if (database.must_share(keys)) {
    std::vector<parked_update> result;
    for (const auto& share : shares_of(keys)) {
      auto some = stored_for(database, share.items);
      std::move(some.begin(), some.end(), std::back_inserter(result));
    }
    std::sort(result.begin(), result.end(), [](const auto& one, const auto& other) {
      return std::tie(one.incoming.arrived_at, one.id) <
             std::tie(other.incoming.arrived_at, other.id);
    });
    return result;
  }
  return read_parked(database.run(
      parked_for_command,
      {{"tenant", keys.front().tenant},
       {"tenants", column_of(keys, [](const auto& each) { return each.tenant; })},
       {"message_id", column_of(keys, [](const auto& each) { return each.message_id; })}}));
}

/// Gives parked updates the tenant of the key that was asked; `stored` are the same keys as the
/// tables spell them.
void spell_as_asked(std::vector<parked_update>& parked, std::span<const message_key> stored,
                    std::span<const message_key> asked) {
  std::map<std::string_view, std::string_view> spellings;
  for (std::size_t i = 0; i < stored.size(); ++i) {
    spellings.try_emplace(stored[i].tenant, asked[i].tenant);
  }
  for (auto& each : parked) {
    auto& tenant = each.incoming.from.tenant;
    const auto spelling = spellings.find(tenant);
    if (spelling != spellings.end()) tenant = std::string{spelling->second};
  }
}

class postgres_parking final : public parking_store {
 public:
  explicit postgres_parking(postgres_database& database) noexcept : database_(database) {}

  std::vector<parked_id> park(std::span<const incoming_update> updates) override {
    if (const auto stored = database_.with_stored_tenants(updates)) return park(*stored);
    if (database_.must_share(updates)) return park_shares(*this, updates);
    std::vector<parked_id> ids;
    if (updates.empty()) return ids;
    const auto rows = write_in_known_characters(updates, [&](const auto& some) {
      return database_.run(park_command, park_parameters(some));
    });
    for (std::size_t i = 0; i < rows.size(); ++i) {
      ids.push_back(static_cast<parked_id>(rows.number(i, 0)));
    }
    return ids;
  }

  std::size_t make_room(std::string_view tenant, std::size_t cap, std::size_t limit) override {
    const auto gone = database_.run(make_room_command, {{"tenant", database_.stored_tenant(tenant)},
                                                        {"cap", limit_text(cap)},
                                                        {"limit", limit_text(limit)}});
    return static_cast<std::size_t>(gone.number(0, 0));
  }

  std::vector<parked_update> parked_for(std::span<const message_key> keys) override {
    const auto stored = database_.with_stored_tenants(keys);
    if (!stored) return stored_for(database_, keys);
    auto result = stored_for(database_, *stored);
    spell_as_asked(result, *stored, keys);
    return result;
  }

  std::vector<parked_update> parked_after(parked_id after, std::size_t limit) override {
    return read_parked(database_.run(
        parked_after_command, {{"after", std::to_string(after)}, {"limit", limit_text(limit)}}));
  }

  void forget(std::span<const parked_key> keys) override {
    forget_keys(database_, forget_command, keys);
  }

  std::size_t forget_unknown(std::span<const parked_key> keys) override {
    return forget_keys(database_, forget_unknown_command, keys);
  }

 private:
  postgres_database& database_;
};

}  // namespace

std::unique_ptr<parking_store> make_postgres_parking(postgres_database& database) {
  return std::make_unique<postgres_parking>(database);
}

}  // namespace waybill::detail
