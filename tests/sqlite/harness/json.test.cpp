#include <doctest/doctest.h>

#include "harness/json_stories.hpp"
#include "support/scratch_folder.hpp"

using namespace waybill_test;

TEST_CASE("programs are told of a campaign in a file as JSON, and of nothing else") {
  const scratch_folder folder;
  tell_programs_of_a_campaign(store_harness{"sqlite:" + folder.path("waybill.db")});
}
