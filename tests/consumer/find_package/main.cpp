#include <waybill/dialects/known.hpp>
#include <waybill/testing/dialect_samples.hpp>
#include <waybill/testing/failing_store.hpp>
#include <waybill/testing/manual_clock.hpp>
#include <waybill/testing/memory_world.hpp>
#include <waybill/testing/store_contract.hpp>
#include <waybill/waybill.hpp>

// Every header of waybill is included here: tests/CMakeLists.txt shows this file to clang-tidy.
int main() {
  waybill::memory_store memory;
  waybill::testing::failing_store store{memory};
  const waybill::tracker tracker{store};
  if (tracker.handle("not JSON").http_status != 400) return 1;
  const auto worlds = waybill::testing::memory_worlds();
  return waybill::testing::check_store_contract(worlds).holds() ? 0 : 1;
}
