// Recording sends in a file.

#include <string>

#include <doctest/doctest.h>

#include "sqlite/sqlite_world.hpp"
#include "support/killed_sender.hpp"
#include "support/sends_in_store.hpp"

using namespace waybill_test;

namespace {

/// Where senders are killed.
struct senders_place : sqlite_place {
  [[nodiscard]] std::string where() const { return file(); }
};

}  // namespace

TEST_CASE("in a file, sends whose message ids are taken are rejected alone") {
  sqlite_place place;
  place.look.script("CREATE UNIQUE INDEX ids ON campaign_contact (tenant_id, whatsapp_message_id)");
  reject_taken_ids_alone(place.store);
}

TEST_CASE("in a file, sends of a campaign that is not there make nothing until it is") {
  sqlite_place place;
  wait_for_the_campaign(place.store);
}

TEST_CASE("in a file, senders killed between a post and its answer lose and double nothing") {
  for (const bool reports_at_once : {true, false}) {
    senders_place place;
    check_killed_senders(place, reports_at_once);
  }
}
