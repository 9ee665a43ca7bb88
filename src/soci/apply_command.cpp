#include "apply_command.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/gauges.hpp>

#include "apply_sql.hpp"
#include "array_literal.hpp"

namespace waybill::detail {

namespace {

/// Whether a column of nothing is left out: it goes as an empty array, which costs the server far
/// less, and the statement takes the NULL of each row for nothing.
enum class when_empty : std::uint8_t { kept, left_out };

/// One column of the batch: its name in the statement, and what an item puts there.
template <typename Item>
struct column {
  std::string_view name;
  void (*add)(array_literal& to, const Item& item);
  when_empty if_empty = when_empty::left_out;
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
    column<change>{"tenants", [](out to, in c) { to.add(c.key.tenant); }, when_empty::kept},
    column<change>{"row", [](out to, in c) { to.add(c.key.row); }, when_empty::kept},
    column<change>{"message_id", [](out to, in c) { to.add(c.expected_message_id); },
                   when_empty::kept},
    // No row has the empty status: a change never expects one that waybill does not know.
    column<change>{
        "status",
        [](out to, in c) { to.add(c.expected.status ? to_string(*c.expected.status) : ""); },
        when_empty::kept},
    column<change>{"reached", [](out to, in c) { to.add(int{c.expected.reached.bits()}); },
                   when_empty::kept},
    column<change>{"next_status", [](out to, in c) { to.add(to_string(c.next_status)); },
                   when_empty::kept},
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
    column<change>{"day", [](out to, in c) { to.add(c.day.date.time_since_epoch().count()); },
                   when_empty::kept},
    column<change>{"recovery", [](out to, in c) { to.add(c.day.health_recovery); },
                   when_empty::kept},
    column<change>{"succeeded_at", [](out to, in c) { to.add(c.succeeded_at); }},
    column<change>{"last_error", [](out to, in c) { to.add(last_error(c)); }},
    column<change>{"interacted_at", [](out to, in c) { to.add(c.interacted_at); }},
    column<change>{"log_lines", [](out to, in c) { to.add(c.log.size()); }},
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
    const bool is_kept = each.if_empty == when_empty::kept;
    to.emplace_back(each.name,
                    is_kept ? std::move(literal).take() : std::move(literal).take_sparse());
  }
}

}  // namespace

command apply_command(const table_map& tables) {
  return {"apply", apply_sql(tables), 1, true, true};
}

parameters apply_parameters(std::span<const change> changes) {
  std::vector<log_line> lines;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    for (const auto& entry : changes[i].log) lines.push_back({i + 1, &entry});
  }
  parameters result{{"tenant", changes.front().key.tenant}};
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
