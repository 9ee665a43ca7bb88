#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/impl/service/call.hpp>
#include <waybill/impl/service/find_chosen.hpp>
#include <waybill/impl/service/warnings.hpp>
#include <waybill/plan.hpp>

namespace waybill::detail {

/// How the work on one update ended.
enum class ending : std::uint8_t {
  decided,    ///< durably, whatever the verdict
  unknown,    ///< no row has its message id
  not_ours,   ///< rows have it, and the body may not speak for the instance it names
  misnamed,   ///< rows have it, of instances of other names
  ambiguous,  ///< several rows answer
  rejected,   ///< the store refuses it for good
  failed,     ///< the store failed: may or may not have been committed
};

/// Whether an update may still find its message: once that is recorded, or its instance's name is
/// corrected.
[[nodiscard]] constexpr bool may_wait(ending ended) noexcept {
  return ended == ending::unknown || ended == ending::misnamed;
}

/// Whether the work on an update is over, so that it need not be kept.
[[nodiscard]] constexpr bool is_final(ending ended) noexcept {
  return ended != ending::failed && !may_wait(ended);
}

struct settled_update {
  detail::ending ending = ending::failed;
  waybill::verdict verdict = waybill::verdict::already_processed;
  std::optional<message_status> old_status{};
  std::optional<message_status> new_status{};
  std::string campaign{};
  std::string contact_name{};
  std::optional<std::size_t> transition{};   ///< which of those that the call moved is its own
  failure_kind why = failure_kind::unknown;  ///< of a failure that is its own
};

/// Told which updates of a batch have come to their end while the others still wait for theirs. A
/// position may be told more than once.
using part_hook = std::function<void(std::span<const settled_update> results,
                                     std::span<const std::size_t> ended)>;

inline void warn_of_status(const call& in, const incoming_update& update,
                           const tracked_message& row) {
  log(in.options.on_log, severity::warning, ids_of(update, row.campaign),
      "the row's status '{}' is none of waybill's, so the report changes nothing: its statuses "
      "are written in small letters, as in 'sent'",
      {row.foreign_status});
}

inline void note_moved(call& in, const incoming_update& update, const outcome& out,
                       const tracked_message& row, const change& what, time_point now) {
  in.moved(transition_of(row, what, *out.old_status, *out.new_status, now));
  log(in.options.on_log, severity::info, ids_of(update, row.campaign), "{} -> {}",
      {to_string(*out.old_status), to_string(*out.new_status)});
}

[[nodiscard]] inline settled_update conclude_not_ours(const call& in, const incoming_update& update,
                                                      const tracked_message& row) {
  const bool may_speak = may_speak_for(update.from, update.update.instance);
  warn_of_instance(in.of, update, row.instance, may_speak);
  return {.ending = may_speak ? ending::misnamed : ending::not_ours};
}

[[nodiscard]] inline settled_update conclude_match(call& in, const incoming_update& update,
                                                   const outcome& out, const tracked_message& row,
                                                   std::span<const change> changes,
                                                   time_point now) {
  settled_update result{ending::decided,  out.verdict, out.old_status, out.new_status, row.campaign,
                        row.contact_name, {}};
  if (out.verdict == verdict::foreign_status) warn_of_status(in, update, row);
  if (out.verdict != verdict::updated) return result;
  result.transition = in.moved().size();
  note_moved(in, update, out, row, changes[*out.change], now);
  result.why = in.moved().back().reason.kind;
  return result;
}

[[nodiscard]] inline settled_update conclude(call& in, const incoming_update& update,
                                             const outcome& out,
                                             std::span<const tracked_message> rows,
                                             std::span<const change> changes, time_point now) {
  switch (out.found.kind) {
    case match_kind::unknown: return {.ending = ending::unknown};
    case match_kind::not_ours: return conclude_not_ours(in, update, rows.front());
    case match_kind::one: return conclude_match(in, update, out, rows[out.found.row], changes, now);
    case match_kind::ambiguous: break;
  }
  log(in.options.on_log, severity::warning, ids_of(update), "several rows have this message id");
  return {.ending = ending::ambiguous};
}

/// Some updates of a batch; in `copies` where they are not all of it.
[[nodiscard]] inline std::span<const incoming_update> pick(std::span<const incoming_update> all,
                                                           const positions& open,
                                                           std::vector<incoming_update>& copies) {
  if (open.size() == all.size()) return all;
  for (const auto i : open) copies.push_back(all[i]);
  return copies;
}

[[nodiscard]] inline bool is_from_cache(std::span<const tracked_message> rows) noexcept {
  return std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.from_cache; });
}

