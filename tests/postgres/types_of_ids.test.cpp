// The same tables with ids of another type: what differs is SQL, which no sanitizer sees.

#include <doctest/doctest.h>

#include "postgres/existing/contract.hpp"

using namespace waybill_test;

TEST_CASE("the store keeps its promises on the reference's tables with bigint ids") {
  check_contract(reference_tables("bigint"));
}

TEST_CASE("the store keeps its promises on the reference's tables with text ids") {
  check_contract(reference_tables("text"));
}
