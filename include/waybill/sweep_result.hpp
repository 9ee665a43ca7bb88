#pragma once

#include <cstddef>
#include <vector>

#include <waybill/reply.hpp>

namespace waybill {

/// What a sweep did with the parked updates.
struct sweep_result {
  std::size_t settled = 0;                       ///< their message is known by now
  std::size_t expired = 0;                       ///< waited too long, for a send or a right name
  std::size_t evicted = 0;                       ///< the oldest of a tenant with more than the cap
  std::size_t waiting = 0;                       ///< still parked
  std::vector<status_transition> transitions{};  ///< what the settled ones moved
};

}  // namespace waybill
