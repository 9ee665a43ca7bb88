#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include <waybill/soci/postgres_store.hpp>
#include <waybill/waybill.hpp>

namespace waybill_test {

/// A campaign whose messages are all sent, and the webhooks that report each of them delivered and
/// read, twice and in any order. Callers send a webhook again until it is acknowledged, as gateways
/// do on 503.
class traffic {
 public:
  static inline const std::string tenant = "tenant_abc";
  static inline const std::string campaign = "spring";
  /// What each call of `handle` is given.
  static constexpr std::chrono::milliseconds deadline = std::chrono::seconds{1};
  /// By how much a call may miss it: the scheduling of a busy machine, and a cut connection.
  static constexpr std::chrono::milliseconds margin{700};

  [[nodiscard]] static std::string message_id(std::size_t number) {
    return fmt::format("3EB0{:06}", number);
  }

  traffic(const std::string& url, std::size_t messages, const waybill::postgres_options& options);

  /// Callers take webhooks up to this share of them all, and then wait for more to be let through.
  void let_through(double share);
  /// Starts callers in the background.
  void start(std::size_t callers);
  /// Waits until this share of the webhooks is acknowledged, or fails after a minute.
  void wait_for(double share) const;
  /// Waits for all callers. Throws if one of them gave up after a minute.
  void finish();

  /// Calls that were answered 503 and made again.
  [[nodiscard]] std::size_t refused() const noexcept { return refused_; }
  /// The longest that any call took.
  [[nodiscard]] std::chrono::milliseconds slowest() const noexcept {
    return std::chrono::milliseconds{slowest_};
  }
  /// Empty if every message is read and the counters say so; otherwise what is wrong.
  [[nodiscard]] std::string wrong();

  waybill::postgres_store store;
  waybill::tracker tracker{store};
  /// Who takes the webhooks, within the deadline: the tracker unless a test says otherwise.
  std::function<waybill::reply(const std::string& body)> handle = [this](const auto& body) {
    return tracker.handle(body, {tenant, {}}, deadline);
  };

 private:
  [[nodiscard]] std::size_t part_of_all(double share) const;
  void await_turn(std::size_t number) const;
  void call(const std::string& body);

  std::size_t messages_;
  std::vector<std::string> webhooks_;
  std::vector<std::thread> callers_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<std::size_t> let_through_ = std::numeric_limits<std::size_t>::max();
  std::atomic<std::size_t> acknowledged_ = 0;
  std::atomic<std::size_t> refused_ = 0;
  std::atomic<std::chrono::milliseconds::rep> slowest_ = 0;
  std::atomic<bool> gave_up_ = false;
};

}  // namespace waybill_test
