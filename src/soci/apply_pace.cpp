#include "apply_pace.hpp"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "array_literal.hpp"
#include "pace_terms.hpp"
#include "unwritten.hpp"

namespace waybill::detail {

namespace {

/// A column of `moved`: where the rows of a slot come to, or what they leave.
struct slot_column {
  pace_kind kind;
  bool leaves;
  std::string slot;
};

[[nodiscard]] std::string when(const std::string& condition, const std::string& slot) {
  return condition.empty() ? slot : fmt::format("CASE WHEN {} THEN {} END", condition, slot);
}

[[nodiscard]] std::string both(const std::string& guard, const std::string& condition) {
  return condition.empty() ? guard : fmt::format("{} AND {}", guard, condition);
}

/// The times of a row as it is now.
[[nodiscard]] pace_words words_after(const table_map& tables) {
  const auto column = [&](std::string_view name) {
    return tables.column("campaign_contact", name, "c");
  };
  return {"n.next_status", column("sent_at"), column("delivered_at"), column("read_at"),
          column("failed_at")};
}

/// Rows leave all slots that they had and come to those they have; what stays cancels itself out.
[[nodiscard]] std::vector<slot_column> all_columns(const apply_statement& in) {
  std::vector<slot_column> result;
  for (const auto& each : pace_terms(words_after(in.tables))) {
    result.push_back({each.kind, false, when(each.condition, each.slot)});
  }
  const pace_words before{"n.status", "n.was_sent_at", "n.was_delivered_at", "n.was_read_at",
                          "n.was_failed_at"};
  for (const auto& each : pace_terms(before)) {
    result.push_back({each.kind, true, when(each.condition, each.slot)});
  }
  return result;
}

/// The part that a kind needs, and what tells that a row comes to a slot of it.
[[nodiscard]] std::pair<apply_part, const char*> arrival_of(pace_kind kind) {
  switch (kind) {
    case pace_kind::sent: return {apply_part::sent, "n.sent_at IS NOT NULL"};
    case pace_kind::delivered:
    case pace_kind::to_delivered: return {apply_part::delivered, "n.delivered_at IS NOT NULL"};
    case pace_kind::read:
    case pace_kind::to_read: return {apply_part::read, "n.read_at IS NOT NULL"};
    case pace_kind::failed:
    case pace_kind::failed_after_delivery: break;
  }
  return {apply_part::failed, "n.status <> 'failed'"};
}

/// The minute of a stage that a row reaches now, whose time is the one that the change proves:
/// whole microseconds take a fraction of what a timestamp takes.
[[nodiscard]] std::string minute_reached(std::string_view time) {
  return fmt::format("(n.{0} - CASE WHEN n.{0} < 0 THEN 59999999 ELSE 0 END) / 60000000", time);
}

/// What a row comes to of a kind, if it does.
[[nodiscard]] std::string arrival(const pace_term& to, const char* arrives) {
  switch (to.kind) {
    case pace_kind::sent: return minute_reached("sent_at");
    case pace_kind::delivered: return minute_reached("delivered_at");
    case pace_kind::read: return minute_reached("read_at");
    default: return when(both(arrives, to.condition), to.slot);
  }
}

/// Where no change of the batch needs the times that its row had, rows come to slots as they reach
/// stages. They leave one only by a read that takes from its delivery that it was apart.
[[nodiscard]] std::vector<slot_column> arrivals(const apply_statement& in) {
  const auto after = words_after(in.tables);
  std::vector<slot_column> result;
  for (const auto& each : pace_terms(after)) {
    const auto [part, arrives] = arrival_of(each.kind);
    if (!in.has(part)) continue;
    result.push_back({each.kind, false, arrival(each, arrives)});
  }
  if (!in.has(apply_part::read)) return result;
  const auto had_delivery =
      std::string{in.has(apply_part::delivered) ? "n.delivered_at IS NULL AND " : ""};
  const auto joins =
      fmt::format("n.read_at IS NOT NULL AND {}{} = {} AND {} <> {}", had_delivery, after.read_at,
                  after.delivered_at, after.sent_at, after.delivered_at);
  result.push_back(
      {pace_kind::to_delivered, true, when(joins, pace_bucket(after.sent_at, after.delivered_at))});
  return result;
}

[[nodiscard]] std::vector<slot_column> slot_columns(const apply_statement& in) {
  if (!is_paced(in.tables, in.shape)) return {};
  return in.has(apply_part::former_times) ? all_columns(in) : arrivals(in);
}

/// Slots of a campaign that is gone are passed over. Only the form that looks meets any.
[[nodiscard]] std::string of_known_campaigns(const apply_statement& in) {
  if (in.shape.form != apply_form::looking) return {};
  return in.tables.sql(
      " AND EXISTS (SELECT FROM {campaign} x WHERE {of_tenant} AND x.{campaign_id} = "
      "m.campaign_id)",
      {{"of_tenant", in.tables.of_tenant("campaign", "x", "m.tenant_id")}});
}

/// Adds to the slots that are there, and returns them.
[[nodiscard]] std::string update_slots(const table_map& tables) {
  return tables.sql(R"sql(UPDATE {campaign_pace} p
  SET {campaign_pace_messages} = p.{campaign_pace_messages} + g.messages
  FROM paced_sums g
  WHERE {of_tenant}
    AND p.{campaign_pace_campaign_id} = g.campaign_id::{type_campaign_pace_campaign_id}
    AND p.{campaign_pace_kind} = g.kind AND p.{campaign_pace_slot} = g.slot
  RETURNING g.campaign_id, g.kind, g.slot)sql",
                    {{"of_tenant", tables.of_tenant("campaign_pace", "p", "g.tenant_id")}});
}

/// The target of an INSERT: slots of rows `g`, each added to what is there.
[[nodiscard]] std::string insert_slots(const table_map& tables, std::string_view from) {
  const bool has_tenant = tables.has("campaign_pace", "tenant_id");
  return tables.sql(
      R"sql(INSERT INTO {campaign_pace} AS p ({tenant}{campaign_pace_campaign_id},
    {campaign_pace_kind}, {campaign_pace_slot}, {campaign_pace_messages})
  SELECT {given_tenant}g.campaign_id::{type_campaign_pace_campaign_id}, g.kind, g.slot, g.messages
  FROM {from} g
  ORDER BY {given_tenant}g.campaign_id, g.kind, g.slot
  ON CONFLICT ({tenant}{campaign_pace_campaign_id}, {campaign_pace_kind}, {campaign_pace_slot})
  DO UPDATE SET {campaign_pace_messages} = p.{campaign_pace_messages} + excluded.{campaign_pace_messages}
  RETURNING '1')sql",
      {{"tenant", has_tenant ? tables.sql("{campaign_pace_tenant_id}, ") : std::string{}},
       {"given_tenant", has_tenant ? "g.tenant_id, " : ""},
       {"from", std::string{from}}});
}

}  // namespace

