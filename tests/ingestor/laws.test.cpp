// The laws through the ingestor, in memory.

#include <cstddef>
#include <string>

#include <doctest/doctest.h>

#include "support/crowd.hpp"

using namespace waybill_test;

TEST_CASE("64 threads with copies of the same day end as one thread does, with any writers") {
  for (const std::size_t writers : {1U, 4U}) {
    CAPTURE(writers);
    auto options = patient();
    options.writers = writers;
    options.max_batch = 32;
    campaign_store here;
    check_crowd_ends_as_one(here.memory, 40, options);
  }
}

TEST_CASE(
    "under every policy 64 threads count what the rows show, and each transition is told once") {
  for (const auto& [policy_name, knobs] : waybill::named_policies) {
    const std::string name{policy_name};
    CAPTURE(name);
    campaign_store here;
    check_crowd_counts_rows(here.memory, 40, knobs);
  }
}
