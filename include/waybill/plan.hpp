#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <waybill/change.hpp>
#include <waybill/impl/rules/intended.hpp>
#include <waybill/impl/rules/row_draft.hpp>
#include <waybill/message.hpp>
#include <waybill/policy.hpp>
#include <waybill/update.hpp>

namespace waybill {

/// How many candidates match an update.
enum class match_kind : std::uint8_t {
  unknown,    ///< no row has this message id in the tenant: park it
  not_ours,   ///< rows have it, but of instances for which this update does not speak
  one,        ///< exactly one row matches
  ambiguous,  ///< several rows match
};

/// Which row an update means, among those that share a tenant and a message id.
struct match {
  match_kind kind = match_kind::unknown;  ///< how many match
  std::size_t row = 0;                    ///< index among the candidates when `kind` is `one`

  friend constexpr bool operator==(const match&, const match&) noexcept = default;
};

namespace detail {

[[nodiscard]] inline bool may_speak_for(const origin& from, const std::string& instance) {
  return instance.empty() || from.instances.empty() ||
         std::find(from.instances.begin(), from.instances.end(), instance) != from.instances.end();
}

/// The one candidate for which `fits` holds; `otherwise` if there is none.
template <typename Predicate>
[[nodiscard]] match only(std::span<const tracked_message> rows, Predicate fits,
                         match_kind otherwise) {
  match found{otherwise, 0};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!fits(rows[i])) continue;
    if (found.kind == match_kind::one) return {match_kind::ambiguous, 0};
    found = {match_kind::one, i};
  }
  return found;
}

}  // namespace detail

/// Finds the row an update means among `candidates`: all rows of the update's tenant with its
/// message id.
///
/// An instance never speaks for another's message: the body's instance must be the one that sent
/// the row. If either side names none, tenant and message id decide, provided that exactly one row
/// (of the instances the origin may speak for) has them.
[[nodiscard]] inline match find_match(const origin& from, const std::string& instance,
                                      std::span<const tracked_message> candidates) {
  if (candidates.empty()) return {};
  if (!detail::may_speak_for(from, instance)) return {match_kind::not_ours, 0};

  const auto allowed = [&](const tracked_message& row) {
    return detail::may_speak_for(from, row.instance);
  };
  const auto same_instance = [&](const tracked_message& row) {
    return !instance.empty() && row.instance == instance;
  };
  const auto named = detail::only(candidates, same_instance, match_kind::not_ours);
  if (named.kind != match_kind::not_ours) return named;

  const bool one_side_is_silent =
      instance.empty() || std::any_of(candidates.begin(), candidates.end(),
                                      [](const auto& row) { return row.instance.empty(); });
  if (!one_side_is_silent) return {match_kind::not_ours, 0};
  return detail::only(candidates, allowed, match_kind::not_ours);
}

/// The result of planning one update.
struct outcome {
  match found{};                                                   ///< which row it means
  waybill::verdict verdict = waybill::verdict::already_processed;  ///< of a match with one row
  std::optional<message_status> old_status{};  ///< before it; empty for a foreign one
  std::optional<message_status> new_status{};  ///< after it
  std::optional<std::size_t> change{};         ///< index of the planned change it is part of
};

/// The decisions on a batch of updates. Nothing is written yet.
struct plan_result {
  std::vector<outcome> outcomes{};  ///< one for each update, in order
  std::vector<change> changes{};  ///< at most one per row, in the order of each row's first update
};

namespace detail {

/// The rows of a batch, each folded in arrival order.
class batch_draft {
 public:
  batch_draft(const policy& knobs, time_point now) : knobs_(knobs), now_(now) {}

  /// Folds one update into its row; before `finish`, `outcome::change` is the draft's index.
  [[nodiscard]] outcome fold(const incoming_update& in,
                             std::span<const tracked_message> candidates) {
    outcome out;
    out.found = find_match(in.from, in.update.instance, candidates);
    if (out.found.kind != match_kind::one) return out;
    const auto index = draft_of(candidates[out.found.row]);
    auto& draft = drafts_[index];
    out.old_status = draft.status();
    out.verdict =
        draft.fold(in.update.receipt, evidence_time(in), in.update.reason, in.update.message_id);
    out.new_status = draft.status();
    out.change = index;
    name_intended(in.update, candidates[out.found.row], draft);
    return out;
  }

  /// The changes of the rows that change; the outcomes now refer to these.
  [[nodiscard]] std::vector<change> finish(std::span<outcome> outcomes) && {
    std::vector<change> changes;
    std::vector<std::optional<std::size_t>> change_of(drafts_.size());
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      if (!drafts_[i].dirty()) continue;
      change_of[i] = changes.size();
      changes.push_back(std::move(drafts_[i]).finish());
    }
    for (auto& out : outcomes) {
      if (out.change) out.change = change_of[*out.change];
    }
    return changes;
  }

 private:
  [[nodiscard]] std::size_t draft_of(const tracked_message& row) {
    const auto [slot, is_new] = index_of_.try_emplace(row.key, drafts_.size());
    if (is_new) drafts_.emplace_back(row, knobs_, now_);
    return slot->second;
  }

  /// A row that was found by the id that the sender chose is the provider's message.
  static void name_intended(const status_update& update, const tracked_message& row,
                            row_draft& draft) {
    if (!is_intended(row) || row.message_id == update.message_id) return;
    if (row.message_id != update.chosen_id) return;
    draft.name(update.message_id, update.instance.empty() ? row.instance : update.instance);
  }

  const policy& knobs_;
  time_point now_;
  std::vector<row_draft> drafts_;
  std::map<row_key, std::size_t> index_of_;
};

}  // namespace detail

/// Plans a batch: what to write for `updates`, given the known rows. Pure.
///
/// `known[i]` are all rows of the tenant of `updates[i]` with its message id, as one load returned
/// them; where there are none, those that are intended under its `chosen_id`, which get the message
/// id. Updates that mean the same row are folded, in order, into one change. `now` is the time
/// of the log entries and of the instance's counting day.
[[nodiscard]] inline plan_result plan(std::span<const std::vector<tracked_message>> known,
                                      std::span<const incoming_update> updates, const policy& knobs,
                                      time_point now) {
  plan_result result;
  detail::batch_draft draft{knobs, now};
  result.outcomes.reserve(updates.size());
  for (std::size_t i = 0; i < updates.size(); ++i) {
    result.outcomes.push_back(draft.fold(updates[i], known[i]));
  }
  result.changes = std::move(draft).finish(result.outcomes);
  return result;
}

}  // namespace waybill
