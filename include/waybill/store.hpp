#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <waybill/change.hpp>
#include <waybill/config.hpp>
#include <waybill/message.hpp>

namespace waybill {

class send_store;
class parking_store;
class report_store;
class catalog_store;
class feed_store;

/// Where messages and counters live between payloads. To bring your own, write `load` and `apply`;
/// the five interfaces below them are for what else waybill can do, each of them optional.
///
/// What a store promises (testing/store_contract.hpp checks it on any store):
/// - After `apply` returned, its changes are durable and every later `load` sees them.
/// - `apply` is one atomic step: no reader ever sees some of a change, or the row without its
/// counters.
/// - A failed `apply` changed nothing, or (`outcome_unknown`) all or nothing.
/// - Applying the same changes again, whenever, adds nothing.
/// A store may lose nothing and half-apply nothing; it may be slow.
///
/// Threads: every member is called from any number of threads and, with databases, processes.
/// Errors: `store_error`. Stores never retry; the service above them does.
class WAYBILL_EXPORT store {
 public:
  store() = default;  ///< for those who derive
  store(const store&) = delete;
  store& operator=(const store&) = delete;
  virtual ~store() = default;  ///< no call may be under way

  /// For each key, in the order asked, all rows of that tenant with that message id: none for an
  /// unknown one; more than one is for the caller to judge. Their tenant is spelled as in the key.
  /// A row that is marked `from_cache` may be older than what was applied (cached_store.hpp). In a
  /// `no_names_scope` contacts' names may be left out.
  [[nodiscard]] virtual std::vector<std::vector<tracked_message>> load(
      std::span<const message_key> keys) = 0;

  /// Applies each change whose expected state still holds: message id, status and which milestones
  /// are set, all three. With the row go, in this order: `send` (new message id and instance; where
  /// it `restarts`, times and reason are cleared), times (the earliest stays), status, reason (the
  /// first stays); the campaign's counters; the gauges of the row's instance as `advance` says
  /// (gauges.hpp); the contact's last interaction (the latest stays); the log entries, under the
  /// row's campaign. A campaign, instance or contact that is not there is passed over; the log of a
  /// campaign that is gone still gets its entries.
  ///
  /// Returns the positions in `changes`, ascending, of those that lost the race: another writer
  /// was there first, the row is gone, or it is elsewhere than `place` says. They changed nothing.
  [[nodiscard]] virtual std::vector<std::size_t> apply(std::span<const change> changes) = 0;

  // What else this store can do: null for what it cannot. The returned object lives as long as the
  // store.

  /// Records sends.
  [[nodiscard]] virtual send_store* sends() noexcept { return nullptr; }
  /// Keeps updates that come before their send.
  [[nodiscard]] virtual parking_store* parking() noexcept { return nullptr; }
  /// Answers dashboards and operators.
  [[nodiscard]] virtual report_store* reports() noexcept { return nullptr; }
  /// Makes campaigns, instances and contacts.
  [[nodiscard]] virtual catalog_store* catalog() noexcept { return nullptr; }
  /// Tells listeners everything that happened, in order (feed_store.hpp).
  [[nodiscard]] virtual feed_store* feed() noexcept { return nullptr; }
};

}  // namespace waybill
