#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <vector>

#include <waybill/reply.hpp>
#include <waybill/tracker_options.hpp>

namespace waybill {

/// Told of each status that really moved, after it was committed and outside all locks, on the
/// thread that committed it: whoever takes long holds up the next batch. Several threads may call
/// it at once, because sweeps tell too. What it throws is logged and harms nobody.
using transition_observer = std::function<void(const status_transition&)>;

/// How an ingestor behaves. Every field has a sane default.
struct ingestor_options {
  /// Dialect, policy, limits, deadline, parking, log and clock: the same as a tracker's.
  tracker_options tracker{};
  /// Updates that are committed together. A body is never split, so one with more is a batch alone.
  std::size_t max_batch = 256;
  /// Commits updates of one tenant alone together, tenant after tenant, for stores whose tenants
  /// lie in different places.
  bool one_tenant_batches = false;
  /// How long the first of a batch may wait for company. Without it a batch is what came while the
  /// last one was being committed, which costs nobody any time.
  std::chrono::milliseconds linger{0};
  /// Threads that commit. One is fastest as long as its batches are not full; with several, two
  /// updates of one message may change places.
  std::size_t writers = 1;
  /// Updates that may wait. One tenant alone may fill half of it, and several an equal share each,
  /// so that there is room for one more.
  std::size_t max_queued_updates = 20'000;
  /// The same for the bytes that they hold in memory.
  std::size_t max_queued_bytes = std::size_t{64} * 1024 * 1024;
  /// After so many failed calls of the store in a row the breaker opens: about two seconds of
  /// retries.
  std::size_t breaker_failures = 8;
  /// After so long one body tries whether the store answers again.
  std::chrono::milliseconds breaker_pause = std::chrono::seconds{1};
  /// Between two sweeps of the parking; each time up to half of it less, so that processes part.
  std::chrono::milliseconds sweep_interval = std::chrono::seconds{30};
  /// How long the destructor waits for what was accepted.
  std::chrono::milliseconds stop_deadline = std::chrono::seconds{10};
  /// Called one after the other for each transition.
  std::vector<transition_observer> observers{};
};

}  // namespace waybill
