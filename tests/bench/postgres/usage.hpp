#pragma once

#include <sys/types.h>

#include "postgres/cluster.hpp"

namespace waybill_bench {

/// What this process and a server have used.
struct usage {
  double own_cpu = 0;      ///< seconds of a processor
  double server_cpu = 0;   ///< the same of the server, all its processes together
  double own_memory = 0;   ///< bytes that this process has in memory
  double most_memory = 0;  ///< the most since `watch_memory`
};
[[nodiscard]] usage usage_of(const waybill_test::cluster& server);

/// Forgets the most that this process had in memory, and gives back what it no longer uses.
void watch_memory();

}  // namespace waybill_bench
