// Recording sends in PostgreSQL.

#include <string>

#include <doctest/doctest.h>

#include "postgres/postgres_world.hpp"
#include "support/killed_sender.hpp"
#include "support/sends_in_store.hpp"

using namespace waybill_test;

namespace {

/// Where senders are killed.
struct senders_place : postgres_place {
  [[nodiscard]] std::string where() const { return url(); }
};

}  // namespace

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

TEST_CASE(
    "in PostgreSQL, sends that were all refused are recorded together, and logged without id") {
  postgres_place place;
  place.store.catalog()->add_campaign({tenant, campaign});
  place.store.catalog()->add_instance({tenant, instance});
  const waybill::tracker tracker{place.store};
  std::vector sends{send_of("row-1", ""), send_of("row-2", "")};
  for (auto& each : sends) each.response = R"({"status":400,"error":"Bad Request"})";
  for (const auto& each : tracker.record_sent(sends)) {
    CHECK(each.outcome == waybill::send_outcome::refused);
  }
  CHECK(place.look.value("SELECT count(*) FROM waybill.campaign_log"
                         " WHERE log_type = 'message_failed' AND whatsapp_message_id = ''") == "2");
  CHECK(place.store.reports()->read_campaign({tenant, campaign})->counters ==
        waybill::campaign_delta{.failed = 2});
}

TEST_CASE("in PostgreSQL, senders killed between a post and its answer lose and double nothing") {
  for (const bool reports_at_once : {true, false}) {
    senders_place place;
    check_killed_senders(place, reports_at_once);
  }
}
