#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <utility>

#include <waybill/ingestor_options.hpp>

#include "contenders.hpp"
#include "yard.hpp"

namespace waybill_bench {

/// Takes webhooks without making whoever brings them wait.
class taker {
 public:
  /// Told once of each webhook, on any thread: whether it is durable, or was refused.
  using listener = std::function<void(std::size_t number, bool durable)>;

  taker() = default;
  taker(const taker&) = delete;
  taker& operator=(const taker&) = delete;
  virtual ~taker() = default;

  /// Prepares the webhooks that will be brought, in place of earlier ones, so that bringing them
  /// costs little. Returns how many there are.
  virtual std::size_t prepare(std::span<const report> reports) = 0;
  /// Brings one of them.
  virtual void take(std::size_t number) = 0;
  /// Waits until each that was brought is answered. Refuses what has not been taken by then.
  virtual void finish(std::chrono::seconds patience) = 0;
  /// Updates that were committed together, of those webhooks that were prepared last.
  [[nodiscard]] virtual double mean_batch() const = 0;

  void on_answer(listener told) { told_ = std::move(told); }

 protected:
  void answer(std::size_t number, bool durable) const { told_(number, durable); }

 private:
  listener told_;
};

/// What is brought: reports alone, or with each of them the rest of `traffic_webhooks`.
enum class mail { reports, traffic };

/// How an ingestor works, and its tracker.
struct intake_options : waybill::ingestor_options {
  bool names_contact = true;  ///< in each reply
};

/// `ingestor::submit`.
[[nodiscard]] std::unique_ptr<taker> submitting(const yard& where, mail what,
                                                const intake_options& options);
/// A queue that has no end, and 16 threads that handle a row at a time, each over a connection of
/// its own. Takes reports alone.
[[nodiscard]] std::unique_ptr<taker> queueing(const yard& where, statements how);

/// Brings the next webhook as soon as fewer than so many have no answer yet.
[[nodiscard]] std::unique_ptr<contender> in_flight(std::unique_ptr<taker> to, std::size_t most);

}  // namespace waybill_bench
