// The same tables with ids of another type: what differs is SQL, which no sanitizer sees.

#include <string_view>

#include <doctest/doctest.h>

#include "postgres/existing/contract.hpp"
#include "postgres/placing_store.hpp"

using namespace waybill_test;

TEST_CASE(
    "the store keeps its promises on the reference's tables with bigint ids, whose rows have "
    "places") {
  existing_place place{reference_tables("bigint")};
  check_contract(place, placed(existing_worlds(place)));
}

TEST_CASE("the store keeps its promises on the reference's tables with text ids") {
  check_contract(reference_tables("text"));
}

TEST_CASE("rows of existing tables have places where ids have one order in every column") {
  for (const auto* const type : {"bigint", "uuid", "text"}) {
    CAPTURE(type);
    existing_place place{reference_tables(type)};
    const auto world = existing_worlds(place)();
    const auto& who = place.tables.names.only_tenant;
    const auto only = world->id(1);
    world->add_campaign(who, only);
    world->add_message({.key = {who, world->id(2)}, .message_id = "M", .campaign = only});
    const waybill::message_key key{who, "M"};
    const auto found = place.store.load({&key, 1}).at(0);
    REQUIRE(found.size() == 1);
    CHECK(found.front().place.empty() == (std::string_view{type} == "text"));
  }
}
