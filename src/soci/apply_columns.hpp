#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include <waybill/change.hpp>
#include <waybill/gauges.hpp>

#include "array_literal.hpp"
#include "reason_words.hpp"

namespace waybill::detail {

/// What the applying statement has only for batches that need it.
enum class apply_part : std::uint16_t {
  always = 0,
  sent = 1,
  delivered = 2,
  read = 4,
  failed = 8,
  gauges = 16,
  log = 32,
  send = 64,  ///< needs all those above too
  /// No column: a change needs the times that its row had, for the slots of its campaign's pace.
  former_times = 128,
  places = 256,  ///< each change tells where its row is
};
inline constexpr std::uint16_t all_parts = 127;  ///< that a change may need columns of

/// How the applying statement takes its changes, and what it does if a row was not written.
enum class apply_form : std::uint8_t {
  one,      ///< one change with at most one log entry, as scalars; fails
  many,     ///< a batch, as arrays; fails
  looking,  ///< a batch, as arrays; passes over rows that are absent, fails for those that are
            ///< there
};

/// Which applying statement: there are three forms of a few sets of parts.
struct apply_shape {
  apply_form form = apply_form::looking;
  std::uint16_t parts = all_parts;

  [[nodiscard]] constexpr bool has(apply_part part) const noexcept {
    return part == apply_part::always || (parts & static_cast<std::uint16_t>(part)) != 0;
  }
  friend constexpr auto operator<=>(const apply_shape&, const apply_shape&) = default;
};

/// A log entry and the number of its change.
struct log_line {
  std::size_t change;
  const log_entry* entry;
};

/// What the instance remembers as its last error: of the last failure in the change's log.
[[nodiscard]] inline std::optional<std::string> last_error(const change& what) {
  gauge_change gauges;
  gauges += what;
  return gauges.last_error;
}

[[nodiscard]] inline const new_send& send_of(const change& what) {
  static const new_send none;
  return what.send ? *what.send : none;
}

/// One column of a batch: what each item puts there, and the part that needs it.
template <typename Item>
struct apply_column {
  std::string_view name;  ///< as it is bound; in the statement a log's has no `log_`
  std::string_view type;
  apply_part part;
  bool is_kept;  ///< also where it holds nothing: what reads it takes no NULL
  bool may_be_null;
  bool (*holds)(const Item& item);  ///< other than an empty text, zero, false or nothing
  void (*add)(array_literal& to, const Item& item);
  std::string (*text)(const Item& item);
};

/// `Get` says what an item puts there.
template <typename Item, typename Get>
[[nodiscard]] constexpr apply_column<Item> make_apply_column(std::string_view name,
                                                             std::string_view type, apply_part part,
                                                             bool is_kept, Get) {
  using value = std::invoke_result_t<Get, const Item&>;
  return {name,
          type,
          part,
          is_kept,
          is_optional<value>,
          [](const Item& item) { return holds_something(Get{}(item)); },
          [](array_literal& to, const Item& item) { to.add(Get{}(item)); },
          [](const Item& item) { return scalar_text(Get{}(item)); }};
}

namespace apply_columns {

using text = std::string_view;
using in = const change&;
using line = const log_line&;

template <typename Get>
[[nodiscard]] constexpr auto of(text name, text type, apply_part part, Get get) {
  return make_apply_column<change>(name, type, part, false, get);
}
template <typename Get>
[[nodiscard]] constexpr auto kept(text name, text type, apply_part part, Get get) {
  return make_apply_column<change>(name, type, part, true, get);
}
template <typename Get>
[[nodiscard]] constexpr auto line_of(text name, text type, apply_part part, Get get) {
  return make_apply_column<log_line>(name, type, part, false, get);
}
template <typename Get>
[[nodiscard]] constexpr auto kept_line_of(text name, text type, apply_part part, Get get) {
  return make_apply_column<log_line>(name, type, part, true, get);
}

using enum apply_part;

/// What tells the row and its state.
inline constexpr std::array of_row{
    kept("tenant_id", "{tenant_type}", always, [](in c) -> text { return c.key.tenant; }),
    kept("id", "{type_campaign_contact_id}", always, [](in c) -> text { return c.key.row; }),
    kept("found_place", "tid", places, [](in c) -> text { return c.place; }),
    kept("message_id", "text", always, [](in c) -> text { return c.expected_message_id; }),
    // No row has the empty status: a change never expects one that waybill does not know.
    kept("status", "text", always,
         [](in c) { return c.expected.status ? to_string(*c.expected.status) : text{}; }),
    kept("reached", "int", always, [](in c) { return int{c.expected.reached.bits()}; }),
    kept("next_status", "text", always, [](in c) { return to_string(c.next_status); }),
    of("sent_at", "bigint", sent, [](in c) { return c.proven.sent_at; }),
    of("delivered_at", "bigint", delivered, [](in c) { return c.proven.delivered_at; }),
    of("read_at", "bigint", read, [](in c) { return c.proven.read_at; }),
    of("failed_at", "bigint", failed, [](in c) { return c.proven.failed_at; }),
    of("error_code", "text", failed, [](in c) -> text { return c.reason.code; }),
    of("error_message", "text", failed, [](in c) -> text { return c.reason.text; }),
    of("failure_kind", "text", failed, [](in c) { return stored_kind(c.reason); }),
    of("sends", "bool", send, [](in c) { return c.send.has_value(); }),
    of("restarts", "bool", send, [](in c) { return send_of(c).restarts; }),
    of("new_message_id", "text", send, [](in c) -> text { return send_of(c).message_id; }),
    of("new_instance", "text", send, [](in c) -> text { return send_of(c).instance; }),
};

/// What the other tables get of a row that moved.
inline constexpr std::array of_others{
    of("campaign_sent", "int", sent, [](in c) { return c.campaign.sent; }),
    of("campaign_delivered", "int", delivered, [](in c) { return c.campaign.delivered; }),
    of("campaign_read", "int", read, [](in c) { return c.campaign.read; }),
    of("campaign_failed", "int", failed, [](in c) { return c.campaign.failed; }),
    of("gauges", "bool", gauges, [](in c) { return c.instance != instance_delta{}; }),
    of("gauge_sent", "int", sent, [](in c) { return c.instance.sent; }),
    of("gauge_delivered", "int", delivered, [](in c) { return c.instance.delivered; }),
    of("gauge_read", "int", read, [](in c) { return c.instance.read; }),
    of("gauge_failed", "int", failed, [](in c) { return c.instance.failed; }),
    of("gauge_health", "int", gauges, [](in c) { return c.instance.health; }),
    of("gauge_errors", "int", failed, [](in c) { return c.instance.errors; }),
    of("forgets_errors", "bool", delivered, [](in c) { return c.instance.forgets_errors; }),
    kept("day", "int", gauges, [](in c) { return c.day.date.time_since_epoch().count(); }),
    kept("recovery", "int", gauges, [](in c) { return c.day.health_recovery; }),
    of("succeeded_at", "bigint", delivered, [](in c) { return c.succeeded_at; }),
    of("last_error", "text", failed, [](in c) { return last_error(c); }),
    of("interacted_at", "bigint", read, [](in c) { return c.interacted_at; }),
    of("log_lines", "int", log, [](in c) { return c.log.size(); }),
};

inline constexpr std::array of_log{
    line_of("log_change", "bigint", log, [](line l) { return l.change; }),
    line_of("log_type", "text", log, [](line l) { return to_string(l.entry->type); }),
    line_of("log_severity", "text", log, [](line l) { return to_string(l.entry->severity()); }),
    // A send that was refused has none.
    kept_line_of("log_message_id", "text", log, [](line l) -> text { return l.entry->message_id; }),
    line_of("log_old_status", "text", log, [](line l) { return to_string(l.entry->old_status); }),
    line_of("log_new_status", "text", log, [](line l) { return to_string(l.entry->new_status); }),
    line_of("log_implied", "bool", log, [](line l) { return l.entry->implied; }),
    line_of("log_error_code", "text", failed, [](line l) -> text { return l.entry->reason.code; }),
    line_of("log_error_message", "text", failed,
            [](line l) -> text { return l.entry->reason.text; }),
    line_of("log_failure_kind", "text", failed,
            [](line l) { return stored_kind(l.entry->reason); }),
    line_of("log_at", "bigint", log, [](line l) { return l.entry->at; }),
};

}  // namespace apply_columns

}  // namespace waybill::detail
