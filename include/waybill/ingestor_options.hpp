#pragma once

#include <chrono>
#include <cstddef>

#include <waybill/config.hpp>

namespace waybill {

/// How an ingestor queues and commits; all else is as its tracker says. Every field has a sane
/// default.
struct ingestor_options {
  /// Updates that are committed together. A body is never split, so one with more is a batch alone.
  std::size_t max_batch = 256;
  /// Commits updates of one tenant alone together, tenant after tenant, for stores whose tenants
  /// lie in different places. Batches of several tenants may then be under way at once, however
  /// small they are: more `writers` help there.
  bool one_tenant_batches = false;
  /// How long a batch waits for more updates. Without it a batch is what came while the last one
  /// was being committed, which delays no caller.
  std::chrono::milliseconds linger{0};
  /// Batches that may be under way at once. A second one begins only while a full one waits,
  /// because two halves cost more than a whole. All updates of one message are applied in the order
  /// in which they came, however many there are.
  std::size_t writers = 2;
  /// Updates that may wait. One tenant alone may fill half of it, and several an equal share each,
  /// so that there is room for one more.
  std::size_t max_queued_updates = 20'000;
  /// The same for the bytes that they hold in memory.
  std::size_t max_queued_bytes = std::size_t{64} * 1024 * 1024;
  /// What a cache of messages may hold (cached_store.hpp); without one at 0.
  std::size_t cache_bytes = 0;
  /// After so many failed calls of the store in a row the breaker opens: about two seconds of
  /// retries.
  std::size_t breaker_failures = 8;
  /// How long it stays open before one body is let through to test the store.
  std::chrono::milliseconds breaker_pause = std::chrono::seconds{1};
  /// Interval between sweeps of the parking, shortened at random by up to half, so that several
  /// processes do not sweep at once.
  std::chrono::milliseconds sweep_interval = std::chrono::seconds{30};
  /// How long the destructor waits for what was accepted.
  std::chrono::milliseconds stop_deadline = std::chrono::seconds{10};
};

}  // namespace waybill
