#pragma once

#include <cstddef>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include <waybill/impl/service/queued_body.hpp>
#include <waybill/impl/service/settler.hpp>

namespace waybill::detail {

/// The updates of several bodies as one list, and back: a body ends when its last update does.
class ingest_batch {
 public:
  explicit ingest_batch(std::vector<body_ptr> bodies) {
    for (auto& body : bodies) {
      const auto count = body->updates();
      open_.push_back({std::move(body), updates_.size(), count});
      auto& moved = open_.back().body->opened.updates;
      updates_.insert(updates_.end(), std::move_iterator{moved.begin()},
                      std::move_iterator{moved.end()});
      body_of_.resize(updates_.size(), open_.size() - 1);
    }
    has_ended_.resize(updates_.size());
  }

  [[nodiscard]] std::span<const incoming_update> updates() const noexcept { return updates_; }

  /// Notes that these updates have ended; the bodies that thereby did, their results in them.
  /// An `unknown` one is left for the end, because the parking may know more.
  [[nodiscard]] std::vector<body_ptr> end_part(std::span<const settled_update> results,
                                               std::span<const std::size_t> ended,
                                               std::span<const status_transition> told) {
    std::vector<body_ptr> bodies;
    for (const auto i : ended) {
      if (has_ended_[i] || results[i].ending == ending::unknown) continue;
      has_ended_[i] = true;
      auto& place = open_[body_of_[i]];
      if (--place.left == 0) bodies.push_back(close(place, results, told));
    }
    return bodies;
  }

  /// Ends all bodies that are left. Without results they are not acknowledged.
  [[nodiscard]] std::vector<body_ptr> end_rest(std::span<const settled_update> results,
                                               std::span<const status_transition> told) {
    std::vector<body_ptr> bodies;
    for (auto& place : open_) {
      if (place.body) bodies.push_back(close(place, results, told));
    }
    return bodies;
  }

 private:
  struct open_place {
    body_ptr body;
    std::size_t first;  ///< position of its first update
    std::size_t left;   ///< updates that have not ended
  };

  /// Gives a body its updates back, with what became of them.
  [[nodiscard]] body_ptr close(open_place& place, std::span<const settled_update> results,
                               std::span<const status_transition> told) {
    auto body = std::move(place.body);
    auto& updates = body->opened.updates;
    for (std::size_t i = 0; i < updates.size(); ++i) {
      updates[i] = std::move(updates_[place.first + i]);
      body->settled.push_back(results.empty() ? settled_update{} : results[place.first + i]);
      const auto& own = body->settled.back().transition;
      if (own) body->transitions.push_back(told[*own]);
    }
    return body;
  }

  std::vector<incoming_update> updates_;
  std::vector<std::size_t> body_of_;  ///< for each update, in `open_`
  std::vector<bool> has_ended_;
  std::vector<open_place> open_;
};

}  // namespace waybill::detail
