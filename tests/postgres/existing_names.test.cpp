// A store on tables that differ from those of existing_tables.test.cpp in names and
// columns: other SQL, which the same code makes.

#include <doctest/doctest.h>

#include "postgres/existing/contract.hpp"

using namespace waybill_test;

TEST_CASE("the store keeps its promises on tables with names that share nothing with ours") {
  check_contract(strange_tables());
}

TEST_CASE("the store keeps its promises on tables that have no column for why a message failed") {
  check_contract(tables_without_kinds());
}
