#pragma once

#include <doctest/doctest.h>

#include "postgres/cluster.hpp"
#include "postgres/traffic.hpp"
#include "support/eventually.hpp"

namespace waybill_test {

/// Crashes the server while the traffic flows, each time for longer than a call may take, so that
/// callers must come again.
inline void crash_three_times(cluster& server, const traffic& flow) {
  for (const double share : {0.2, 0.45, 0.7}) {
    flow.wait_for(share);
    const auto before = flow.refused();
    server.crash();
    CHECK(eventually([&] { return flow.refused() > before; }));
    server.restart();
  }
}

}  // namespace waybill_test
