#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string_view>

#include <waybill/config.hpp>
#include <waybill/impl/service/reply_callback.hpp>
#include <waybill/ingestor_options.hpp>
#include <waybill/ingestor_stats.hpp>
#include <waybill/reply.hpp>
#include <waybill/tracker.hpp>
#include <waybill/update.hpp>

namespace waybill {

namespace detail {
class ingest_engine;
}

/// The same as a tracker to those who bring webhooks, for many of them at once: what arrives while
/// one batch is being committed is the next batch. Each caller is answered after the batch of its
/// body is durable, and not before.
///
///     waybill::tracker tracker{store, {.observers = {publish}}};
///     waybill::ingestor ingestor{tracker};
///     auto reply = ingestor.handle(request_body, {tenant});   // from any number of threads
///
/// Its own threads commit batches, sweep the parking, and wait without using the processor when
/// there is nothing to do. Sends are recorded with the tracker.
///
/// Threads: every member but the destructor may be called from any number of threads at once. The
/// tracker must outlive it.
/// Errors: what the store does is answered, as by a tracker. A queue that stays full, a store that
/// is down, memory that runs out and an ingestor that has stopped are answered 503.
/// Fork: threads do not survive it. In a child `handle` and `submit` answer 503, the other members
/// throw `std::logic_error` and the destructor does nothing: make the ingestor after the fork.
class WAYBILL_EXPORT ingestor {
 public:
  /// Works with the tracker's store and by its options. Starts the threads. Throws
  /// `std::system_error` where there are none to be had.
  explicit ingestor(const tracker& with, ingestor_options options = {});
  ingestor(const ingestor&) = delete;
  ingestor& operator=(const ingestor&) = delete;
  /// Stops within the options' `stop_deadline`, and waits for callers that are still inside.
  ~ingestor();

  /// Takes one webhook body, as received, and waits until it is durable. Parses on the calling
  /// thread. `within` bounds the call, the wait for room in a full queue included; the tracker
  /// options' deadline if absent. `content_type` is the request's, as for a tracker.
  ///
  /// Its transitions are those of the body itself. What else moved, such as an update that was
  /// parked earlier, is told to the observers alone.
  [[nodiscard]] reply handle(std::string_view body, const origin& from = {},
                             std::optional<std::chrono::milliseconds> within = std::nullopt,
                             std::string_view content_type = {}) noexcept;

  /// The same for servers that must not wait: parses on the calling thread, and calls back exactly
  /// once. A full queue is answered 503 at once.
  ///
  /// `callback` runs on a thread of the ingestor's after the body is durable; or on the calling
  /// one, before `submit` returns, where no store is needed or the body is refused. It must not
  /// wait for anything, this ingestor least of all: it holds up the next batch. What it throws is
  /// logged. A deadline that goes by while a batch is being written is noticed after that.
  void submit(std::string_view body, const origin& from, reply_callback callback,
              std::optional<std::chrono::milliseconds> within = std::nullopt,
              std::string_view content_type = {}) noexcept;
  /// The same with a future in place of a callback.
  [[nodiscard]] std::future<reply> submit(
      std::string_view body, const origin& from = {},
      std::optional<std::chrono::milliseconds> within = std::nullopt,
      std::string_view content_type = {});

  /// Sweeps the parking now, on the calling thread, as the ingestor does by itself at intervals.
  /// Throws `store_error`.
  sweep_result sweep();

  /// Its numbers at this moment, which belong together.
  [[nodiscard]] ingestor_stats stats() const;

  /// Refuses new bodies, finishes those that were accepted and ends the threads. What is not
  /// written `within` this time is answered 503; a call of the store that is under way then ends by
  /// its callers' deadlines. Again is harmless. Not from a callback or an observer, which run on
  /// the threads it waits for.
  void stop(std::chrono::milliseconds within);

 private:
  [[nodiscard]] bool is_forked() const noexcept;
  [[nodiscard]] detail::ingest_engine& engine() const;

  std::unique_ptr<detail::ingest_engine> engine_;
  long process_;  ///< that made it
};

}  // namespace waybill

#if !defined(WAYBILL_COMPILED)
#include <waybill/impl/service/ingestor.ipp>
#endif
