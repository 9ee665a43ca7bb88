#include "postgres_apply.hpp"

#include <algorithm>
#include <utility>

#include <waybill/store_error.hpp>

#include "apply_command.hpp"
#include "apply_log.hpp"
#include "apply_pace.hpp"
#include "plain_text.hpp"
#include "tenant_shares.hpp"
#include "unwritten.hpp"

namespace waybill::detail {

namespace {

/// Where a row that messages name is absent, each quick statement fails. So many batches at most
/// look at once before the next one is tried.
constexpr unsigned longest_pause = 1023;

}  // namespace

std::vector<std::size_t> postgres_apply::apply(std::span<const change> changes) {
  if (changes.empty()) return {};
  if (const auto stored = database_.with_known_tenants(changes)) return apply(*stored);
  if (database_.must_share(changes)) return apply_shares(changes);
  return write_in_known_characters(changes, [&](const auto& some) { return apply_at_once(some); });
}

std::vector<std::size_t> postgres_apply::apply_shares(std::span<const change> changes) {
  std::vector<std::size_t> lost;
  partial_steps steps;
  for (const auto& share : shares_of(changes)) {
    for (const auto i : steps.run([&] { return apply(share.items); })) {
      lost.push_back(share.positions[i]);
    }
  }
  std::sort(lost.begin(), lost.end());
  return lost;
}

std::vector<std::size_t> postgres_apply::apply_at_once(std::span<const change> changes) {
  auto shape = shape_of(changes);
  // In the caller's transaction a statement that may fail is not tried first.
  const bool looks = database_.is_in_callers_transaction() || is_time_to_look();
  if (!looks) {
    if (auto lost = try_quickly(changes, shape)) {
      pause_ = pause_ / 2;
      return *std::move(lost);
    }
  }
  shape.form = apply_form::looking;
  auto lost = lost_changes(run(changes, shape).text(0, 0), changes.size());
  // It was not a race that kept the quick statement from writing all.
  if (!looks && lost.empty()) looks_ = pause_ = std::min(2 * pause_ + 1, longest_pause);
  return lost;
}

bool postgres_apply::is_time_to_look() noexcept {
  auto left = looks_.load();
  while (left != 0 && !looks_.compare_exchange_weak(left, left - 1)) {
  }
  return left != 0;
}

/// What lost; nothing where that was not enough, and nothing was written.
std::optional<std::vector<std::size_t>> postgres_apply::try_quickly(std::span<const change> changes,
                                                                    const apply_shape& shape) {
  try {
    const auto rows = run(changes, shape);
    if (rows.size() == 0) return std::nullopt;
    return lost_changes(rows.text(0, 0), changes.size());
  } catch (const store_error& error) {
    if (!is_unwritten(error)) throw;
    return std::nullopt;
  }
}

text_rows postgres_apply::run(std::span<const change> changes, const apply_shape& shape) {
  const auto& tables = database_.tables();
  const auto& apply = command_of(shape);
  const auto bound = apply_parameters(tables, shape, changes);
  const bool logs = is_logged_apart(tables, shape);
  const bool paces = is_paced_apart(tables, shape);
  return logs || paces ? run_in_steps(changes, apply, bound, logs, paces)
                       : database_.run(apply, bound);
}

text_rows postgres_apply::run_in_steps(std::span<const change> changes, const command& apply,
                                       const parameters& bound, bool logs, bool paces) {
  const auto& tables = database_.tables();
  const auto& further = follow_up_commands();
  const auto session = database_.borrow();
  session->begin();
  auto applied = session->run(apply, bound);
  // What moved nothing is rolled back with the lease.
  if (applied.size() == 0) return applied;
  if (paces) {
    add_slots(*session, tables, further.add_slots, changes.front().key.tenant,
              read_told_slots(applied.text(0, apply.columns - 1)));
  }
  // Last, because it may lock the head of the tenant's feed.
  if (logs) log_moved(*session, tables, further.log, changes, applied);
  session->commit();
  return applied;
}

const postgres_apply::follow_up& postgres_apply::follow_up_commands() {
  const auto& tables = database_.tables();
  const std::scoped_lock lock{mutex_};
  if (!follow_up_) {
    follow_up_ = {make_log_commands(tables), {}};
    if (tables.has("campaign_pace")) {
      follow_up_->add_slots = {"apply", add_slots_sql(tables), 1, true, true};
    }
  }
  return *follow_up_;
}

const command& postgres_apply::command_of(const apply_shape& shape) {
  const auto& tables = database_.tables();
  const std::scoped_lock lock{mutex_};
  const auto found = commands_.find(shape);
  return found != commands_.end()
             ? found->second
             : commands_.emplace(shape, apply_command(tables, shape)).first->second;
}

}  // namespace waybill::detail
