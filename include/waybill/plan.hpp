#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <waybill/change.hpp>
#include <waybill/impl/rules/row_draft.hpp>
#include <waybill/match.hpp>
#include <waybill/message.hpp>
#include <waybill/policy.hpp>
#include <waybill/update.hpp>

namespace waybill {

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

  const policy& knobs_;
  time_point now_;
  std::vector<row_draft> drafts_;
  std::map<row_key, std::size_t> index_of_;
};

}  // namespace detail

/// Plans a batch: what to write for `updates`, given the known rows. Pure.
///
/// `known[i]` are all rows of the tenant of `updates[i]` with its message id, as one load returned
/// them. Updates that mean the same row are folded, in order, into one change. `now` is the time
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
