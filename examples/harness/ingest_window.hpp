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

namespace waybill_harness {

/// The lines of a file that are under way. Answers come in any order and are told in the order of
/// the lines. Thread-safe.
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
  std::size_t put(std::string line) {
    const std::scoped_lock lock{mutex_};
    bytes_ += line.size();
    const auto number = first_ + entries_.size();
    entries_.push_back({{number, std::move(line)}, {}});
    return number;
  }
  /// A line that must be sent again after a pause, if there is one.
  [[nodiscard]] std::optional<item> again() {
    const std::scoped_lock lock{mutex_};
    if (again_.empty()) return std::nullopt;
    const auto number = again_.front();
    again_.pop_front();
    return entries_.at(number - first_).what;
  }
  /// The answer to a line. A line that was not acknowledged, 503, will be sent again.
  void answer(std::size_t number, waybill::reply reply) {
    constexpr int send_again = 503;
    const std::scoped_lock lock{mutex_};
    if (reply.http_status == send_again) {
      ++failures_;
      again_.push_back(number);
    } else {
      entries_.at(number - first_).reply = std::move(reply);
      last_success_ = std::chrono::steady_clock::now();
      tell_acknowledged();
    }
    changed_.notify_all();
  }
  /// Waits for the next answer, at most so long.
  void wait(std::chrono::milliseconds most) {
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, most);
  }

  [[nodiscard]] bool has_room() const {
    const std::scoped_lock lock{mutex_};
    return entries_.size() < most_lines && bytes_ < most_bytes;
  }
  [[nodiscard]] bool is_empty() const {
    const std::scoped_lock lock{mutex_};
    return entries_.empty();
  }
  /// Lines that were not acknowledged when they were sent.
  [[nodiscard]] std::size_t failures() const {
    const std::scoped_lock lock{mutex_};
    return failures_;
  }
  /// How long ago a line was acknowledged.
  [[nodiscard]] std::chrono::steady_clock::duration silence() const {
    const std::scoped_lock lock{mutex_};
    return std::chrono::steady_clock::now() - last_success_;
  }

 private:
  struct entry {
    item what;
    std::optional<waybill::reply> reply;
  };
  static constexpr std::size_t most_lines = 4096;
  static constexpr std::size_t most_bytes = std::size_t{32} * 1024 * 1024;

  void tell_acknowledged() {
    while (!entries_.empty() && entries_.front().reply) {
      const auto& [what, reply] = entries_.front();
      acknowledged_(what, *reply);
      bytes_ -= what.line.size();
      entries_.pop_front();
      ++first_;
    }
  }

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

}  // namespace waybill_harness
