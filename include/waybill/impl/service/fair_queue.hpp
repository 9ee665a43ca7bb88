#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <string>
#include <utility>

#include <waybill/impl/service/message_claims.hpp>
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

  /// Whether a tenant's next batch of its own may begin: beside another of its batches only a full
  /// one, so that what waits for a tenant grows together.
  [[nodiscard]] bool may_begin_of(const queued_body& body, std::size_t max_updates,
                                  const message_claims& claims) const {
    const auto lane = lanes_.find(body.tenant);
    return lane != lanes_.end() && may_begin(lane->second, max_updates, claims);
  }

  /// The next batch: whole bodies, at least one, otherwise at most so many updates. Lanes take
  /// turns at each body or, where a batch is to be of one tenant, at each batch.
  ///
  /// A body whose message is claimed is passed over, and so is what came for its messages after
  /// it. Those that are taken are claimed. Nothing is taken where too many had to be passed over.
  [[nodiscard]] body_list take(std::size_t max_updates, bool of_one_tenant,
                               message_claims& claims) noexcept {
    body_list batch;
    std::list<lane_position> blocked;  // lanes that keep their turn for the next batch
    std::list<lane_position> served;   // lanes that had one, and have no more for this batch
    look now{claims.begin_look(), std::max<std::size_t>(max_updates, 1)};
    while (!turns_.empty() && now.left != 0) {
      auto& lane = turns_.front()->second;
      const bool waits = of_one_tenant && !may_begin(lane, max_updates, claims);
      if (waits || !find_free(lane, now, claims)) {
        auto& rest = lane.served_in == now.number ? served : blocked;
        rest.splice(rest.end(), turns_, turns_.begin());
        continue;
      }
      // A lane that does not fit keeps its turn.
      const auto fits = [&] {
        return batch.empty() || now.taken + (*lane.next)->updates() <= max_updates;
      };
      if (!fits()) break;
      do {
        now.taken += (*lane.next)->updates();
        move_next(lane, batch);
      } while (of_one_tenant && find_free(lane, now, claims) && fits());
      lane.served_in = now.number;
      end_turn();
      if (of_one_tenant) break;
    }
    turns_.splice(turns_.begin(), blocked);
    turns_.splice(turns_.end(), served);
    for (const auto& body : batch) claims.claim(body->places, body->tenant_place);
    return batch;
  }

  /// All that waits, whatever is claimed.
  [[nodiscard]] body_list take_all() noexcept {
    body_list all;
    while (!turns_.empty()) {
      auto& lane = turns_.front()->second;
      lane.next = lane.bodies.begin();
      move_next(lane, all);
      end_turn();
    }
    return all;
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
    body_list::iterator next{};   ///< to be looked at; those before it were passed over
    std::uint32_t seen_in = 0;    ///< the look that `next` belongs to
    std::uint32_t served_in = 0;  ///< the look that took of its bodies last
  };
  /// One search for a batch.
  struct look {
    std::uint32_t number = 0;
    std::size_t left = 0;  ///< so many bodies may be passed over, which bounds the work
    std::size_t taken = 0;
  };

  using lane_position = std::map<std::string, tenant_lane>::iterator;

  [[nodiscard]] static bool may_begin(const tenant_lane& lane, std::size_t max_updates,
                                      const message_claims& claims) noexcept {
    return lane.held.updates >= max_updates ||
           !claims.holds_tenant(lane.bodies.front()->tenant_place);
  }

  /// Whether a lane has one more body for this batch, which is then its next.
  [[nodiscard]] static bool find_free(tenant_lane& lane, look& now,
                                      message_claims& claims) noexcept {
    if (lane.seen_in != now.number) lane.next = lane.bodies.begin();
    lane.seen_in = now.number;
    for (; lane.next != lane.bodies.end() && now.left != 0; ++lane.next, --now.left) {
      const auto& places = (*lane.next)->places;
      if (claims.is_free(places)) return true;
      claims.pass_over(places);
    }
    return false;
  }

  void move_next(tenant_lane& lane, body_list& batch) noexcept {
    const auto moved = lane.next++;
    lane.held.remove(**moved);
    total_.remove(**moved);
    batch.splice(batch.end(), lane.bodies, moved);
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
