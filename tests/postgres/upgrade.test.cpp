// Tables that an earlier version made.

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/soci/postgres_store.hpp>
#include <waybill/soci/schema.hpp>
#include <waybill/store_error.hpp>
#include <waybill/testing/contract/samples.hpp>

#include "postgres/cluster.hpp"
#include "postgres/existing/world.hpp"
#include "postgres/observer.hpp"
#include "support/contains.hpp"

using namespace waybill_test;
using waybill::failure_kind;

namespace {

/// The tables as they were before failures had kinds, with a message that failed and an update that
/// came early.
[[nodiscard]] std::string first_version() {
  const auto steps = waybill::postgres_migrations();
  return "CREATE SCHEMA waybill; CREATE TABLE waybill.schema_migration (number integer PRIMARY KEY,"
         " name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());" +
         std::string{steps[0].sql} + std::string{steps[1].sql} +
         "INSERT INTO waybill.schema_migration (number, name) VALUES (1, 'tables'),"
         " (2, 'parked_update');"
         "INSERT INTO waybill.campaign (tenant_id, id) VALUES ('t', 'c');"
         "INSERT INTO waybill.campaign_contact (tenant_id, id, campaign_id, whatsapp_message_id,"
         " status, failed_at, error_code) VALUES ('t', 'old', 'c', 'M1', 'failed', now(), "
         "'131047');"
         "INSERT INTO waybill.campaign_contact (tenant_id, id, campaign_id, whatsapp_message_id,"
         " status, sent_at) VALUES ('t', 'new', 'c', 'M2', 'sent', now());"
         "INSERT INTO waybill.parked_update (tenant_id, whatsapp_message_id, allowed_instances,"
         " instance, receipt, word, error_code, error_message, arrived_at)"
         " VALUES ('t', 'M3', '{}', '', 'failed', '', '131026', '', now())";
}

}  // namespace

TEST_CASE(
    "tables of the first version are migrated: their failures have no kind, later ones have") {
  const auto url = cluster::shared().new_database();
  observer look{url};
  look.script(first_version());
  waybill::postgres_store store{url};
  const auto pending = waybill::postgres_migrations().size() - 2;
  CHECK(store.pending_migrations() == pending);
  CHECK(store.migrate() == pending);
  CHECK(store.check_schema().empty());

  const waybill::message_key key{"t", "M2"};
  const auto row = store.load({&key, 1}).front().at(0);
  const auto failure =
      waybill::testing::contract::failed(row, {"131047", "", failure_kind::window_closed});
  CHECK(store.apply({&failure, 1}).empty());
  CHECK(look.value("SELECT failure_kind FROM waybill.campaign_contact WHERE id = 'new'") ==
        "window_closed");
  CHECK((store.reports()->failures({"t", "c"}) ==
         std::vector<waybill::failure_count>{{failure_kind::window_closed, "131047", 1},
                                             {failure_kind::unknown, "131047", 1}}));
  const waybill::message_key early{"t", "M3"};
  CHECK((store.parking()->parked_for({&early, 1}).at(0).incoming.update.reason ==
         waybill::failure_reason{"131026", ""}));
}

TEST_CASE("a repair counts the pace of the messages that moved before it was kept") {
  const auto url = cluster::shared().new_database();
  observer{url}.script(first_version());
  waybill::postgres_store store{url};
  store.migrate();
  auto& reports = *store.reports();
  CHECK(reports.read_pace({"t", "c"}).value().minutes.empty());
  CHECK(reports.repair({"t", "c"}).has_value());
  const auto pace = reports.read_pace({"t", "c"}).value();
  CHECK(pace.answered == 1);
  CHECK(pace.started_at.has_value());
}

TEST_CASE(
    "a feed begins behind the entries of before, and a program without one is refused from then "
    "on") {
  const auto url = cluster::shared().new_database();
  observer look{url};
  look.script(first_version());
  const std::string as_before =
      "INSERT INTO waybill.campaign_log (tenant_id, campaign_id, log_type, severity,"
      " campaign_contact_id, whatsapp_message_id, old_status, new_status, implied, error_code,"
      " error_message, created_at) SELECT 't', 'c', 'message_failed', 'error', 'old', 'M1', 'sent',"
      " 'failed', false, '', '', now() FROM generate_series(1, 3)";
  look.script(as_before);
  waybill::postgres_store store{url};
  store.migrate();
  look.script(as_before);  // as long as nobody wants a feed
  CHECK(store.keep_feed());
  CHECK_FALSE(store.keep_feed());
  CHECK_THROWS(look.script(as_before));
  const waybill::message_key key{"t", "M2"};
  const auto row = store.load({&key, 1}).front().at(0);
  const auto next = waybill::testing::contract::delivered(row);
  CHECK(store.apply({&next, 1}).empty());
  const auto page = store.feed()->read_feed("t", 0, 10);
  REQUIRE(page.entries.size() == 7);
  CHECK(page.entries.back().logged.row == "new");
  CHECK(page.next == 7);
}

TEST_CASE("an index that was made beforehand, without keeping writers waiting, is left as it is") {
  const auto url = cluster::shared().new_database();
  observer look{url};
  look.script(first_version());
  look.run(
      "CREATE INDEX CONCURRENTLY campaign_contact_recipients"
      " ON waybill.campaign_contact (tenant_id, campaign_id, id)");
  const auto identity = [&] {
    return look.value("SELECT 'waybill.campaign_contact_recipients'::regclass::oid::text");
  };
  const auto before = identity();
  waybill::postgres_store store{url};
  CHECK(store.migrate() > 0);
  CHECK(identity() == before);
  CHECK(store.check_schema().empty());
}

TEST_CASE("the table of early updates among existing ones is missed its new column, and gets it") {
  existing_place place{reference_tables("uuid")};
  place.look.script("ALTER TABLE waybill_parked_update DROP COLUMN failure_kind");
  CHECK(place.store.pending_migrations() == 1);
  try {
    static_cast<void>(place.store.check_schema());
    FAIL_CHECK("it was not missed");
  } catch (const waybill::store_error& error) {
    CHECK(contains(error.what(), R"("waybill_parked_update" has no column failure_kind)"));
  }
  CHECK(place.store.migrate() == 1);
  CHECK(place.store.migrate() == 0);
  CHECK(place.store.check_schema().empty());
}
