#include <algorithm>
#include <numeric>
#include <string_view>

#include "contract/defects/defect.hpp"

namespace waybill_test {

namespace {

using lot_keys = std::span<const waybill::parked_key>;
using parked = std::vector<waybill::parked_update>;
using updates = std::span<const waybill::incoming_update>;

constexpr std::size_t everything = 1'000'000;

/// Alters what is parked.
template <auto Alter>
struct altering_lot final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  std::vector<waybill::parked_id> park(updates given) override {
    std::vector<waybill::incoming_update> altered{given.begin(), given.end()};
    Alter(altered);
    auto ids = forwarding_store::park(altered);
    ids.resize(given.size());
    return ids;
  }
};

void forget_when(std::vector<waybill::incoming_update>& given) {
  for (auto& each : given) each.update.occurred_at.reset();
}
void take_played_for_read(std::vector<waybill::incoming_update>& given) {
  for (auto& each : given) {
    if (each.update.receipt == waybill::receipt::played) {
      each.update.receipt = waybill::receipt::read;
    }
  }
}
void keep_a_thousand(std::vector<waybill::incoming_update>& given) {
  given.resize(std::min<std::size_t>(given.size(), 1000));
}

struct boundless_lot final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  std::size_t make_room(std::string_view /*tenant*/, std::size_t /*cap*/,
                        std::size_t /*limit*/) override {
    return 0;
  }
};

struct hasty_lot final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  std::size_t make_room(std::string_view tenant, std::size_t cap, std::size_t /*limit*/) override {
    return forwarding_store::make_room(tenant, cap, everything);
  }
};

struct renumbering_lot final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  std::vector<waybill::parked_id> park(updates given) override {
    auto ids = forwarding_store::park(given);
    std::iota(ids.begin(), ids.end(), waybill::parked_id{1});
    return ids;
  }
};

struct reversed_lot final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  parked parked_for(std::span<const waybill::message_key> keys) override {
    auto found = forwarding_store::parked_for(keys);
    std::reverse(found.begin(), found.end());
    return found;
  }
};

struct careless_lot final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  parked parked_for(std::span<const waybill::message_key> /*keys*/) override {
    return forwarding_store::parked_after(0, everything);
  }
};

struct pageless_lot final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  parked parked_after(waybill::parked_id /*after*/, std::size_t limit) override {
    return forwarding_store::parked_after(0, limit);
  }
};

/// Forgets all that waits for the messages of what it shall forget.
struct sweeping_lot final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  void forget(lot_keys given) override {
    std::vector<waybill::message_key> keys;
    for (const auto& each : forwarding_store::parked_after(0, everything)) {
      if (std::count(given.begin(), given.end(), each.key()) == 0) continue;
      keys.push_back({each.incoming.from.tenant, each.incoming.update.message_id});
    }
    std::vector<waybill::parked_key> more;
    for (const auto& each : forwarding_store::parked_for(keys)) more.push_back(each.key());
    forwarding_store::forget(more);
  }
};

struct forgetful_lot final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  std::size_t forget_unknown(lot_keys given) override {
    forwarding_store::forget(given);
    return given.size();
  }
};

}  // namespace

std::vector<defect> parking_defects() {
  return {
      {"forgets when it happened",
       is<altering_lot<forget_when>>(),
       {"a parked update comes back as it was parked"}},
      {"takes played for read",
       is<altering_lot<take_played_for_read>>(),
       {"every receipt can be parked"}},
      {"parks a thousand at most",
       is<altering_lot<keep_a_thousand>>(),
       {"two thousand updates are parked at once"}},
      {"knows no cap",
       is<boundless_lot>(),
       {"make_room removes that tenant's oldest down to the cap",
        "make_room removes no more than its limit"}},
      {"makes all the room at once", is<hasty_lot>(), {"make_room removes no more than its limit"}},
      {"uses ids again", is<renumbering_lot>(), {"ids of parked updates are not used again"}},
      {"gives the last parked first", is<reversed_lot>(), {"parking keeps the order"}},
      {"gives all that is parked", is<careless_lot>(), {"parking finds only what is asked for"}},
      {"gives the first page again", is<pageless_lot>(), {"parking can be read page by page"}},
      {"forgets all of a message", is<sweeping_lot>(), {"forget removes exactly what it is given"}},
      {"forgets what became known", is<forgetful_lot>(), {"forget_unknown keeps what has a row"}},
  };
}

}  // namespace waybill_test
