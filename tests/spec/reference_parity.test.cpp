// Replays every row of reference-matrix.tsv, recorded from the reference handler, through a tracker
// under `policy::reference()`. Differences are listed in support/reference_parity.hpp.

#include "support/reference_parity.hpp"

#include <cstddef>
#include <memory>

#include <doctest/doctest.h>

#include <waybill/testing/memory_world.hpp>

using namespace waybill_test;

namespace {

std::unique_ptr<waybill::testing::contract_world> make_world() {
  return std::make_unique<waybill::testing::memory_world>();
}

}  // namespace

TEST_CASE("every row of the reference matrix is answered and stored as the reference does") {
  check_reference_parity(make_world);
}

TEST_CASE("every departure from the reference is used and is really one") {
  for (const auto& each : departures()) {
    CAPTURE(each.name);
    CAPTURE(each.reason);
    std::size_t rows = 0;
    for (const auto& row : reference_matrix()) {
      if (!each.concerns(row)) continue;
      ++rows;
      CAPTURE(row.name());
      CHECK_FALSE(replay(row, row, make_world).empty());
    }
    CHECK(rows > 0);
  }
}
