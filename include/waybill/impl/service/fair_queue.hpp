#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <string>
#include <utility>

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
  [[nodiscard]] bool has_room_for(const queued_body& body) const noexcept {
    if (empty()) return true;
    const auto lane = lanes_.find(body.tenant);
    const auto mine = lane == lanes_.end() ? load{} : lane->second.held;
    return total_.updates + mine.updates + body.updates() <= limit_.updates &&
           total_.bytes + mine.bytes + body.bytes <= limit_.bytes;
  }

  /// Throws `std::bad_alloc`, and then has changed nothing.
  void push(body_ptr body) {
    body_list bodies;
    bodies.push_back(std::move(body));
    const auto& pushed = *bodies.front();
    std::list<lane_position> turn(lanes_.contains(pushed.tenant) ? 0 : 1);
    const auto lane = lanes_.try_emplace(pushed.tenant).first;
    // From here on nothing can fail.
    for (auto& mine : turn) mine = lane;
    turns_.splice(turns_.end(), turn);
    lane->second.held.add(pushed);
    total_.add(pushed);
    lane->second.bodies.splice(lane->second.bodies.end(), bodies);
  }

  /// The next batch: whole bodies, at least one, otherwise at most so many updates. Lanes take
  /// turns at each body or, where a batch is to be of one tenant, at each batch.
  [[nodiscard]] body_list take(std::size_t max_updates, bool of_one_tenant = false) noexcept {
    body_list batch;
    std::size_t updates = 0;
    const auto fits = [&](const tenant_lane& lane) {
      return batch.empty() || updates + lane.bodies.front()->updates() <= max_updates;
    };
    while (!empty()) {
      auto& lane = turns_.front()->second;
      // A lane that does not fit keeps its turn for the next batch.
      if (!fits(lane)) break;
      do {
        updates += lane.bodies.front()->updates();
        move_first(lane, batch);
      } while (of_one_tenant && !lane.bodies.empty() && fits(lane));
      end_turn();
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
    body_list bodies{};
    load held{};
  };

  using lane_position = std::map<std::string, tenant_lane>::iterator;

  void move_first(tenant_lane& lane, body_list& batch) noexcept {
    lane.held.remove(*lane.bodies.front());
    total_.remove(*lane.bodies.front());
    batch.splice(batch.end(), lane.bodies, lane.bodies.begin());
  }

  /// The lane that had a turn has the last one now; a lane without bodies goes.
  void end_turn() noexcept {
    const auto lane = turns_.front();
    if (!lane->second.bodies.empty()) return turns_.splice(turns_.end(), turns_, turns_.begin());
    turns_.pop_front();
    lanes_.erase(lane);
  }

  load limit_;
  load total_{};
  std::map<std::string, tenant_lane> lanes_{};  ///< of tenants with bodies, and no others
  std::list<lane_position> turns_{};            ///< those lanes, the next one first
};

}  // namespace waybill::detail
