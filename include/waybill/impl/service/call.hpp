#pragma once

#include <chrono>
#include <cstddef>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <waybill/impl/service/logger.hpp>
#include <waybill/impl/service/retry.hpp>
#include <waybill/impl/service/service.hpp>
#include <waybill/message.hpp>
#include <waybill/no_cache_scope.hpp>
#include <waybill/no_names_scope.hpp>
#include <waybill/reply.hpp>
#include <waybill/store_error.hpp>

namespace waybill::detail {

/// One call on the service: the store, the options and the retries of its one deadline. Observers
/// are told of what it moved, at its end at the latest and however it ends.
class call {
 public:
  call(const service& in, std::chrono::milliseconds within, retrier::surrender gives_up = {})
      : of(in), where(in.where), options(in.options),
        retry(*in.options.clock, within, std::move(gives_up)) {}
  explicit call(const service& in) : call(in, in.options.deadline) {}
  call(const call&) = delete;
  call& operator=(const call&) = delete;
  ~call() { tell(); }

  /// The rows that have these ids, with what replies tell of them.
  [[nodiscard]] std::vector<std::vector<tracked_message>> load(std::span<const message_key> keys) {
    std::optional<no_names_scope> nameless;
    if (!options.replies_name_contact) nameless.emplace();
    return retry.run([&] { return where.load(keys); });
  }

  void moved(status_transition each) { moved_.push_back(std::move(each)); }
  /// What moved so far, in order.
  [[nodiscard]] std::span<const status_transition> moved() const noexcept { return moved_; }
  [[nodiscard]] std::vector<status_transition> take_moved() noexcept {
    tell();
    told_ = 0;
    return std::exchange(moved_, {});
  }

  /// Tells the observers what moved since they were told last; returns how much that was. One that
  /// throws keeps it from no other.
  std::size_t tell() noexcept {
    const auto news = std::span<const status_transition>{moved_}.subspan(told_);
    told_ = moved_.size();
    for (const auto& each : news) {
      for (const auto& observer : options.observers) tell(observer, each);
    }
    return news.size();
  }

  const service& of;
  store& where;
  const tracker_options& options;
  retrier retry;

 private:
  void tell(const transition_observer& observer, const status_transition& each) const noexcept {
    try {
      observer(each);
    } catch (...) {
      log(options.on_log, severity::warning,
          {each.key.tenant, each.instance, each.message_id, each.campaign},
          "an observer of transitions threw");
    }
  }

  std::vector<status_transition> moved_;
  std::size_t told_ = 0;  ///< so many of them, from the first
};

/// A failure is told with the reason that its row keeps: that of the change, or an earlier one.
[[nodiscard]] inline status_transition transition_of(const tracked_message& row, const change& what,
                                                     message_status from, message_status to,
                                                     time_point at) {
  status_transition moved{row.key,     row.message_id, row.instance, row.campaign,
                          row.contact, from,           to,           at};
  if (to == message_status::failed) {
    moved.reason = what.reason.empty() ? row.reason : what.reason;
  }
  return moved;
}

/// Items of a batch, by their places in it, ascending.
using positions = std::vector<std::size_t>;

[[nodiscard]] inline positions all_positions(std::size_t count) {
  positions all(count);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

/// Runs `work(open)`, which removes from `open` what it has done for good. A batch that the store
/// refuses failed whole: what is open then is halved until what is refused stands alone, and is
/// given to `alone(position, error)`.
template <typename Work, typename Alone>
void in_halves(positions open, const Work& work, const Alone& alone) {
  try {
    return work(open);
  } catch (const store_error& error) {
    if (!error.is_refusal()) throw;
    if (open.size() == 1) return alone(open.front(), error);
  }
  const auto middle = open.begin() + static_cast<std::ptrdiff_t>(open.size() / 2);
  in_halves(positions{open.begin(), middle}, work, alone);
  in_halves(positions{middle, open.end()}, work, alone);
}

/// The items of a batch whose halves are never anything but neighbours.
template <typename Item>
[[nodiscard]] std::span<Item> part_of(std::span<Item> all, const positions& open) {
  return open.empty() ? all.first(0) : all.subspan(open.front(), open.size());
}

/// Runs `round(open)`, which returns what lost to another writer or rests on a cache alone, for
/// those again: five times at most, of which only the first hears a cache. What is open then was
/// lost each time.
template <typename Round>
void in_rounds(positions& open, const Round& round) {
  if (!open.empty()) open = round(open);
  const no_cache_scope anew;
  for (int i = 1; i < 5 && !open.empty(); ++i) open = round(open);
}

}  // namespace waybill::detail