bool is_paced(const table_map& tables, const apply_shape& shape) {
  using enum apply_part;
  return tables.has("campaign_pace") &&
         (shape.has(sent) || shape.has(delivered) || shape.has(read) || shape.has(failed));
}

bool is_paced_apart(const table_map& tables, const apply_shape& shape) {
  return tables.is_of_one_tenant() && is_paced(tables, shape);
}

std::string former_times(const apply_statement& in) {
  if (!is_paced(in.tables, in.shape) || !in.has(apply_part::former_times)) return {};
  std::string result;
  for (const std::string_view name : {"sent_at", "delivered_at", "read_at", "failed_at"}) {
    result += fmt::format(", {} AS was_{}", in.tables.column("campaign_contact", name, "c"), name);
  }
  return result;
}

std::string moved_slots(const apply_statement& in) {
  std::string result;
  std::size_t place = 0;
  for (const auto& each : slot_columns(in)) {
    result += fmt::format(",\n    {} AS slot_{}", each.slot, ++place);
  }
  return result;
}

std::string moves_slots(const apply_statement& in) {
  std::string result;
  for (std::size_t place = 1; place <= slot_columns(in).size(); ++place) {
    result += fmt::format("{}slot_{} IS NOT NULL", place == 1 ? "" : " OR ", place);
  }
  return result;
}

