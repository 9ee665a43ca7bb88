#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
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

/// An update whose message had no row when it came, or whose instance goes by another name in its
/// row.
struct parked_update {
  parked_id id = 0;  ///< given when it was parked
  /// `from.instances` and `arrived_at` are kept: it is settled as if it came when it was parked.
  incoming_update incoming{};

  /// By which it is forgotten.
  [[nodiscard]] parked_key key() const { return {incoming.from.tenant, id}; }
};

/// Where updates wait that came before their send was recorded. Each call is one durable step.
/// Threads and errors are as for `store`.
class WAYBILL_EXPORT parking_store {
 public:
  virtual ~parking_store() = default;  ///< with its store

  /// Parks updates, however many there are already; returns their ids in the order given.
  [[nodiscard]] virtual std::vector<parked_id> park(std::span<const incoming_update> updates) = 0;

  /// Removes a tenant's oldest until `cap` are left, and not more than `limit` of them; returns how
  /// many went. It does not wait: what another caller is removing is left to that one. The work
  /// is bounded by `cap` and `limit`, however many there are.
  virtual std::size_t make_room(std::string_view tenant, std::size_t cap, std::size_t limit) = 0;

  /// What is parked for these messages, in order of parking, with the tenant as a key spells it.
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
