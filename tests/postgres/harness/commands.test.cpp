#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <waybill/soci/schema.hpp>

#include "harness/json_stories.hpp"
#include "postgres/cluster.hpp"
#include "postgres/existing/tables.hpp"
#include "postgres/observer.hpp"
#include "support/scratch_folder.hpp"

using waybill_test::contains;
using waybill_test::correct_drift;
using waybill_test::run_a_campaign;
using waybill_test::run_waybill;

namespace {

/// The harness on one database.
struct harness : waybill_test::store_harness {
  harness() : store_harness{waybill_test::cluster::shared().new_database()} {}
};

}  // namespace

TEST_CASE("a campaign can be run with the harness alone") {
  const harness waybill;
  run_a_campaign(waybill);
}

TEST_CASE("drift is told, corrected, and gone") {
  const harness waybill;
  correct_drift(waybill, [&] {
    waybill_test::observer{waybill.store}.run("UPDATE waybill.campaign SET sent_count = 7");
  });
}

TEST_CASE("a store without tables is told what to do, and a report to it is not acknowledged") {
  const harness waybill;
  CHECK(waybill("schema check").exit_code == 1);
  CHECK(contains(waybill("schema check").out, "waybill init"));
  const auto stats = waybill("stats");
  CHECK(stats.exit_code == 3);
  const auto steps = waybill::postgres_migrations().size();
  CHECK(contains(stats.err, fmt::format("{0} of {0} migrations are missing; make them with: "
                                        "waybill init --store",
                                        steps)));
  CHECK(waybill.report("3EB0A", waybill::receipt::read).exit_code == 3);
}

TEST_CASE("a schema that is behind is told before anything is done") {
  const harness waybill;
  const auto steps = waybill::postgres_migrations();
  std::string all_but_one =
      "CREATE SCHEMA waybill; CREATE TABLE waybill.schema_migration (number integer PRIMARY KEY,"
      " name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());";
  for (const auto& each : steps.first(steps.size() - 1)) {
    all_but_one += std::string{each.sql} +
                   fmt::format("INSERT INTO waybill.schema_migration VALUES ({}, '{}');",
                               each.number, each.name);
  }
  waybill_test::observer{waybill.store}.script(all_but_one);
  const auto stats = waybill("stats");
  CHECK(stats.exit_code == 3);
  CHECK(contains(stats.err, fmt::format("1 of {} migrations is missing; make them with: waybill "
                                        "init --store",
                                        steps.size())));
  CHECK(contains(waybill("init").out, "brought up to date"));
  CHECK(waybill("stats").exit_code == 0);
}

TEST_CASE("a server that cannot be reached is told, without the password") {
  for (const auto* const store : {"postgresql://ana:secret@127.0.0.1:1/none",
                                  "'postgresql://127.0.0.1:1/none?user=ana&password=secret'"}) {
    CAPTURE(store);
    const auto run = waybill_test::store_harness{store}("stats");
    CHECK(run.exit_code == 3);
    CHECK(contains(run.err, "Connection refused"));
    CHECK(contains(run.err, "--store"));
    CHECK_FALSE(contains(run.err, "secret"));
  }
}

TEST_CASE("programs are told of a campaign in a database as JSON, and of nothing else") {
  waybill_test::tell_programs_of_a_campaign(harness{});
}

TEST_CASE("the schema can be made by the DDL that is printed, twice") {
  const harness waybill;
  const auto ddl = waybill("schema sql").out;
  waybill_test::observer look{waybill.store};
  look.script(ddl);
  look.script(ddl);
  CHECK(waybill("schema check").exit_code == 0);
  CHECK(contains(waybill("init").out, "is up to date"));
}

