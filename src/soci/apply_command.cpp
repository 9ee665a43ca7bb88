#include "apply_command.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/gauges.hpp>

#include "array_literal.hpp"

namespace waybill::detail {

namespace {

// The batch comes as one array for each column; `ord` numbers the changes from 1.
//
// `chosen` keeps the changes whose expected state holds, and locks their rows in key order whatever
// plan the planner takes: the lock comes after the sort, and after a wait the conditions are looked
// at again. All else derives from the rows that really changed (`moved`), so that a lost race or a
// repeat adds nothing.
//
// The parts that follow `moved` run last declared first, because nothing reads what they return:
// log, contact, instance, campaign. The rows that most writers share are so locked last and for the
// shortest time. Each locks its rows in key order too.
constexpr auto sql = R"sql(
WITH chosen AS MATERIALIZED (
  SELECT b.*
  FROM unnest(
    :tenant::text[], :row::text[], :message_id::text[], :status::text[], :reached::int[],
    :next_status::text[], :sent_at::bigint[], :delivered_at::bigint[], :read_at::bigint[],
    :failed_at::bigint[], :error_code::text[], :error_message::text[],
    :sends::bool[], :restarts::bool[], :new_message_id::text[], :new_instance::text[],
    :campaign_sent::int[], :campaign_delivered::int[], :campaign_read::int[],
    :campaign_failed::int[],
    :gauges::bool[], :gauge_sent::int[], :gauge_delivered::int[], :gauge_read::int[],
    :gauge_failed::int[], :gauge_health::int[], :gauge_errors::int[], :forgets_errors::bool[],
    :day::int[], :recovery::int[], :succeeded_at::bigint[], :last_error::text[],
    :interacted_at::bigint[])
  WITH ORDINALITY AS b(
    tenant_id, id, message_id, status, reached,
    next_status, sent_at, delivered_at, read_at, failed_at, error_code, error_message,
    sends, restarts, new_message_id, new_instance,
    campaign_sent, campaign_delivered, campaign_read, campaign_failed,
    gauges, gauge_sent, gauge_delivered, gauge_read, gauge_failed, gauge_health, gauge_errors,
    forgets_errors, day, recovery, succeeded_at, last_error, interacted_at, ord)
  JOIN waybill.campaign_contact c ON c.tenant_id = b.tenant_id AND c.id = b.id
  WHERE coalesce(c.whatsapp_message_id, '') = b.message_id
    AND c.status = b.status
    AND (c.sent_at IS NOT NULL)::int + (c.delivered_at IS NOT NULL)::int * 2
      + (c.read_at IS NOT NULL)::int * 4 + (c.failed_at IS NOT NULL)::int * 8 = b.reached
  ORDER BY c.tenant_id, c.id
  FOR NO KEY UPDATE OF c
),
moved AS (
  UPDATE waybill.campaign_contact c SET
    whatsapp_message_id =
      CASE WHEN n.sends THEN nullif(n.new_message_id, '') ELSE c.whatsapp_message_id END,
    instance = CASE WHEN n.sends THEN nullif(n.new_instance, '') ELSE c.instance END,
    status = n.next_status,
    sent_at = least(CASE WHEN NOT n.restarts THEN c.sent_at END,
      'epoch'::timestamptz + n.sent_at * interval '1 microsecond'),
    delivered_at = least(CASE WHEN NOT n.restarts THEN c.delivered_at END,
      'epoch'::timestamptz + n.delivered_at * interval '1 microsecond'),
    read_at = least(CASE WHEN NOT n.restarts THEN c.read_at END,
      'epoch'::timestamptz + n.read_at * interval '1 microsecond'),
    failed_at = least(CASE WHEN NOT n.restarts THEN c.failed_at END,
      'epoch'::timestamptz + n.failed_at * interval '1 microsecond'),
    error_code = CASE WHEN n.restarts OR (c.error_code = '' AND c.error_message = '')
      THEN n.error_code ELSE c.error_code END,
    error_message = CASE WHEN n.restarts OR (c.error_code = '' AND c.error_message = '')
      THEN n.error_message ELSE c.error_message END
  -- Of two changes to one row the first goes; the other lost the race to it.
  FROM (SELECT DISTINCT ON (tenant_id, id) * FROM chosen ORDER BY tenant_id, id, ord) n
  WHERE c.tenant_id = n.tenant_id AND c.id = n.id
  RETURNING n.ord, n.tenant_id, n.id, c.campaign_id, c.contact_id, c.instance,
    n.campaign_sent, n.campaign_delivered, n.campaign_read, n.campaign_failed,
    n.gauges, n.gauge_sent, n.gauge_delivered, n.gauge_read, n.gauge_failed, n.gauge_health,
    n.gauge_errors, n.forgets_errors, n.day, n.recovery, n.succeeded_at, n.last_error,
    n.interacted_at
),
counted AS (
  UPDATE waybill.campaign w SET
    sent_count = w.sent_count + d.sent,
    delivered_count = w.delivered_count + d.delivered,
    read_count = w.read_count + d.read,
    failed_count = w.failed_count + d.failed
  FROM (
    SELECT g.*
    FROM (
      SELECT tenant_id, campaign_id, sum(campaign_sent) AS sent,
        sum(campaign_delivered) AS delivered, sum(campaign_read) AS read,
        sum(campaign_failed) AS failed
      FROM moved
      WHERE campaign_sent <> 0 OR campaign_delivered <> 0 OR campaign_read <> 0
        OR campaign_failed <> 0
      GROUP BY tenant_id, campaign_id
    ) g
    JOIN waybill.campaign x ON x.tenant_id = g.tenant_id AND x.id = g.campaign_id
    ORDER BY x.tenant_id, x.id
    FOR NO KEY UPDATE OF x
  ) d
  WHERE w.tenant_id = d.tenant_id AND w.id = d.campaign_id
),
gauged AS (
  UPDATE waybill.instance w SET
    msgs_sent_today = CASE WHEN w.counters_day < d.day THEN 0 ELSE w.msgs_sent_today END + d.sent,
    msgs_delivered_today =
      CASE WHEN w.counters_day < d.day THEN 0 ELSE w.msgs_delivered_today END + d.delivered,
    msgs_read_today = CASE WHEN w.counters_day < d.day THEN 0 ELSE w.msgs_read_today END + d.read,
    msgs_failed_today =
      CASE WHEN w.counters_day < d.day THEN 0 ELSE w.msgs_failed_today END + d.failed,
    counters_day = greatest(w.counters_day, d.day),
    health_score = greatest(0, least(100, d.health + CASE WHEN w.counters_day < d.day
      THEN least(100, w.health_score + d.recovery) ELSE w.health_score END)),
    consecutive_errors = CASE WHEN d.forgets_errors THEN 0 ELSE w.consecutive_errors END + d.errors,
    last_success_at = greatest(w.last_success_at,
      'epoch'::timestamptz + d.succeeded_at * interval '1 microsecond'),
    last_error = coalesce(d.last_error, w.last_error)
  FROM (
    SELECT g.*
    FROM (
      SELECT tenant_id, instance, sum(gauge_sent) AS sent, sum(gauge_delivered) AS delivered,
        sum(gauge_read) AS read, sum(gauge_failed) AS failed, sum(gauge_health) AS health,
        -- Those after the last delivery in arrival order.
        coalesce(sum(gauge_errors) FILTER (WHERE ord >= last_delivery), 0) AS errors,
        bool_or(forgets_errors) AS forgets_errors,
        'epoch'::date + max(day) AS day,
        (array_agg(recovery ORDER BY day DESC, ord))[1] AS recovery,
        max(succeeded_at) AS succeeded_at,
        (array_agg(last_error ORDER BY ord DESC) FILTER (WHERE last_error IS NOT NULL))[1]
          AS last_error
      FROM (
        SELECT *, coalesce(max(ord) FILTER (WHERE forgets_errors)
          OVER (PARTITION BY tenant_id, instance), 0) AS last_delivery
        FROM moved
        WHERE gauges
      ) m
      GROUP BY tenant_id, instance
    ) g
    JOIN waybill.instance x ON x.tenant_id = g.tenant_id AND x.name = g.instance
    ORDER BY x.tenant_id, x.name
    FOR NO KEY UPDATE OF x
  ) d
  WHERE w.tenant_id = d.tenant_id AND w.name = d.instance
),
touched AS (
  UPDATE waybill.contact w SET
    last_interaction_date = greatest(w.last_interaction_date, d.at)
  FROM (
    SELECT g.*
    FROM (
      SELECT tenant_id, contact_id,
        'epoch'::timestamptz + max(interacted_at) * interval '1 microsecond' AS at
      FROM moved
      WHERE interacted_at IS NOT NULL
      GROUP BY tenant_id, contact_id
    ) g
    JOIN waybill.contact x ON x.tenant_id = g.tenant_id AND x.id = g.contact_id
    ORDER BY x.tenant_id, x.id
    FOR NO KEY UPDATE OF x
  ) d
  WHERE w.tenant_id = d.tenant_id AND w.id = d.contact_id
),
logged AS (
  INSERT INTO waybill.campaign_log (
    tenant_id, campaign_id, log_type, severity, campaign_contact_id, contact_id, instance,
    whatsapp_message_id, old_status, new_status, implied, error_code, error_message, created_at)
  SELECT
    m.tenant_id, m.campaign_id, l.type, l.severity, m.id, m.contact_id, m.instance,
    l.message_id, l.old_status, l.new_status, l.implied, l.error_code, l.error_message,
    'epoch'::timestamptz + l.at * interval '1 microsecond'
  FROM unnest(
    :log_change::bigint[], :log_type::text[], :log_severity::text[], :log_message_id::text[],
    :log_old_status::text[], :log_new_status::text[], :log_implied::bool[],
    :log_error_code::text[], :log_error_message::text[], :log_at::bigint[])
  WITH ORDINALITY AS l(
    change, type, severity, message_id, old_status, new_status, implied, error_code,
    error_message, at, line)
  JOIN moved m ON m.ord = l.change
  WHERE m.campaign_id IS NOT NULL
  ORDER BY l.line
)
SELECT coalesce(string_agg(ord::text, ',' ORDER BY ord), '') FROM moved
)sql";

/// One column of the batch: its name in the statement, and what an item puts there.
template <typename Item>
struct column {
  std::string_view name;
  void (*add)(array_literal& to, const Item& item);
};

/// A log entry and the number of its change.
struct log_line {
  std::size_t change;
  const log_entry* entry;
};

/// What the instance remembers as its last error: of the last failure in the change's log.
[[nodiscard]] std::optional<std::string> last_error(const change& what) {
  gauge_change gauges;
  gauges += what;
  return gauges.last_error;
}

[[nodiscard]] const new_send& send_of(const change& what) {
  static const new_send none;
  return what.send ? *what.send : none;
}

using out = array_literal&;
using in = const change&;
using line = const log_line&;

constexpr std::array change_columns{
    column<change>{"tenant", [](out to, in c) { to.add(c.key.tenant); }},
    column<change>{"row", [](out to, in c) { to.add(c.key.row); }},
    column<change>{"message_id", [](out to, in c) { to.add(c.expected_message_id); }},
    // No row has the empty status: a change never expects one that waybill does not know.
    column<change>{
        "status",
        [](out to, in c) { to.add(c.expected.status ? to_string(*c.expected.status) : ""); }},
    column<change>{"reached", [](out to, in c) { to.add(int{c.expected.reached.bits()}); }},
    column<change>{"next_status", [](out to, in c) { to.add(to_string(c.next_status)); }},
    column<change>{"sent_at", [](out to, in c) { to.add(c.proven.sent_at); }},
    column<change>{"delivered_at", [](out to, in c) { to.add(c.proven.delivered_at); }},
    column<change>{"read_at", [](out to, in c) { to.add(c.proven.read_at); }},
    column<change>{"failed_at", [](out to, in c) { to.add(c.proven.failed_at); }},
    column<change>{"error_code", [](out to, in c) { to.add(c.reason.code); }},
    column<change>{"error_message", [](out to, in c) { to.add(c.reason.text); }},
    column<change>{"sends", [](out to, in c) { to.add(c.send.has_value()); }},
    column<change>{"restarts", [](out to, in c) { to.add(send_of(c).restarts); }},
    column<change>{"new_message_id", [](out to, in c) { to.add(send_of(c).message_id); }},
    column<change>{"new_instance", [](out to, in c) { to.add(send_of(c).instance); }},
    column<change>{"campaign_sent", [](out to, in c) { to.add(c.campaign.sent); }},
    column<change>{"campaign_delivered", [](out to, in c) { to.add(c.campaign.delivered); }},
    column<change>{"campaign_read", [](out to, in c) { to.add(c.campaign.read); }},
    column<change>{"campaign_failed", [](out to, in c) { to.add(c.campaign.failed); }},
    column<change>{"gauges", [](out to, in c) { to.add(c.instance != instance_delta{}); }},
    column<change>{"gauge_sent", [](out to, in c) { to.add(c.instance.sent); }},
    column<change>{"gauge_delivered", [](out to, in c) { to.add(c.instance.delivered); }},
    column<change>{"gauge_read", [](out to, in c) { to.add(c.instance.read); }},
    column<change>{"gauge_failed", [](out to, in c) { to.add(c.instance.failed); }},
    column<change>{"gauge_health", [](out to, in c) { to.add(c.instance.health); }},
    column<change>{"gauge_errors", [](out to, in c) { to.add(c.instance.errors); }},
    column<change>{"forgets_errors", [](out to, in c) { to.add(c.instance.forgets_errors); }},
    column<change>{"day", [](out to, in c) { to.add(c.day.date.time_since_epoch().count()); }},
    column<change>{"recovery", [](out to, in c) { to.add(c.day.health_recovery); }},
    column<change>{"succeeded_at", [](out to, in c) { to.add(c.succeeded_at); }},
    column<change>{"last_error", [](out to, in c) { to.add(last_error(c)); }},
    column<change>{"interacted_at", [](out to, in c) { to.add(c.interacted_at); }},
};

constexpr std::array log_columns{
    column<log_line>{"log_change", [](out to, line l) { to.add(l.change); }},
    column<log_line>{"log_type", [](out to, line l) { to.add(to_string(l.entry->type)); }},
    column<log_line>{"log_severity",
                     [](out to, line l) { to.add(to_string(l.entry->severity())); }},
    column<log_line>{"log_message_id", [](out to, line l) { to.add(l.entry->message_id); }},
    column<log_line>{"log_old_status",
                     [](out to, line l) { to.add(to_string(l.entry->old_status)); }},
    column<log_line>{"log_new_status",
                     [](out to, line l) { to.add(to_string(l.entry->new_status)); }},
    column<log_line>{"log_implied", [](out to, line l) { to.add(l.entry->implied); }},
    column<log_line>{"log_error_code", [](out to, line l) { to.add(l.entry->reason.code); }},
    column<log_line>{"log_error_message", [](out to, line l) { to.add(l.entry->reason.text); }},
    column<log_line>{"log_at", [](out to, line l) { to.add(l.entry->at); }},
};

template <typename Columns, typename Items>
void bind(parameters& to, const Columns& columns, const Items& items) {
  for (const auto& each : columns) {
    array_literal literal;
    for (const auto& item : items) each.add(literal, item);
    to.emplace_back(each.name, std::move(literal).take());
  }
}

}  // namespace

const command& apply_command() {
  static const command what{"apply", sql, 1, true, true};
  return what;
}

parameters apply_parameters(std::span<const change> changes) {
  std::vector<log_line> lines;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    for (const auto& entry : changes[i].log) lines.push_back({i + 1, &entry});
  }
  parameters result;
  bind(result, change_columns, changes);
  bind(result, log_columns, lines);
  return result;
}

std::vector<std::size_t> lost_changes(std::string_view moved, std::size_t count) {
  std::vector<bool> won(count);
  for (std::size_t at = 0; at < moved.size();) {
    std::size_t ord = 0;
    const auto* const digits = moved.data() + at;
    at += static_cast<std::size_t>(std::from_chars(digits, moved.data() + moved.size(), ord).ptr -
                                   digits + 1);
    won.at(ord - 1) = true;
  }
  std::vector<std::size_t> lost;
  for (std::size_t i = 0; i < count; ++i) {
    if (!won[i]) lost.push_back(i);
  }
  return lost;
}

}  // namespace waybill::detail
