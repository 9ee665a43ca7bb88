#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/cached_store.hpp>
#include <waybill/forwarding_store.hpp>
#include <waybill/testing/memory_world.hpp>
#include <waybill/testing/store_contract.hpp>

using namespace waybill::testing;

namespace {

void check_all(const world_factory& make_world) {
  for (const auto& promise : contract_promises()) {
    CAPTURE(promise.name);
    for (const auto& [name, what] : check_promise(promise, make_world)) FAIL_CHECK(what);
  }
}

}  // namespace

TEST_CASE("the memory store keeps every promise") { check_all(memory_worlds()); }

TEST_CASE("a store that passes every call on keeps every promise") {
  check_all(memory_worlds_behind<waybill::forwarding_store>());
}

TEST_CASE("a cache before a store keeps every promise") {
  check_all(memory_worlds_behind<waybill::cached_store>());
}
