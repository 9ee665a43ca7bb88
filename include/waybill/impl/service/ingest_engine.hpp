#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <random>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <waybill/impl/service/completed_options.hpp>
#include <waybill/impl/service/ingest_counts.hpp>
#include <waybill/impl/service/ingest_writer.hpp>
#include <waybill/impl/service/intake.hpp>
#include <waybill/impl/service/logger.hpp>
#include <waybill/impl/service/opened_body.hpp>
#include <waybill/impl/service/sweeper.hpp>
#include <waybill/ingestor_options.hpp>
#include <waybill/store.hpp>

namespace waybill::detail {

/// An ingestor's threads and what they share.
class ingest_engine {
 public:
  ingest_engine(store& where, ingestor_options options)
      : store_(where), options_(completed(std::move(options))), intake_(options_) {
    try {
      start();
    } catch (...) {
      stop({});
      throw;
    }
  }
  ingest_engine(const ingest_engine&) = delete;
  ingest_engine& operator=(const ingest_engine&) = delete;
  ~ingest_engine() { stop(options_.stop_deadline); }

  /// Parses and counts a body; it waits for nothing yet.
  [[nodiscard]] body_ptr open(std::string_view text, const origin& from,
                              std::chrono::milliseconds within) {
    const auto deadline =
        std::chrono::steady_clock::now() + std::min(within, retrier::longest_call);
    const auto report = read_body(options_.tracker, text, from);
    intake_.count([&](auto& stats) { count_body(stats, report); });
    auto body = std::make_shared<queued_body>();
    body->tenant = from.tenant;
    body->opened = open_body(report, from, options_.tracker.clock->now());
    body->bytes = bytes_of(body->opened);
    body->deadline = deadline;
    return body;
  }

  /// Once the body has ended the ingestor may be destroyed: what follows needs the body alone.
  [[nodiscard]] reply handle(const body_ptr& body) {
    const bool names_contact = options_.tracker.replies_name_contact;
    if (body->updates() != 0 && !intake_.leave_and_wait(body)) return not_processed();
    return answer_of(*body, names_contact);
  }

  /// False if the callback was not and will not be called.
  [[nodiscard]] bool submit(const body_ptr& body) {
    if (body->updates() != 0) return intake_.leave(body);
    call_back(options_, body->callback, answer_of(*body, options_.tracker.replies_name_contact));
    return true;
  }

  sweep_result sweep() {
    const auto ends_early = [this] {
      const std::scoped_lock lock{sweeping_};
      return stops_;
    };
    auto result = sweep_parked(store_, options_.tracker, ends_early);
    intake_.count([&](auto& stats) { count_sweep(stats, result); });
    tell_observers(options_, result.transitions);
    return result;
  }

  void stop(std::chrono::milliseconds within) {
    intake_.close(std::chrono::steady_clock::now() + std::min(within, retrier::longest_call));
    {
      const std::scoped_lock lock{sweeping_};
      stops_ = true;
    }
    stopping_.notify_all();
    const std::scoped_lock lock{joining_};
    for (auto& each : threads_) each.join();
    threads_.clear();
    intake_.wait_until_nobody_is_inside();
  }

  [[nodiscard]] ingestor_stats stats() const { return intake_.stats(); }
  [[nodiscard]] const ingestor_options& options() const noexcept { return options_; }

 private:
  [[nodiscard]] static ingestor_options completed(ingestor_options options) {
    options.tracker = detail::completed(std::move(options.tracker));
    return options;
  }

  void start() {
    for (std::size_t i = 0; i < std::max<std::size_t>(options_.writers, 1); ++i) {
      threads_.emplace_back([this] { ingest_writer{store_, options_, intake_}.run(); });
    }
    if (store_.parking() != nullptr) threads_.emplace_back([this] { sweep_at_intervals(); });
  }

  void sweep_at_intervals() noexcept {
    while (wait_for_sweep()) {
      // A store that is down is left alone.
      if (intake_.stats().breaker != breaker_state::closed) continue;
      try {
        sweep();
      } catch (...) {
        log_exception(options_.tracker.on_log, severity::warning, {},
                      "a sweep is left to the next");
      }
    }
  }

  /// False once the threads have to end.
  [[nodiscard]] bool wait_for_sweep() {
    using milliseconds = std::chrono::milliseconds;
    const auto longest = std::max(options_.sweep_interval, milliseconds{1}).count();
    std::uniform_int_distribution<milliseconds::rep> pick{(longest + 1) / 2, longest};
    std::unique_lock lock{sweeping_};
    return !stopping_.wait_for(lock, milliseconds{pick(random_)}, [this] { return stops_; });
  }

  store& store_;
  const ingestor_options options_;
  intake intake_;
  std::mutex sweeping_;
  std::condition_variable stopping_;
  bool stops_ = false;
  std::minstd_rand random_{std::random_device{}()};  ///< the sweeper's
  std::mutex joining_;
  std::vector<std::thread> threads_;
};

}  // namespace waybill::detail
