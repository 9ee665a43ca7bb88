#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/change.hpp>
#include <waybill/clock.hpp>
#include <waybill/dialect.hpp>
#include <waybill/json_reader.hpp>
#include <waybill/policy.hpp>
#include <waybill/reply.hpp>

namespace waybill {

/// What a log line is about: its fields, empty where they do not apply. Valid during the call only.
struct log_ids {
  std::string_view tenant{};      ///< of the origin
  std::string_view instance{};    ///< by its name
  std::string_view message_id{};  ///< the gateway's
  std::string_view campaign{};    ///< by its id
  std::string_view sqlstate{};    ///< of the store's error, where a database gave one
};

/// Calls `take(name, value)` for each field that is not empty, for a log that keeps fields beside
/// the text: JSON lines, or the attributes of OpenTelemetry. Names are those of the members.
template <typename Take>
constexpr void for_each_field(const log_ids& ids, Take take) {
  using field = std::pair<std::string_view, std::string_view>;
  const std::array fields{field{"tenant", ids.tenant}, field{"instance", ids.instance},
                          field{"message_id", ids.message_id}, field{"campaign", ids.campaign},
                          field{"sqlstate", ids.sqlstate}};
  for (const auto& [name, value] : fields) {
    if (!value.empty()) take(name, value);
  }
}

/// Takes waybill's log lines. Called on the thread that caused them, at once from several; what it
/// throws is dropped.
using log_hook = std::function<void(severity, std::string_view text, const log_ids& ids)>;

/// Told of each status that really moved, whatever moved it: a webhook, the recording of a send, a
/// sweep or `fail_stalled`. It is called after the commit and outside all locks, on the thread that
/// committed, at once from several; until it returns, an ingestor writes no next batch. What it
/// throws is logged and harms no other.
using transition_observer = std::function<void(const status_transition&)>;

/// How a tracker behaves, and the ingestor that works with it. Every field has a sane default.
struct tracker_options {
  /// Whose webhooks they are; `evolution()` if left empty.
  waybill::dialect dialect{};
  waybill::policy policy{};  ///< the knobs of the rules
  json_limits limits{};      ///< on one body
  /// How long one call may take, retries of a failing store included.
  std::chrono::milliseconds deadline = std::chrono::seconds{5};
  /// Off keeps the contact's name out of replies, and spares PostgreSQL the look for it.
  bool replies_name_contact = true;
  /// How long an update may wait for its send to be recorded.
  std::chrono::seconds parking_time_to_live = std::chrono::hours{24};
  /// How many updates a tenant may have waiting, about; most unknown messages are no campaign
  /// messages. The oldest are dropped, beside the answers; a large cap may be exceeded by about
  /// 1/16. With a cap of none, nothing is parked.
  std::size_t parking_cap = 100'000;
  /// Silent by default. What goes on for hours is told once a minute.
  log_hook on_log{};
  /// Called one after the other for each transition, at most once per process: after a commit of
  /// unknown outcome the retry finds nothing left to do.
  std::vector<transition_observer> observers{};
  /// Not owned; outlives the tracker.
  waybill::clock* clock = &waybill::clock::system();
};

}  // namespace waybill
