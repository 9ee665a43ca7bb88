#pragma once

#include <memory>

#include <doctest/doctest.h>

#include <waybill/cached_store.hpp>
#include <waybill/testing/store_contract.hpp>

#include "support/wrapped_world.hpp"

namespace waybill_test {

/// Whether a store keeps, behind a cache, the promises that a stale one could break. All of them
/// are checked before the memory store, which takes less time.
inline void check_races_behind_cache(const waybill::testing::world_factory& make) {
  const auto cached = [&] {
    return std::make_unique<wrapped_world<waybill::cached_store>>(make());
  };
  for (const auto& promise : waybill::testing::contract::race_promises()) {
    CAPTURE(promise.name);
    for (const auto& [name, what] : waybill::testing::check_promise(promise, cached)) {
      FAIL_CHECK(what);
    }
  }
}

}  // namespace waybill_test
