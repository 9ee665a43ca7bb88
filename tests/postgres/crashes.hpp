#pragma once

#include <cstddef>

#include <doctest/doctest.h>

#include "postgres/cluster.hpp"
#include "postgres/traffic.hpp"
#include "support/eventually.hpp"

namespace waybill_test {

/// Starts callers, and crashes the server three times while their traffic flows, each time for
/// longer than a call may take, so that they must come again. However late a crash is, some of the
/// traffic is still to come.
inline void start_and_crash_three_times(cluster& server, traffic& flow, std::size_t callers) {
  flow.let_through(0.4);
  flow.start(callers);
  for (const double share : {0.2, 0.45, 0.7}) {
    flow.wait_for(share);
    const auto before = flow.refused();
    server.crash();
    flow.let_through(share + 0.45);
    CHECK(eventually([&] { return flow.refused() > before; }));
    server.restart();
  }
}

}  // namespace waybill_test