// Rows that moved alike are counted first: a batch has few kinds of them. The last SELECT asks for
// the slots after the campaigns, whose rows are locked by then.
std::string paced(const apply_statement& in) {
  if (!is_paced(in.tables, in.shape)) return {};
  std::string names;
  std::string slots;
  std::size_t place = 0;
  for (const auto& each : slot_columns(in)) {
    names += fmt::format(", slot_{}", ++place);
    slots += fmt::format("{}\n    ('{}', m.slot_{}, {})", place == 1 ? "" : ",",
                         to_string(each.kind), place, each.leaves ? -1 : 1);
  }
  auto result = fmt::format(R"sql(,
paced_sums AS MATERIALIZED (
  SELECT m.tenant_id, m.campaign_id, s.kind, s.slot, sum(s.sign * m.messages)::bigint AS messages
  FROM (SELECT tenant_id, campaign_id, count(*) AS messages{0} FROM moved
    WHERE campaign_id IS NOT NULL GROUP BY tenant_id, campaign_id{0}) m
  CROSS JOIN LATERAL (VALUES {1}) s(kind, slot, sign)
  WHERE s.slot IS NOT NULL{2}
  GROUP BY m.tenant_id, m.campaign_id, s.kind, s.slot
  HAVING sum(s.sign * m.messages) <> 0
))sql",
                            names, slots, of_known_campaigns(in));
  const auto written = is_paced_apart(in.tables, in.shape) ? update_slots(in.tables)
                                                           : insert_slots(in.tables, "paced_sums");
  return result + ",\npaced AS (\n  " + written + "\n)";
}

// Each as kind, slot, messages, the length of the campaign's id in bytes, and the id. A slot that
// another writer made since the statement began is not seen, and told too: what inserts adds to it.
std::string slots_to_pace(const apply_statement& in) {
  if (!is_paced_apart(in.tables, in.shape)) return {};
  return R"sql(,
  (SELECT coalesce(string_agg(kind || ' ' || slot::text || ' ' || messages::text || ' '
    || octet_length(campaign_id::text)::text || ' ' || campaign_id::text, ''), '')
   FROM paced_sums
   WHERE (campaign_id, kind, slot) NOT IN (SELECT campaign_id, kind, slot FROM paced)) AS slots)sql";
}

std::vector<added_slot> read_told_slots(std::string_view told) {
  const auto word = [&] {
    const auto end = told.find(' ');
    const auto result = told.substr(0, end);
    told.remove_prefix(end + 1);
    return result;
  };
  const auto number = [&] {
    const auto digits = word();
    std::int64_t result = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), result);
    return result;
  };
  std::vector<added_slot> result;
  while (!told.empty()) {
    added_slot each{{}, word(), number(), number()};
    const auto length = static_cast<std::size_t>(number());
    each.campaign = told.substr(0, length);
    told.remove_prefix(length);
    result.push_back(each);
  }
  return result;
}

// The campaign's row tells a distributed PostgreSQL where its slots are. OFFSET 0 makes it a look
// for each; a join may go through all campaigns of the tenant.
std::string add_slots_sql(const table_map& tables) {
  return insert_slots(
      tables,
      tables.sql(R"sql((
    SELECT w.tenant_id, w.campaign_id, u.kind, u.slot, u.messages
    FROM unnest(:campaign::{type_campaign_id}[], :kind::text[], :slot::bigint[],
      :messages::bigint[]) AS u(campaign_id, kind, slot, messages)
    CROSS JOIN LATERAL (
      SELECT {tenant} AS tenant_id, w.{campaign_id} AS campaign_id
      FROM {campaign} w
      WHERE {of_tenant} AND w.{campaign_id} = u.campaign_id
      OFFSET 0
    ) w
  ))sql",
                 {{"tenant", tables.tenant("campaign", "w")},
                  {"of_tenant", tables.of_tenant("campaign", "w", tables.hidden_tenant())}}));
}

void add_slots(postgres_session& session, const table_map& tables, const command& with,
               const std::string& tenant, std::span<const added_slot> slots) {
  if (slots.empty()) return;
  const auto column = [&](auto field) {
    return column_of(slots, [&](const added_slot& each) { return each.*field; });
  };
  const auto written = session.run(with, {{"tenant", tenant},
                                          {"campaign", column(&added_slot::campaign)},
                                          {"kind", column(&added_slot::kind)},
                                          {"slot", column(&added_slot::slot)},
                                          {"messages", column(&added_slot::messages)}});
  if (written.size() < slots.size()) throw_unwritten(with, tables.table("campaign_pace"));
}

}  // namespace waybill::detail