/// Loads, plans and applies once; returns what lost the race, and what would change nothing by the
/// word of a cache.
[[nodiscard]] inline positions settle_round(call& in, std::span<const incoming_update> updates,
                                            const positions& open,
                                            std::span<settled_update> results) {
  std::vector<incoming_update> copies;
  const auto asked = pick(updates, open, copies);
  std::vector<message_key> keys;
  keys.reserve(asked.size());
  for (const auto& each : asked) keys.push_back({each.from.tenant, each.update.message_id});
  auto known = in.load(keys);
  find_chosen(in, asked, known);
  const auto now = in.options.clock->now();
  const auto planned = plan(known, asked, in.options.policy, now);
  std::vector<bool> lost(planned.changes.size());
  if (!planned.changes.empty()) {
    const auto losers = in.retry.run([&] { return in.where.apply(planned.changes); });
    for (const auto i : losers) lost[i] = true;
  }
  positions again;
  for (std::size_t i = 0; i < open.size(); ++i) {
    const auto& out = planned.outcomes[i];
    if (out.change ? lost[*out.change] : is_from_cache(known[i])) {
      again.push_back(open[i]);
    } else {
      results[open[i]] = conclude(in, asked[i], out, known[i], planned.changes, now);
    }
  }
  return again;
}

[[nodiscard]] inline settled_update conclude_refused(const call& in, const incoming_update& update,
                                                     const store_error& error) {
  if (error.misconfigured()) {
    tell_misconfigured(in.of, update, "not stored", error);
    return {};
  }
  log(in.options.on_log, severity::error, with_sqlstate(error.sqlstate(), ids_of(update)),
      "refused for good: {}", {error.what()});
  return {.ending = ending::rejected};
}

/// The loop load → plan → apply, for a batch of updates. Does not throw for a failing store: those
/// it could not settle are `failed`. A batch that has to be split is told in parts.
inline std::vector<settled_update> settle(call& in, std::span<const incoming_update> updates,
                                          const part_hook& on_part = {}) {
  std::vector<settled_update> results(updates.size());
  const auto give_up = [&](const positions& open, const char* why, std::string_view sqlstate = {}) {
    for (const auto i : open) {
      results[i] = {};  // it may have been concluded, in a part that failed after that
      log(in.options.on_log, severity::error, with_sqlstate(sqlstate, ids_of(updates[i])),
          "not stored: {}", {why});
    }
  };
  const auto tell_part = [&](std::span<const std::size_t> part) {
    if (on_part && part.size() < updates.size()) on_part(results, part);
  };
  const auto work = [&](positions& open) {
    const auto part = open;
    try {
      in_rounds(open, [&](const auto& now) { return settle_round(in, updates, now, results); });
      give_up(open, "other writers kept changing its row");
    } catch (const store_error& error) {
      if (error.is_refusal()) throw;
      give_up(open, error.what(), error.sqlstate());
    } catch (const std::exception& error) {
      give_up(open, error.what());
    }
    tell_part(part);
  };
  in_halves(all_positions(updates.size()), work, [&](std::size_t i, const store_error& error) {
    results[i] = conclude_refused(in, updates[i], error);
    tell_part({&i, 1});
  });
  return results;
}

}  // namespace waybill::detail
