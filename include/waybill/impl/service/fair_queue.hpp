#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <waybill/impl/service/queued_body.hpp>

namespace waybill::detail {

/// Bodies that wait for a writer, a lane for each tenant. Lanes take turns, so that a burst of one
/// tenant delays the others by a turn and no more; within a lane, order is kept. A plain value; its
/// owner guards it against threads.
class fair_queue {
 public:
  fair_queue(std::size_t max_updates, std::size_t max_bytes) : limit_{max_updates, max_bytes} {}

  /// A tenant may take as much as is left free for others: alone half of the queue, and so on. An
  /// empty queue takes any body, because one that is too large would never find room.
  [[nodiscard]] bool has_room_for(const queued_body& body) const {
    if (empty()) return true;
    const auto lane = lanes_.find(body.tenant);
    const auto mine = lane == lanes_.end() ? load{} : lane->second.held;
    return total_.updates + mine.updates + body.updates() <= limit_.updates &&
           total_.bytes + mine.bytes + body.bytes <= limit_.bytes;
  }

  void push(body_ptr body) {
    auto& lane = lanes_[body->tenant];
    if (lane.bodies.empty()) turns_.push_back(body->tenant);
    lane.held.add(*body);
    total_.add(*body);
    lane.bodies.push_back(std::move(body));
  }

  /// The next batch: whole bodies, at least one, otherwise at most so many updates. Lanes take
  /// turns at each body or, where a batch is to be of one tenant, at each batch.
  [[nodiscard]] std::vector<body_ptr> take(std::size_t max_updates, bool of_one_tenant = false) {
    std::vector<body_ptr> batch;
    std::size_t updates = 0;
    const auto fits = [&](const tenant_lane& lane) {
      return batch.empty() || updates + lane.bodies.front()->updates() <= max_updates;
    };
    while (!empty()) {
      const auto lane = lanes_.find(turns_.front());
      // Whoever does not fit keeps its turn for the next batch.
      if (!fits(lane->second)) break;
      do {
        updates += lane->second.bodies.front()->updates();
        batch.push_back(pop(lane->second));
      } while (of_one_tenant && !lane->second.bodies.empty() && fits(lane->second));
      end_turn(lane);
      if (of_one_tenant) break;
    }
    return batch;
  }

  [[nodiscard]] bool empty() const noexcept { return turns_.empty(); }
  [[nodiscard]] std::size_t updates() const noexcept { return total_.updates; }
  [[nodiscard]] std::size_t bytes() const noexcept { return total_.bytes; }

 private:
  struct load {
    std::size_t updates = 0;
    std::size_t bytes = 0;

    void add(const queued_body& body) noexcept {
      updates += body.updates();
      bytes += body.bytes;
    }
    void remove(const queued_body& body) noexcept {
      updates -= body.updates();
      bytes -= body.bytes;
    }
  };
  struct tenant_lane {
    std::deque<body_ptr> bodies{};
    load held{};
  };

  using lane_position = std::map<std::string, tenant_lane>::iterator;

  body_ptr pop(tenant_lane& lane) {
    auto body = std::move(lane.bodies.front());
    lane.bodies.pop_front();
    lane.held.remove(*body);
    total_.remove(*body);
    return body;
  }

  /// Whoever had a turn has the last one now; a lane without bodies goes.
  void end_turn(lane_position lane) {
    if (lane->second.bodies.empty()) {
      lanes_.erase(lane);
    } else {
      turns_.push_back(turns_.front());
    }
    turns_.pop_front();
  }

  load limit_;
  load total_{};
  std::map<std::string, tenant_lane> lanes_{};  ///< of tenants with bodies, and no others
  std::deque<std::string> turns_{};             ///< those tenants, the next one first
};

}  // namespace waybill::detail
