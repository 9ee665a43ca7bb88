#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/forwarding_store.hpp>
#include <waybill/memory_store.hpp>

#include "support/minimal_store.hpp"

TEST_CASE("a forwarding store has what its inner store has, and throws if asked for more") {
  waybill_test::minimal_store inner{{}};
  waybill::forwarding_store outer{inner};
  CHECK(outer.sends() == nullptr);
  CHECK(outer.parking() == nullptr);
  CHECK(outer.reports() == nullptr);
  CHECK(outer.catalog() == nullptr);
  CHECK_THROWS_AS(static_cast<void>(outer.load_rows({})), std::logic_error);
  CHECK_THROWS_AS(outer.add_rows({}), std::logic_error);
  CHECK_THROWS_AS(static_cast<void>(outer.parked_for({})), std::logic_error);
  CHECK_THROWS_AS(static_cast<void>(outer.read_campaign({"", "spring"})), std::logic_error);
  CHECK_THROWS_AS(outer.add_campaign({"", "spring"}), std::logic_error);
  waybill::memory_store memory;
  waybill::forwarding_store whole{memory};
  CHECK(whole.catalog() == &whole);
  whole.add_campaign({"", "spring"});
  CHECK(whole.campaigns("") == std::vector<std::string>{"spring"});
}