TEST_CASE("the statements that distribute the tables are printed after those that make them") {
  const harness waybill;
  const auto plain = waybill("schema sql").out;
  const auto distributed = waybill("schema sql --distributed").out;
  REQUIRE(distributed.starts_with(plain));
  const auto more = distributed.substr(plain.size());
  CHECK(more.starts_with("SELECT create_reference_table('waybill.schema_migration')"));
  CHECK(contains(
      more,
      R"(SELECT create_distributed_table('"waybill"."campaign"', 'tenant_id', colocate_with => 'none'))"));
  for (const auto* const table : {"campaign_contact", "contact", "instance", "campaign_log",
                                  "campaign_pace", "parked_update"}) {
    CAPTURE(table);
    CHECK(contains(more, std::string{R"(create_distributed_table('"waybill".")"} + table +
                             R"("', 'tenant_id', colocate_with => '"waybill"."campaign"'))"));
  }
  CHECK(run_waybill("schema sql --distributed --store sqlite:x.db").exit_code == 2);
}

TEST_CASE("a campaign can be run with statements of one tenant each") {
  harness waybill;
  waybill.store += " --one-tenant";
  run_a_campaign(waybill);
}

TEST_CASE("the demo ends the same on PostgreSQL as in memory") {
  const harness waybill;
  const auto in_memory = run_waybill("demo --store memory: --messages 300").out;
  CHECK(waybill("demo --messages 300").out.starts_with(in_memory));
}

TEST_CASE("an unknown campaign is told") {
  const harness waybill;
  CHECK(waybill("init").exit_code == 0);
  const auto verify = waybill("verify winter");
  CHECK(verify.exit_code == 2);
  CHECK(contains(verify.err, "there is no campaign \"winter\""));
}

namespace {

/// The harness on the reference handler's tables, with a file of their names.
struct existing_harness : waybill_test::store_harness {
  existing_harness() : store_harness{waybill_test::cluster::shared().new_database()}, look(store) {
    look.script(tables.ddl);
    static_cast<void>(folder.write("names.json",
                                   R"({"preset": "reference", "only_tenant": "shop",)"
                                   R"( "campaign_log": {"constants": {"is_archived": "false"}}})"));
  }
  [[nodiscard]] waybill_test::run_result operator()(const std::string& arguments,
                                                    const std::string& input = {}) const {
    return store_harness::operator()(arguments + " --schema " + folder.path("names.json"), input);
  }

  waybill_test::existing_tables tables = waybill_test::reference_tables("bigint");
  waybill_test::scratch_folder folder;
  waybill_test::observer look;
};

}  // namespace

TEST_CASE("the command line works on existing tables, by a file of their names") {
  existing_harness waybill;
  const auto check = waybill("schema check");
  CHECK(check.exit_code == 1);
  CHECK(contains(check.out, "1 of 1 migrations is missing."));  // the table of early updates
  CHECK(contains(check.out, "waybill init --store"));
  CHECK(waybill("init").exit_code == 0);
  CHECK(waybill("schema check").exit_code == 0);
  waybill.look.script(
      "INSERT INTO campaigns_campaign VALUES (1, 'spring', 1, 0, 0, 0, 0);"
      "INSERT INTO contacts_contact VALUES (1, 'Ana');"
      "INSERT INTO campaigns_campaigncontact (id, campaign_id, contact_id, status)"
      " VALUES (1, 1, 1, 'pending')");
  CHECK(waybill("sent 1 3EB0A --tenant shop").exit_code == 0);
  const auto body = waybill_test::webhook(waybill_test::shape::v2, "shop-1", "3EB0A",
                                          waybill::receipt::delivered);
  const auto handled = waybill("handle - --json --tenant shop", body).json_lines().at(0);
  CHECK(handled["reply"]["contact"] == "Ana");
  CHECK(contains(waybill("stats 1 --tenant shop").out, "100.0 %"));
  CHECK(contains(waybill("log 1 --tenant shop").out, "message_delivered"));
  CHECK(waybill("verify 1 --tenant shop").exit_code == 0);
}

TEST_CASE(
    "among existing tables the DDL that is printed makes that of early updates, and no other") {
  existing_harness waybill;
  const auto ddl = waybill("schema sql").out;
  CHECK(contains(ddl, "CREATE TABLE \"waybill_parked_update\""));
  CHECK_FALSE(contains(ddl, "waybill."));
  waybill.look.script(ddl);
  CHECK(waybill("schema check").exit_code == 0);

  static_cast<void>(
      waybill.folder.write("names.json", R"({"preset": "reference", "parked_update": ""})"));
  const auto none = waybill("schema sql --json").json_lines().at(0);
  CHECK(none["sql"] == "");
}

TEST_CASE("what the harness cannot do on existing tables, it says") {
  const existing_harness waybill;
  CHECK(waybill("init").exit_code == 0);
  const auto add = waybill("campaign add spring");
  CHECK(add.exit_code == 2);
  CHECK(contains(add.err, "made by the program that owns them"));
  const auto stats = waybill("stats");
  CHECK(stats.exit_code == 2);
  CHECK(contains(stats.err, "name the CAMPAIGN"));
  CHECK(contains(waybill("verify 77 --tenant shop").err, "that of its row in your tables"));
}

TEST_CASE("in a database without the tables, all that is missing is told and nothing is made") {
  const existing_harness waybill;
  waybill_test::observer look{waybill.store};
  look.script("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  const auto check = waybill("schema check");
  CHECK(check.exit_code == 1);
  for (const auto* const table :
       {"campaigns_campaign", "campaigns_campaigncontact", "campaigns_campaignlog",
        "contacts_contact", "notifications_whatsappinstance"}) {
    CHECK(contains(check.out, std::string{"there is no table \""} + table));
  }
  const auto init = waybill("init");
  CHECK(init.exit_code == 3);
  CHECK(contains(init.err, "there is no table \"campaigns_campaign\""));
  CHECK(look.value("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") ==
        "0");
}

TEST_CASE("a webhook that is not stored says why, and an id that cannot be one is unknown") {
  const existing_harness waybill;
  CHECK(waybill("init").exit_code == 0);
  const auto body = waybill_test::webhook(waybill_test::shape::v2, "shop-1", "3EB0A",
                                          waybill::receipt::delivered);
  const auto handled = waybill("handle - --tenant other", body);
  CHECK(handled.exit_code == 3);
  CHECK(contains(handled.err, "error: not stored: the call is for another tenant"));
  const auto ingested = waybill("ingest - --patience 1 --tenant other", body + "\n");
  CHECK(ingested.exit_code == 3);
  CHECK(contains(ingested.err, "the call is for another tenant"));
  for (const auto* const command : {"stats xyz", "verify xyz", "recount xyz", "log xyz"}) {
    CAPTURE(command);
    const auto unknown = waybill(command);
    CHECK(unknown.exit_code == 2);
    CHECK(contains(unknown.err, "there is no campaign \"xyz\""));
  }
}

TEST_CASE("the file of names among the examples is that of the example's tables") {
  const harness waybill;
  waybill_test::observer look{waybill.store};
  look.script(waybill_test::bytes_of(WAYBILL_EXAMPLES "/existing_tables.sql"));
  const std::string names = " --schema " WAYBILL_EXAMPLES "/existing_tables.json";
  CHECK(waybill("init" + names).exit_code == 0);
  CHECK(waybill("schema check" + names).exit_code == 0);
  CHECK(contains(waybill("stats 7 --tenant tenant_abc" + names).out, "7"));
}

TEST_CASE("a file of names that says nonsense is told") {
  const existing_harness waybill;
  static_cast<void>(waybill.folder.write("names.json", R"({"campaign": {"colour": "red"}})"));
  const auto told = waybill("schema check").err;
  CHECK(contains(told, "no table or column of a schema is called 'campaign.colour'"));
}
