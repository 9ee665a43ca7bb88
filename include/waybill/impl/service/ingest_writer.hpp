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
#include <waybill/impl/service/park.hpp>
#include <waybill/impl/service/parking_room.hpp>

namespace waybill::detail {

/// Calls the callback of a submitted body. What it throws is logged.
inline void call_back(const log_hook& hook, reply_callback callback, reply answer) noexcept {
  try {
    callback(std::move(answer));
  } catch (...) {
    log(hook, severity::warning, {}, "a callback threw");
  }
}

/// Writes one batch: answers its callers part by part, then tells what moved.
class ingest_writer {
 public:
  /// Told of tenants whose parking may be over its cap.
  using crowded_hook = std::function<void(std::vector<std::string> tenants)>;

  ingest_writer(const service& of, intake& from, crowded_hook crowded)
      : service_(of), intake_(from), on_crowded_(std::move(crowded)) {}

  /// Writes batches until the intake is closed and empty.
  void run() noexcept {
    while (auto work = intake_.fetch()) {
      end(std::move(work->late));
      if (!work->batch.empty()) write(*work);
      intake_.written(answered_);
      answered_.clear();
    }
  }

 private:
  void write(intake::work& work) noexcept {
    try {
      ingest_batch batch{work.batch};
      return write(batch, work.answer_by);
    } catch (...) {
      log_exception(service_.options.on_log, severity::error, {}, "a batch was not begun");
    }
    end(std::move(work.batch));
  }

  void write(ingest_batch& batch, intake::time answer_by) noexcept {
    auto& clock = *service_.options.clock;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        answer_by - std::chrono::steady_clock::now());
    call in{service_, left, [this] { return intake_.store_failed(); }};
    const auto began = clock.steady_now();
    const auto results = settle(in, batch);
    const auto hopeless = intake_.batch_ended(batch.updates().size(), clock.steady_now() - began);
    end(batch.end_rest(results, in.moved()));
    answer(hopeless);
    tell(in);
    if (!crowded_.empty()) on_crowded_(std::exchange(crowded_, {}));
  }

  /// How each update of the batch ended; nothing if that could not be found out.
  std::vector<settled_update> settle(call& in, ingest_batch& batch) noexcept {
    const auto on_part = [&](auto results, auto ended) {
      end(batch.end_part(results, ended, in.moved()));
      tell(in);
    };
    std::vector<settled_update> results;
    try {
      results = settle_or_park(in, batch.updates(), on_part);
      count_parked(batch.updates(), results);
    } catch (...) {
      log_exception(service_.options.on_log, severity::error, {}, "a batch was not handled");
    }
    // What lost its races was answered, and is no failure of the store.
    if (in.retry.answered() || any_settled(results)) intake_.store_answered();
    return results;
  }

  void count_parked(std::span<const incoming_update> updates,
                    std::span<const settled_update> results) {
    if (parking_in_use(service_) == nullptr) return;
    std::map<std::string_view, std::size_t> parked;
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (!may_wait(results[i].ending)) continue;
      ++parked[updates[i].from.tenant];
      ++all;
    }
    if (all == 0) return;
    intake_.count([&](auto& stats) { stats.parked += all; });
    const auto slack = parking_room::slack(service_.options.parking_cap);
    for (const auto& [tenant, count] : parked) {
      if (parking_room::wants_look(count, slack)) crowded_.emplace_back(tenant);
    }
  }

  [[nodiscard]] static bool any_settled(std::span<const settled_update> results) {
    return std::any_of(results.begin(), results.end(),
                       [](const auto& each) { return each.ending != ending::failed; });
  }

  /// Answers bodies of the batch.
  void end(body_list bodies) {
    answer(bodies);
    answered_.splice(answered_.end(), bodies);
  }

  /// Wakes those who wait, then calls those who do not.
  void answer(const body_list& bodies) {
    if (bodies.empty()) return;
    intake_.end(bodies);
    for (const auto& body : bodies) {
      if (!body->callback) continue;
      call_back(service_.options.on_log, std::exchange(body->callback, {}),
                answer_of(*body, service_.options.replies_name_contact));
    }
  }

  void tell(call& in) noexcept {
    const auto count = in.tell();
    if (count != 0) intake_.count([&](auto& stats) { stats.transitions += count; });
  }

  const service& service_;
  intake& intake_;
  crowded_hook on_crowded_;
  std::vector<std::string> crowded_;  ///< by the batch
  body_list answered_;                ///< of the batch, which claims their messages
};

}  // namespace waybill::detail
