#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <waybill/config.hpp>
#include <waybill/message.hpp>
#include <waybill/update.hpp>

namespace waybill {

/// Grows with every parking in a store; never used again.
using parked_id = std::uint64_t;

/// Names one parked update.
struct parked_key {
  std::string tenant{};  ///< of the update's origin
  parked_id id = 0;      ///< of one parking

  friend bool operator==(const parked_key&, const parked_key&) = default;
};

/// An update whose message nobody knew when it came.
struct parked_update {
  parked_id id = 0;  ///< given when it was parked
  /// `from.instances` and `arrived_at` are kept: it is settled as if it came when it was parked.
  incoming_update incoming{};

  /// By which it is forgotten.
  [[nodiscard]] parked_key key() const { return {incoming.from.tenant, id}; }
};

/// What came of parking a batch.
struct parking_result {
  std::vector<parked_id> ids{};  ///< of the parked updates, in the order given
  std::size_t evicted = 0;       ///< older ones of the same tenants that made room
};

/// Where updates wait that came before their send was recorded. Each call is one durable step.
/// Threads and errors are as for `store`.
class WAYBILL_EXPORT parking_store {
 public:
  virtual ~parking_store() = default;  ///< with its store

  /// Parks updates. A tenant keeps at most `cap` of them: its oldest go first. A store may exceed a
  /// large cap a little, and for a while.
  [[nodiscard]] virtual parking_result park(std::span<const incoming_update> updates,
                                            std::size_t cap) = 0;

  /// What is parked for these messages, in order of parking.
  [[nodiscard]] virtual std::vector<parked_update> parked_for(
      std::span<const message_key> keys) = 0;

  /// Up to `limit` parked updates of all tenants with an id greater than `after`, by id.
  [[nodiscard]] virtual std::vector<parked_update> parked_after(parked_id after,
                                                                std::size_t limit) = 0;

  /// Removes exactly these. Keys of what is gone already do not matter.
  virtual void forget(std::span<const parked_key> keys) = 0;

  /// Removes those of these whose message no row has in the same step; returns how many.
  virtual std::size_t forget_unknown(std::span<const parked_key> keys) = 0;
};

}  // namespace waybill
