#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <waybill/reply.hpp>

namespace waybill_cli {

/// The lines of a file that are under way: answered in any order, told in their own. Thread-safe.
class ingest_window {
 public:
  /// One line, by its number from 1 on.
  struct item {
    std::size_t number = 0;
    std::string line{};
  };
  /// Takes each line that was acknowledged, and all before it, in order. Called under the lock.
  using listener = std::function<void(const item&, const waybill::reply&)>;

  ingest_window(std::size_t first, listener acknowledged)
      : first_(first), acknowledged_(std::move(acknowledged)) {}

  /// Puts the next line in; returns its number.
  std::size_t put(std::string line);
  /// A line that must be sent again after a pause, if there is one.
  [[nodiscard]] std::optional<item> again();
  /// The answer to a line. A line that was not acknowledged, 503, will be sent again.
  void answer(std::size_t number, waybill::reply reply);
  /// Waits until something was answered, at most so long.
  void wait(std::chrono::milliseconds most);

  [[nodiscard]] bool has_room() const;
  [[nodiscard]] bool is_empty() const;
  /// Lines that were not acknowledged when they were sent.
  [[nodiscard]] std::size_t failures() const;
  /// How long ago a line was acknowledged.
  [[nodiscard]] std::chrono::steady_clock::duration silence() const;

 private:
  struct entry {
    item what;
    std::optional<waybill::reply> reply;
  };
  static constexpr std::size_t most_lines = 4096;
  static constexpr std::size_t most_bytes = std::size_t{32} * 1024 * 1024;

  [[nodiscard]] bool full() const { return entries_.size() >= most_lines || bytes_ >= most_bytes; }
  void tell_acknowledged();

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<entry> entries_;  ///< the first is the oldest that is not acknowledged
  std::deque<std::size_t> again_;
  std::size_t first_;  ///< number of the first entry
  std::size_t bytes_ = 0;
  std::size_t failures_ = 0;
  std::chrono::steady_clock::time_point last_success_ = std::chrono::steady_clock::now();
  listener acknowledged_;
};

}  // namespace waybill_cli
