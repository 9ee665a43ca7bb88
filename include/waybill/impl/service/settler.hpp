#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <waybill/impl/service/logger.hpp>
#include <waybill/impl/service/retry.hpp>
#include <waybill/impl/service/warnings.hpp>
#include <waybill/match.hpp>
#include <waybill/plan.hpp>
#include <waybill/reply.hpp>
#include <waybill/store.hpp>
#include <waybill/tracker_options.hpp>

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

struct settled_update {
  detail::ending ending = ending::failed;
  waybill::verdict verdict = waybill::verdict::already_processed;
  std::optional<message_status> old_status{};
  std::optional<message_status> new_status{};
  std::string campaign{};
  std::string contact_name{};
  std::optional<std::size_t> transition{};  ///< which of the transitions told is its own
};

/// Told which updates of a batch have come to their end while the others still wait for theirs. A
/// position may be told more than once.
using part_hook = std::function<void(std::span<const settled_update> results,
                                     std::span<const std::size_t> ended)>;

/// The loop load → plan → apply, for a batch of updates.
class settler {
 public:
  settler(store& where, const tracker_options& options, retrier& retry,
          std::vector<status_transition>& transitions)
      : store_(where), options_(options), retry_(retry), transitions_(transitions) {}

  /// Settles each update. Does not throw for a failing store: those it could not settle are
  /// `failed`. A batch that has to be split is told in parts, if anybody listens.
  std::vector<settled_update> settle(std::span<const incoming_update> updates,
                                     const part_hook& on_part = {}) {
    updates_ = updates;
    on_part_ = &on_part;
    results_.assign(updates.size(), {});
    positions all(updates.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    settle(std::move(all));
    return std::move(results_);
  }

 private:
  using positions = std::vector<std::size_t>;  ///< in `updates_` and `results_`

  /// Another writer may change a row between load and apply, five times in a row at most.
  static constexpr int rounds = 5;

  void settle(positions open) {
    try {
      for (int round = 0; round < rounds && !open.empty(); ++round) open = attempt(open);
      for (const auto i : open) give_up(i, "other writers kept changing its row");
    } catch (const store_error& error) {
      if (error.is_refusal()) return isolate(open, error);
      for (const auto i : open) give_up(i, error.what());
    } catch (const std::exception& error) {
      for (const auto i : open) give_up(i, error.what());
    }
  }

  /// A batch that is refused failed whole: halves it until what is refused stands alone.
  void isolate(const positions& open, const store_error& error) {
    if (open.size() == 1) {
      if (error.misconfigured()) {
        results_[open.front()] = {};
        return tell_misconfigured(options_, updates_[open.front()], "not stored", error.what());
      }
      results_[open.front()].ending = ending::rejected;
      const auto& in = updates_[open.front()];
      return log(options_.on_log, severity::error, ids_of(in), "refused for good: {}",
                 error.what());
    }
    const auto middle = open.begin() + static_cast<std::ptrdiff_t>(open.size() / 2);
    for (const auto& half : {positions{open.begin(), middle}, positions{middle, open.end()}}) {
      settle(half);
      if (*on_part_) (*on_part_)(results_, half);
    }
  }

  /// One round; returns what lost the race.
  positions attempt(const positions& open) {
    std::vector<message_key> keys;
    std::vector<incoming_update> updates;
    for (const auto i : open) {
      updates.push_back(updates_[i]);
      keys.push_back({updates_[i].from.tenant, updates_[i].update.message_id});
    }
    const auto known = retry_.run([&] { return store_.load(keys); });
    const auto now = options_.clock->now();
    const auto planned = plan(known, updates, options_.policy, now);
    std::vector<bool> lost(planned.changes.size());
    if (!planned.changes.empty()) {
      for (const auto i : retry_.run([&] { return store_.apply(planned.changes); })) lost[i] = true;
    }
    positions again;
    for (std::size_t i = 0; i < open.size(); ++i) {
      const auto& out = planned.outcomes[i];
      if (out.change && lost[*out.change]) {
        again.push_back(open[i]);
      } else {
        conclude(open[i], out, known[i], now);
      }
    }
    return again;
  }

  void conclude(std::size_t i, const outcome& out, const std::vector<tracked_message>& rows,
                time_point now) {
    auto& result = results_[i];
    switch (out.found.kind) {
      case match_kind::unknown: result.ending = ending::unknown; return;
      case match_kind::not_ours: return conclude_not_ours(i, rows.front());
      case match_kind::ambiguous: result.ending = ending::ambiguous; break;
      case match_kind::one: {
        const auto& row = rows[out.found.row];
        result = {ending::decided,  out.verdict, out.old_status, out.new_status, row.campaign,
                  row.contact_name, {}};
        if (out.verdict == verdict::foreign_status) warn_of_status(updates_[i], row);
        if (out.verdict != verdict::updated) return;
        result.transition = transitions_.size();
        tell(updates_[i], out, row, now);
        return;
      }
    }
    log(options_.on_log, severity::warning, ids_of(updates_[i]),
        "several rows have this message id");
  }

  void conclude_not_ours(std::size_t i, const tracked_message& row) {
    const auto& in = updates_[i];
    const bool may_speak = may_speak_for(in.from, in.update.instance);
    results_[i].ending = may_speak ? ending::misnamed : ending::not_ours;
    warn_of_instance(options_, in, row.instance, may_speak);
  }

  void tell(const incoming_update& in, const outcome& out, const tracked_message& row,
            time_point now) {
    transitions_.push_back({row.key, row.message_id, row.instance, row.campaign, row.contact,
                            *out.old_status, *out.new_status, now});
    auto ids = ids_of(in);
    ids.campaign = row.campaign;
    log(options_.on_log, severity::info, ids, "{} -> {}", to_string(*out.old_status),
        to_string(*out.new_status));
  }

  void warn_of_status(const incoming_update& in, const tracked_message& row) const {
    auto ids = ids_of(in);
    ids.campaign = row.campaign;
    log(options_.on_log, severity::warning, ids,
        "the row's status '{}' is none of waybill's, so the report changes nothing: its statuses "
        "are written in small letters, as in 'sent'",
        row.foreign_status);
  }

  void give_up(std::size_t i, const char* why) {
    results_[i] = {};  // it may have been concluded, in a part that failed after that
    log(options_.on_log, severity::error, ids_of(updates_[i]), "not stored: {}", why);
  }

  [[nodiscard]] static log_ids ids_of(const incoming_update& in) noexcept {
    return {in.from.tenant, in.update.instance, in.update.message_id, {}};
  }

  store& store_;
  const tracker_options& options_;
  retrier& retry_;
  std::vector<status_transition>& transitions_;
  std::span<const incoming_update> updates_;
  const part_hook* on_part_ = nullptr;
  std::vector<settled_update> results_;
};

}  // namespace waybill::detail
