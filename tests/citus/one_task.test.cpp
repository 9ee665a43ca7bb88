#include <doctest/doctest.h>

#include "citus/citus_place.hpp"
#include "citus/tenants.hpp"

using namespace waybill_test;

TEST_CASE("each statement for a tenant is one task on one server") {
  const citus_place place;
  // There a statement of several tasks fails.
  const auto* const one_task = "?options=-c%20citus.multi_task_query_log_level%3Derror";
  waybill::postgres_store store{place.url() + one_task, one_tenant()};
  CHECK_THROWS_AS(static_cast<void>(store.parking()->parked_after(0, 10)), waybill::store_error);
  many_tenants crowd{store, 4, 40};
  CHECK(crowd.report_all(4) == 0);
  for (const auto& each : crowd.names()) {
    const auto early = report_of("early", waybill::receipt::failed);
    CHECK(crowd.tracker().handle(early, {each, {}}).http_status == 200);
    auto late_send = send_of("late row", "early");
    late_send.origin.tenant = each;
    CHECK(crowd.tracker().record_sent(late_send).ok());
    CHECK(crowd.tracker().campaign_stats({each, campaign})->counters.failed == 1);
    CHECK(store.reports()->read_log({each, campaign}, {}, 10).size() == 10);
    CHECK(store.parking()->make_room(each, 10, 10) == 0);
    CHECK(crowd.tracker().recount({each, campaign})->holds());
  }
}
