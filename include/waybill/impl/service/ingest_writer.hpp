#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/impl/service/ingest_batch.hpp>
#include <waybill/impl/service/intake.hpp>
#include <waybill/impl/service/logger.hpp>
#include <waybill/impl/service/parking_room.hpp>
#include <waybill/impl/service/retry.hpp>
#include <waybill/impl/service/update_pipeline.hpp>
#include <waybill/ingestor_options.hpp>
#include <waybill/store.hpp>

namespace waybill::detail {

/// Tells every observer of each transition. One that throws keeps it from nobody else.
inline void tell_observers(const ingestor_options& options,
                           std::span<const status_transition> transitions) noexcept {
  for (const auto& moved : transitions) {
    for (const auto& observer : options.observers) {
      try {
        observer(moved);
      } catch (...) {
        log(options.tracker.on_log, severity::warning,
            {moved.key.tenant, moved.instance, moved.message_id, moved.campaign},
            "an observer of transitions threw");
      }
    }
  }
}

/// Calls the callback of a submitted body. What it throws is logged.
inline void call_back(const ingestor_options& options, const std::function<void(reply)>& callback,
                      reply answer) noexcept {
  try {
    callback(std::move(answer));
  } catch (...) {
    log(options.tracker.on_log, severity::warning, {}, "a callback threw");
  }
}

/// Writes one batch: answers its callers part by part, then tells what moved.
class ingest_writer {
 public:
  /// Told of tenants whose parking may be over its cap.
  using crowded_hook = std::function<void(std::vector<std::string> tenants)>;

  ingest_writer(store& where, const ingestor_options& options, intake& from, crowded_hook crowded)
      : store_(where), options_(options), intake_(from), on_crowded_(std::move(crowded)) {}

  /// Writes batches until the intake is closed and empty.
  void run() noexcept {
    while (auto work = intake_.fetch()) {
      answer(work->late);
      if (!work->batch.empty()) write(*work);
    }
  }

 private:
  void write(intake::work& work) noexcept {
    try {
      ingest_batch batch{work.batch};
      return write(batch, work.answer_by);
    } catch (...) {
      log_exception(options_.tracker.on_log, severity::error, {}, "a batch was not begun");
    }
    answer(work.batch);
  }

  void write(ingest_batch& batch, intake::time answer_by) noexcept {
    transitions_.clear();
    told_ = 0;
    const auto size = batch.updates().size();
    auto& clock = *options_.tracker.clock;
    const auto began = clock.steady_now();
    const auto results = settle(batch, answer_by);
    const std::chrono::duration<double> took = clock.steady_now() - began;
    const auto hopeless = intake_.batch_ended(size, took);
    answer(batch.end_rest(results, transitions_));
    answer(hopeless);
    tell();
    if (!crowded_.empty()) on_crowded_(std::exchange(crowded_, {}));
  }

  /// How each update of the batch ended; nothing if that could not be found out.
  std::vector<settled_update> settle(ingest_batch& batch, intake::time answer_by) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        answer_by - std::chrono::steady_clock::now());
    retrier retry{*options_.tracker.clock, left, [this] { return intake_.store_failed(); }};
    update_pipeline pipeline{store_, options_.tracker, retry, transitions_};
    const auto on_part = [&](auto results, auto ended) {
      answer(batch.end_part(results, ended, transitions_));
      tell();
    };
    std::vector<settled_update> results;
    try {
      results = pipeline.run(batch.updates(), on_part);
      count_parked(batch.updates(), results);
    } catch (...) {
      log_exception(options_.tracker.on_log, severity::error, {}, "a batch was not handled");
    }
    // What lost its races was answered, and is no failure of the store.
    if (retry.answered() || any_settled(results)) intake_.store_answered();
    return results;
  }

  void count_parked(std::span<const incoming_update> updates,
                    std::span<const settled_update> results) {
    const auto cap = options_.tracker.parking_cap;
    if (store_.parking() == nullptr || cap == 0) return;
    std::map<std::string_view, std::size_t> parked;
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (!may_wait(results[i].ending)) continue;
      ++parked[updates[i].from.tenant];
      ++all;
    }
    if (all == 0) return;
    intake_.count([&](auto& stats) { stats.parked += all; });
    for (const auto& [tenant, count] : parked) {
      if (parking_room::wants_look(count, parking_room::slack(cap))) crowded_.emplace_back(tenant);
    }
  }

  [[nodiscard]] static bool any_settled(std::span<const settled_update> results) {
    return std::any_of(results.begin(), results.end(),
                       [](const auto& each) { return each.ending != ending::failed; });
  }

  /// Wakes those who wait, then calls those who do not.
  void answer(const body_list& bodies) {
    if (bodies.empty()) return;
    intake_.end(bodies);
    for (const auto& body : bodies) {
      if (!body->callback) continue;
      call_back(options_, body->callback, answer_of(*body, options_.tracker.replies_name_contact));
    }
  }

  /// Tells what has moved and was not told yet.
  void tell() {
    const auto news = std::span{transitions_}.subspan(told_);
    if (news.empty()) return;
    told_ = transitions_.size();
    intake_.count([&](auto& stats) { stats.transitions += news.size(); });
    tell_observers(options_, news);
  }

  store& store_;
  const ingestor_options& options_;
  intake& intake_;
  std::vector<status_transition> transitions_;  ///< of the batch
  crowded_hook on_crowded_;
  std::vector<std::string> crowded_;  ///< by the batch
  std::size_t told_ = 0;              ///< so many of them, from the first
};

}  // namespace waybill::detail
