#pragma once

#include <doctest/doctest.h>

#include <waybill/testing/store_contract.hpp>

#include "postgres/existing/world.hpp"

namespace waybill_test {

/// Checks every promise of the contract that these tables do not leave out.
inline void check_contract(existing_place& place, const waybill::testing::world_factory& worlds) {
  const auto& tables = place.tables;
  CHECK(place.store.check_schema().empty());
  const auto report = waybill::testing::check_store_contract(worlds);
  for (const auto& [promise, what] : report.violations) FAIL_CHECK(promise << ": " << what);
  // Catalog and feed are never there, and pace is where a table for it is named.
  CHECK(report.checked.size() + tables.left_out.size() >= waybill::testing::all_parts.size() - 3);
}

inline void check_contract(const existing_tables& tables) {
  existing_place place{tables};
  check_contract(place, existing_worlds(place));
}

}  // namespace waybill_test
