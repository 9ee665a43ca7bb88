// A file that an earlier version made.

#include <string>

#include <doctest/doctest.h>

#include <waybill/soci/schema.hpp>
#include <waybill/soci/sqlite_store.hpp>
#include <waybill/testing/contract/samples.hpp>

#include "sqlite/file_observer.hpp"
#include "support/scratch_folder.hpp"

using namespace waybill_test;
using waybill::failure_kind;

namespace {

/// The tables as they were before failures had kinds, with a message that failed and an update that
/// came early.
void make_first_version(file_observer& look) {
  look.script(
      "CREATE TABLE schema_migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL,"
      " applied_at INTEGER NOT NULL DEFAULT 0) STRICT;" +
      std::string{waybill::sqlite_migrations()[0].sql} +
      "INSERT INTO schema_migration (number, name) VALUES (1, 'tables');"
      "INSERT INTO campaign (tenant_id, id) VALUES ('t', 'c');"
      "INSERT INTO campaign_contact (tenant_id, id, campaign_id, whatsapp_message_id, status,"
      " failed_at, error_code) VALUES ('t', 'old', 'c', 'M1', 'failed', 1, '131047');"
      "INSERT INTO campaign_contact (tenant_id, id, campaign_id, whatsapp_message_id, status,"
      " sent_at) VALUES ('t', 'new', 'c', 'M2', 'sent', 1);"
      "INSERT INTO campaign_log (tenant_id, campaign_id, log_type, severity, campaign_contact_id,"
      " whatsapp_message_id, old_status, new_status, implied, error_code, error_message,"
      " created_at) VALUES ('t', 'c', 'message_failed', 'error', 'old', 'M1', 'sent', 'failed', 0,"
      " '131047', '', 1);"
      "INSERT INTO parked_update (tenant_id, whatsapp_message_id, allowed_instances, instance,"
      " receipt, word, error_code, error_message, arrived_at)"
      " VALUES ('t', 'M3', '[]', '', 'failed', '', '131026', '', 1)");
}

}  // namespace

TEST_CASE("a file of the first version is migrated: its failures have no kind, later ones have") {
  const scratch_folder folder;
  const auto file = folder.path("waybill.db");
  file_observer look{file};
  make_first_version(look);
  waybill::sqlite_store store{file};
  const auto pending = waybill::sqlite_migrations().size() - 1;
  CHECK(store.pending_migrations() == pending);
  CHECK(store.migrate() == pending);
  store.check_schema();

  const waybill::message_key key{"t", "M2"};
  const auto row = store.load({&key, 1}).front().at(0);
  const auto failure =
      waybill::testing::contract::failed(row, {"131047", "", failure_kind::window_closed});
  CHECK(store.apply({&failure, 1}).empty());
  CHECK(look.value("SELECT failure_kind FROM campaign_contact WHERE id = 'new'") ==
        "window_closed");
  CHECK((store.reports()->failures({"t", "c"}) ==
         std::vector<waybill::failure_count>{{failure_kind::window_closed, "131047", 1},
                                             {failure_kind::unknown, "131047", 1}}));
  const auto log = store.reports()->read_log({"t", "c"}, {}, 10);
  REQUIRE(log.size() == 2);
  CHECK((log[0].entry.reason.kind == failure_kind::window_closed));
  CHECK((log[1].entry.reason == waybill::failure_reason{"131047", ""}));
  const waybill::message_key early{"t", "M3"};
  CHECK((store.parking()->parked_for({&early, 1}).at(0).incoming.update.reason ==
         waybill::failure_reason{"131026", ""}));
}

TEST_CASE("a repair counts the pace of the messages that moved before it was kept") {
  const scratch_folder folder;
  const auto file = folder.path("waybill.db");
  file_observer look{file};
  make_first_version(look);
  waybill::sqlite_store store{file};
  store.migrate();
  auto& reports = *store.reports();
  CHECK(reports.read_pace({"t", "c"}).value().minutes.empty());
  CHECK(reports.repair({"t", "c"}).has_value());
  const auto pace = reports.read_pace({"t", "c"}).value();
  CHECK(pace.answered == 1);
  CHECK(pace.started_at.has_value());
}
