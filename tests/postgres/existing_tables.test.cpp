// A store on tables that are there already.

#include <string>

#include <doctest/doctest.h>

#include <waybill/tracker.hpp>

#include "postgres/existing/contract.hpp"
#include "support/reference_parity.hpp"
#include "support/webhooks.hpp"

using namespace waybill_test;

TEST_CASE("the store keeps its promises on the reference's tables with uuid ids") {
  check_contract(reference_tables("uuid"));
}

TEST_CASE("the store keeps its promises on tables with every optional part off") {
  check_contract(bare_tables());
}

TEST_CASE("a send in a name that no instance has is told, and takes reports in any name") {
  existing_place place{reference_tables("uuid")};
  existing_world world{place};
  const std::string owner = place.tables.names.only_tenant;
  const waybill::tracked_message row{.key = {owner, world.id(1)}, .campaign = world.id(2)};
  world.add_campaign(owner, row.campaign);
  world.add_instance(owner, "shop-1", {});
  world.add_message(row);
  const waybill::tracker tracker{place.store};
  const auto sent = tracker.record_sent({.origin = {owner},
                                         .row = row.key.row,
                                         .instance = "shop-2",
                                         .response = R"({"key":{"id":"M1"}})"});
  CHECK(sent.ok());
  CHECK(sent.unknown_instance);
  const auto report = webhook(shape::v2, "shop-3", "M1", waybill::receipt::delivered);
  CHECK(tracker.handle(report, {owner}).transitions.size() == 1);
}

TEST_CASE("on its own tables, every row of the reference matrix ends as the reference ends it") {
  existing_place place{reference_tables("uuid")};
  check_reference_parity(existing_worlds(place));
}
