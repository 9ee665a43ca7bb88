#include <chrono>
#include <cstddef>
#include <new>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/cached_store.hpp>
#include <waybill/memory_store.hpp>
#include <waybill/testing/contract/describe.hpp>
#include <waybill/testing/contract/samples.hpp>

#include "out_of_memory/scarce_shop.hpp"

using namespace waybill_test;
using waybill::testing::describe;

namespace {

const std::string remote = "a text that needs memory of its own, ";

/// Two messages, of which a cache knows the first.
struct half_known {
  waybill::memory_store memory;
  roomy_store inner{memory};
  waybill::cached_store cache{inner};
  std::vector<waybill::message_key> keys;

  half_known() {
    for (const auto* const n : {"1", "2"}) {
      waybill::tracked_message row;
      row.key = {remote + "tenant", remote + "row " + n};
      row.message_id = remote + "id " + n;
      row.status = waybill::message_status::sent;
      row.times = waybill::testing::contract::times_of(*row.status);
      keys.push_back({row.key.tenant, row.message_id});
      memory.add_message(row);
    }
    static_cast<void>(cache.load({keys.data(), 1}));
  }

  /// Both are delivered, the first with a reason that is kept as evidence.
  void deliver() {
    std::vector<waybill::change> changes;
    for (const auto& rows : cache.load(keys)) {
      changes.push_back(waybill::testing::contract::delivered(rows.front()));
    }
    changes.front().reason.text = remote + "reason";
    CHECK(cache.apply(changes).empty());
  }
  [[nodiscard]] std::string cached() { return describe::of(cache.load(keys)); }
  [[nodiscard]] std::string stored() { return describe::of(memory.load(keys)); }
};

}  // namespace

TEST_CASE("where memory runs out, a cache holds less, and never what is older than the store's") {
  const auto shortages = for_each_shortage([](std::size_t served, shortage how) {
    CAPTURE(served);
    half_known here;
    bool was_short = false;
    {
      const scarce_memory memory{served, how};
      try {
        here.deliver();
      } catch (const std::bad_alloc&) {
      }
      was_short = memory.was_short();
    }
    CHECK(here.cached() == here.stored());
    return was_short;
  });
  CHECK(shortages > 20);
}
