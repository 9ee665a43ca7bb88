#pragma once

#include <vector>

#include <doctest/doctest.h>

#include <waybill/testing/store_contract.hpp>

namespace waybill_test {

/// Whether the store of such worlds keeps every promise. `not_checked` is all that it has no part
/// for.
inline void check_every_promise(const waybill::testing::world_factory& worlds,
                                const std::vector<waybill::testing::part>& not_checked = {}) {
  const auto report = waybill::testing::check_store_contract(worlds);
  for (const auto& [promise, what] : report.violations) FAIL_CHECK(promise << ": " << what);
  CHECK(report.not_checked == not_checked);
}

}  // namespace waybill_test
