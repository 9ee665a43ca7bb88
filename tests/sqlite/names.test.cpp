// An instance's name that is corrected in the tables.

#include <string>

#include <doctest/doctest.h>

#include "sqlite/sqlite_world.hpp"
#include "support/campaign.hpp"

using namespace waybill_test;

TEST_CASE("reports under another instance's name wait in the file until the rows are corrected") {
  sqlite_place place;
  place.store.catalog()->add_campaign({tenant, campaign});
  const waybill::tracker tracker{place.store};
  static_cast<void>(tracker.record_sent(send_of("row_1", "M1")));
  const auto body = webhook(shape::v2, "INST_1", "M1", waybill::receipt::read);
  CHECK(json(tracker.handle(body, {tenant, {}}).body)["status"] == "not_campaign_message");
  CHECK(tracker.sweep().waiting == 1);
  place.look.script("UPDATE campaign_contact SET instance = 'INST_1'");
  CHECK(tracker.sweep().settled == 1);
  CHECK(place.look.value("SELECT status FROM campaign_contact") == "read");
  CHECK(place.look.value("SELECT count(*) FROM parked_update") == "0");
}
