// Seeded runs of writers, failures and listeners.

#include <cstddef>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/memory_store.hpp>
#include <waybill/testing/failing_store.hpp>

#include "support/feed_run.hpp"

using namespace waybill_test;
using waybill::testing::failing_store;
using waybill::testing::operation;

TEST_CASE("in memory, whatever fails meanwhile, a feed loses and doubles nothing") {
  for (const auto seed : feed_seeds(150)) {
    CAPTURE(seed);
    waybill::memory_store store;
    failing_store failing{store};
    feed_run run{failing, store, seed, {.rows = 24, .writers = 3}};
    std::size_t crashes = 0;
    const auto wrong = run.run([&] {
      failing.fail(operation::apply, waybill::store_failure::outcome_unknown,
                   {.after = ++crashes % 2 == 0});
      std::this_thread::yield();
    });
    CHECK(wrong == std::vector<std::string>{});
  }
}
