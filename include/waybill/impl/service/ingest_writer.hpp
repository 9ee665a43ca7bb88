#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include <waybill/impl/service/ingest_batch.hpp>
#include <waybill/impl/service/intake.hpp>
#include <waybill/impl/service/logger.hpp>
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
  ingest_writer(store& where, const ingestor_options& options, intake& from)
      : store_(where), options_(options), intake_(from) {}

  /// Writes batches until the intake is closed and empty.
  void run() noexcept {
    while (auto work = intake_.fetch()) {
      answer(fail(std::move(work->late)));
      if (!work->batch.empty()) write(std::move(*work));
    }
  }

 private:
  void write(intake::work work) {
    ingest_batch batch{std::move(work.batch)};
    transitions_.clear();
    told_ = 0;
    failures_ = 0;
    const auto size = batch.updates().size();
    auto& clock = *options_.tracker.clock;
    const auto began = clock.steady_now();
    const auto results = settle(batch, work.answer_by);
    const std::chrono::duration<double> took = clock.steady_now() - began;
    if (any_settled(results)) {
      intake_.store_answered();
    } else if (failures_ == 0) {
      store_failed();  // it threw what is no store_error
    }
    auto hopeless = intake_.batch_ended(size, took);
    answer(batch.end_rest(results, transitions_));
    answer(fail(std::move(hopeless)));
    tell();
  }

  /// How each update of the batch ended; nothing if the store threw what no store may.
  std::vector<settled_update> settle(ingest_batch& batch, intake::time answer_by) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        answer_by - std::chrono::steady_clock::now());
    retrier retry{*options_.tracker.clock, left, [this] { return store_failed(); }};
    update_pipeline pipeline{store_, options_.tracker, retry, transitions_};
    const auto on_part = [&](auto results, auto ended) {
      answer(batch.end_part(results, ended, transitions_));
      tell();
    };
    try {
      auto results = pipeline.run(batch.updates(), on_part);
      count_parked(results);
      return results;
    } catch (...) {
      log_exception(options_.tracker.on_log, severity::error, {}, "a batch was not handled");
    }
    return {};
  }

  bool store_failed() {
    ++failures_;
    return intake_.store_failed();
  }

  void count_parked(std::span<const settled_update> results) {
    if (store_.parking() == nullptr) return;
    const auto parked = std::count_if(results.begin(), results.end(), [](const auto& each) {
      return each.ending == ending::unknown;
    });
    if (parked == 0) return;
    intake_.count([&](auto& stats) { stats.parked += static_cast<std::uint64_t>(parked); });
  }

  [[nodiscard]] static bool any_settled(std::span<const settled_update> results) {
    return std::any_of(results.begin(), results.end(),
                       [](const auto& each) { return each.ending != ending::failed; });
  }

  [[nodiscard]] static std::vector<body_ptr> fail(std::vector<body_ptr> bodies) {
    for (const auto& body : bodies) body->settled.resize(body->updates());
    return bodies;
  }

  /// Wakes those who wait, then calls those who do not.
  void answer(const std::vector<body_ptr>& bodies) {
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
  std::size_t failures_ = 0;                    ///< of calls for the batch
  std::size_t told_ = 0;                        ///< so many of them, from the first
};

}  // namespace waybill::detail
