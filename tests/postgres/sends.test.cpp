// Recording sends in PostgreSQL.

#include <doctest/doctest.h>

#include "postgres/postgres_world.hpp"
#include "support/sends_in_store.hpp"

using namespace waybill_test;

TEST_CASE("in PostgreSQL, sends whose message ids are taken are rejected alone") {
  postgres_place place;
  place.look.script(
      "CREATE UNIQUE INDEX ON waybill.campaign_contact (tenant_id, whatsapp_message_id)");
  reject_taken_ids_alone(place.store);
}

TEST_CASE("in PostgreSQL, sends of a campaign that is not there make nothing until it is") {
  postgres_place place;
  wait_for_the_campaign(place.store);
}
