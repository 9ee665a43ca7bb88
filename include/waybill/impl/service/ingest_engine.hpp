#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <waybill/cached_store.hpp>
#include <waybill/impl/service/chance.hpp>
#include <waybill/impl/service/ingest_counts.hpp>
#include <waybill/impl/service/ingest_writer.hpp>
#include <waybill/impl/service/intake.hpp>
#include <waybill/impl/service/logger.hpp>
#include <waybill/impl/service/opened_body.hpp>
#include <waybill/impl/service/sweep.hpp>
#include <waybill/ingestor_options.hpp>

namespace waybill::detail {

/// An ingestor's threads and what they share.
class ingest_engine {
 public:
  ingest_engine(const service& of, const ingestor_options& options)
      : tracker_(of), options_(options), cache_(cache_for(of, options)),
        service_(service{cache_ ? *cache_ : of.where, of.options, of.warnings}),
        intake_(options, *of.options.clock) {
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
                              std::chrono::milliseconds within, std::string_view content_type) {
    const auto deadline =
        std::chrono::steady_clock::now() + std::min(within, retrier::longest_call);
    const auto report = read_body(service_, text, from, content_type);
    intake_.count([&](auto& stats) { count_body(stats, report); });
    auto body = std::make_shared<queued_body>();
    body->tenant = from.tenant;
    body->tenant_place = claim_place_of(from.tenant);
    body->opened = open_body(report, from, service_.options.clock->now());
    body->settled.resize(body->updates());
    for (const auto& each : body->opened.updates) body->places.push_back(claim_place_of(each));
    body->bytes = bytes_of(body->opened);
    body->deadline = deadline;
    return body;
  }

  /// Once the body has ended the ingestor may be destroyed: what follows needs the body alone.
  [[nodiscard]] reply handle(const body_ptr& body) {
    const bool names_contact = service_.options.replies_name_contact;
    if (body->updates() != 0 && !intake_.leave_and_wait(body)) return not_processed();
    return answer_of(*body, names_contact);
  }

  /// False if the callback was not and will not be called.
  [[nodiscard]] bool submit(const body_ptr& body) {
    if (body->updates() != 0) return intake_.leave(body);
    call_back(service_.options.on_log, std::move(body->callback),
              answer_of(*body, service_.options.replies_name_contact));
    return true;
  }

  sweep_result sweep() {
    const auto ends_early = [this] { return stops(); };
    sweep_result result;
    const auto count = [&] { intake_.count([&](auto& stats) { count_sweep(stats, result); }); };
    try {
      detail::sweep(service_, result, ends_early, [this] { make_room(); });
    } catch (...) {
      count();  // the pages before are durable
      throw;
    }
    count();
    return result;
  }

  void stop(std::chrono::milliseconds within) {
    intake_.close(std::chrono::steady_clock::now() + std::min(within, retrier::longest_call));
    {
      const std::scoped_lock lock{sweeping_};
      stops_ = true;
    }
    changed_.notify_all();
    const std::scoped_lock lock{joining_};
    for (auto& each : threads_) each.join();
    threads_.clear();
    intake_.wait_until_all_have_left();
  }

  [[nodiscard]] ingestor_stats stats() const {
    auto result = intake_.stats();
    if (cache_) result.cache = cache_->stats();
    return result;
  }
  /// They outlive the engine.
  [[nodiscard]] const tracker_options& options() const noexcept { return tracker_.options; }

 private:
  [[nodiscard]] static std::unique_ptr<cached_store> cache_for(const service& of,
                                                               const ingestor_options& options) {
    if (options.cache_bytes == 0) return nullptr;
    const cache_options held{.bytes = options.cache_bytes, .clock = of.options.clock};
    return std::make_unique<cached_store>(of.where, held);
  }

  void start() {
    for (std::size_t i = 0; i < std::max<std::size_t>(options_.writers, 1); ++i) {
      threads_.emplace_back([this] {
        const auto crowded = [this](auto tenants) { look_at(std::move(tenants)); };
        ingest_writer{service_, intake_, crowded}.run();
      });
    }
    if (service_.where.parking() != nullptr)
      threads_.emplace_back([this] { sweep_at_intervals(); });
  }

  void sweep_at_intervals() noexcept {
    while (wait_for_sweep()) {
      // A store that is down is left alone.
      if (intake_.breaker() != breaker_state::closed) continue;
      try {
        sweep();
      } catch (...) {
        log_exception(service_.options.on_log, severity::warning, {},
                      "a sweep is left to the next");
      }
    }
  }

  [[nodiscard]] bool stops() {
    const std::scoped_lock lock{sweeping_};
    return stops_;
  }

  /// Leaves the parking of these tenants to the thread that sweeps.
  void look_at(std::vector<std::string> tenants) noexcept {
    try {
      const std::scoped_lock lock{sweeping_};
      for (auto& tenant : tenants) crowded_.insert(std::move(tenant));
    } catch (...) {
      log_exception(service_.options.on_log, severity::warning, {}, "left to the sweep");
    }
    changed_.notify_all();
  }

  void make_room() {
    std::set<std::string> tenants;
    {
      const std::scoped_lock lock{sweeping_};
      tenants.swap(crowded_);
    }
    for (const auto& tenant : tenants) {
      parking_room room{*service_.where.parking(), service_.options};
      const auto gone = room.make(tenant, [this] { return stops(); });
      intake_.count([&](auto& stats) { stats.evicted += gone; });
    }
  }

  /// Makes room while it waits. False once the threads have to end.
  [[nodiscard]] bool wait_for_sweep() {
    using milliseconds = std::chrono::milliseconds;
    const auto longest = std::max(options_.sweep_interval, milliseconds{1}).count();
    const auto until =
        std::chrono::steady_clock::now() + milliseconds{random_between((longest + 1) / 2, longest)};
    std::unique_lock lock{sweeping_};
    const auto woken = [this] { return stops_ || !crowded_.empty(); };
    // The time is asked too: a parking that is always crowded must not keep the sweep waiting.
    while (std::chrono::steady_clock::now() < until && changed_.wait_until(lock, until, woken) &&
           !stops_) {
      lock.unlock();
      make_room();
      lock.lock();
    }
    return !stops_;
  }

  const service& tracker_;
  const ingestor_options options_;
  const std::unique_ptr<cached_store> cache_;  ///< null without
  const service service_;                      ///< the tracker's, with these before its store
  intake intake_;
  std::mutex sweeping_;
  std::condition_variable changed_;
  bool stops_ = false;
  std::set<std::string> crowded_;  ///< whose parking may be over its cap
  std::mutex joining_;
  std::vector<std::thread> threads_;
};

}  // namespace waybill::detail
