#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include <waybill/impl/service/queued_body.hpp>
#include <waybill/impl/service/settle.hpp>

namespace waybill::detail {

/// The updates of several bodies as one list, and back: a body ends when its last update does.
class ingest_batch {
 public:
  /// Takes the bodies over. Throws `std::bad_alloc`, and then has left them as they were.
  explicit ingest_batch(body_list& bodies) {
    std::size_t count = 0;
    for (const auto& body : bodies) count += body->updates();
    open_.reserve(bodies.size());
    updates_.reserve(count);
    body_of_.reserve(count);
    has_ended_.resize(count);
    // From here on nothing can fail.
    bodies_.swap(bodies);
    for (auto body = bodies_.begin(); body != bodies_.end(); ++body) {
      auto& moved = (*body)->opened.updates;
      open_.push_back({body, updates_.size(), moved.size()});
      updates_.insert(updates_.end(), std::move_iterator{moved.begin()},
                      std::move_iterator{moved.end()});
      body_of_.resize(updates_.size(), open_.size() - 1);
    }
  }
  ingest_batch(const ingest_batch&) = delete;
  ingest_batch& operator=(const ingest_batch&) = delete;
  ~ingest_batch() = default;

  [[nodiscard]] std::span<const incoming_update> updates() const noexcept { return updates_; }

  /// Notes that these updates have ended; the bodies that thereby did, their results in them.
  /// One that may wait is left for the end, because the parking may know more.
  [[nodiscard]] body_list end_part(std::span<const settled_update> results,
                                   std::span<const std::size_t> ended,
                                   std::span<const status_transition> told) noexcept {
    body_list bodies;
    for (const auto i : ended) {
      if (has_ended_[i] || may_wait(results[i].ending)) continue;
      has_ended_[i] = true;
      auto& place = open_[body_of_[i]];
      if (--place.left == 0) close(place, results, told, bodies);
    }
    return bodies;
  }

  /// Ends all bodies that are left. Without results they are not acknowledged.
  [[nodiscard]] body_list end_rest(std::span<const settled_update> results,
                                   std::span<const status_transition> told) noexcept {
    body_list bodies;
    for (const auto& place : open_) {
      if (place.left != 0) close(place, results, told, bodies);
    }
    return bodies;
  }

 private:
  struct open_place {
    body_list::iterator body;
    std::size_t first;  ///< position of its first update
    std::size_t left;   ///< updates that have not ended
  };

  /// Gives a body its updates back, with what became of them, and moves it to those that ended.
  void close(const open_place& place, std::span<const settled_update> results,
             std::span<const status_transition> told, body_list& ended) noexcept {
    auto& body = **place.body;
    auto& updates = body.opened.updates;
    std::move(updates_.begin() + static_cast<std::ptrdiff_t>(place.first),
              updates_.begin() + static_cast<std::ptrdiff_t>(place.first + updates.size()),
              updates.begin());
    try {
      if (!results.empty()) note(body, results.subspan(place.first, updates.size()), told);
    } catch (...) {
      body.fail();
    }
    ended.splice(ended.end(), bodies_, place.body);
  }

  static void note(queued_body& body, std::span<const settled_update> results,
                   std::span<const status_transition> told) {
    body.settled.assign(results.begin(), results.end());
    for (const auto& each : results) {
      if (each.transition) body.transitions.push_back(told[*each.transition]);
    }
  }

  body_list bodies_;  ///< that have not ended
  std::vector<incoming_update> updates_;
  std::vector<std::size_t> body_of_;  ///< for each update, in `open_`
  std::vector<bool> has_ended_;
  std::vector<open_place> open_;
};

}  // namespace waybill::detail
