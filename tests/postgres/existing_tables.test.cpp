// A store on tables that are there already.

#include <doctest/doctest.h>

#include "postgres/existing/contract.hpp"
#include "support/reference_parity.hpp"

using namespace waybill_test;

TEST_CASE("the store keeps its promises on the reference's tables with uuid ids") {
  check_contract(reference_tables("uuid"));
}

TEST_CASE("the store keeps its promises on tables with every optional part off") {
  check_contract(bare_tables());
}

TEST_CASE("on its own tables, every row of the reference matrix ends as the reference ends it") {
  existing_place place{reference_tables("uuid")};
  check_reference_parity(existing_worlds(place));
}
