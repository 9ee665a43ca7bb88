// A store on tables that are there already.

#include <functional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/testing/store_contract.hpp>

#include "postgres/existing/world.hpp"
#include "support/reference_parity.hpp"

using namespace waybill_test;

namespace {

void check_contract(const existing_tables& tables) {
  existing_place place{tables};
  CHECK(place.store.check_schema().empty());
  const auto report = waybill::testing::check_store_contract(existing_worlds(place));
  for (const auto& [promise, what] : report.violations) FAIL_CHECK(promise << ": " << what);
  CHECK(report.checked.size() + tables.left_out.size() >= waybill::testing::all_parts.size() - 2);
}

}  // namespace

TEST_CASE("the store keeps its promises on the reference's tables with uuid ids") {
  check_contract(reference_tables("uuid"));
}

TEST_CASE("the store keeps its promises on the reference's tables with bigint ids") {
  check_contract(reference_tables("bigint"));
}

TEST_CASE("the store keeps its promises on the reference's tables with text ids") {
  check_contract(reference_tables("text"));
}

TEST_CASE("the store keeps its promises on tables with every optional part off") {
  check_contract(bare_tables());
}

TEST_CASE("the store keeps its promises on tables with names that share nothing with ours") {
  check_contract(strange_tables());
}

TEST_CASE("on its own tables, every row of the reference matrix ends as the reference ends it") {
  existing_place place{reference_tables("uuid")};
  check_reference_parity(existing_worlds(place));
}
