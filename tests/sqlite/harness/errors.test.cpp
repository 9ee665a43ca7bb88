// What goes wrong with a store, what to do next, and what a script is told by the exit code.

#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <waybill/soci/schema.hpp>

#include "harness/json_stories.hpp"
#include "sqlite/file_observer.hpp"
#include "support/scratch_folder.hpp"

using namespace waybill_test;

namespace {

/// The harness in a folder with the store that it takes unless it is told otherwise.
struct folder_harness {
  scratch_folder folder;

  [[nodiscard]] run_result operator()(const std::string& arguments,
                                      const std::string& input = {}) const {
    return run_waybill(arguments, input, folder);
  }
  [[nodiscard]] file_observer look() const { return file_observer{folder.path("waybill.db")}; }
};

/// One with a campaign of one message.
struct campaign_harness : folder_harness {
  campaign_harness() {
    for (const auto* const each : {"init", "campaign add spring", "instance add shop-1",
                                   "sent row-1 3EB0A --campaign spring --instance shop-1"}) {
      REQUIRE((*this)(each).exit_code == 0);
    }
  }
};

}  // namespace

TEST_CASE("a command that finds no file ends with 3, says what makes it, and makes none") {
  const folder_harness waybill;
  for (const auto* const command :
       {"stats", "stats --watch", "campaign add spring", "sent row-1 3EB0A", "handle -", "ingest -",
        "sweep", "log spring", "stalled", "verify spring", "recount spring"}) {
    CAPTURE(command);
    const auto run = waybill(command);
    CHECK(run.exit_code == 3);
    CHECK(run.out.empty());
    CHECK(run.err == "waybill: there is no file ./waybill.db; make it with: waybill init\n");
    CHECK_THROWS(bytes_of(waybill.folder.path("waybill.db")));
  }
}

TEST_CASE("what to do next is told with the store and the tenant it is to be done with") {
  const folder_harness waybill;
  CHECK(contains(waybill("stats --store 'sqlite:my shop.db' --tenant ana").err,
                 "make it with: waybill init --store 'sqlite:my shop.db' --tenant ana\n"));
}

TEST_CASE("a file without tables says how many migrations are missing") {
  const folder_harness waybill;
  static_cast<void>(waybill.folder.write("waybill.db", ""));
  const auto run = waybill("stats");
  CHECK(run.exit_code == 3);
  CHECK(run.err == fmt::format("waybill: {0} of {0} migrations are missing; make them with: "
                               "waybill init\n",
                               waybill::sqlite_migrations().size()));
}

TEST_CASE("a file that is no database ends with 3") {
  const folder_harness waybill;
  static_cast<void>(waybill.folder.write("waybill.db", std::string(5000, 'x')));
  const auto run = waybill("stats");
  CHECK(run.exit_code == 3);
  CHECK(contains(run.err, "the file is no SQLite database; give the name of another"));
}

TEST_CASE("counters that are wrong end with 1, and what corrects them is told") {
  const campaign_harness waybill;
  waybill.look().run("UPDATE campaign SET sent_count = 7");
  const auto people = waybill("verify spring");
  CHECK(people.exit_code == 1);
  CHECK(contains(people.out, "To correct them: waybill recount spring\n"));
  const auto programs = waybill("verify spring --json");
  CHECK(programs.exit_code == 1);
  CHECK(told(programs)["holds"] == false);
  CHECK(told(programs)["drift"]["sent_count"] == -6);
  CHECK(told(waybill("recount spring --json"))["corrected"] == true);
  CHECK(waybill("verify spring").exit_code == 0);
}

TEST_CASE("missing migrations end with 1, and what makes them is told") {
  const folder_harness waybill;
  const auto people = waybill("schema check");
  CHECK(people.exit_code == 1);
  const auto steps = waybill::sqlite_migrations().size();
  CHECK(people.out == fmt::format("{0} of {0} migrations are missing.\nTo make what is missing: "
                                  "waybill init\n",
                                  steps));
  const auto programs = waybill("schema check --json");
  CHECK(programs.exit_code == 1);
  CHECK(told(programs) == nlohmann::json{{"migrations", steps},
                                         {"pending_migrations", steps},
                                         {"warnings", nlohmann::json::array()}});
}

TEST_CASE("a table that somebody dropped is missed, and ends with 1") {
  const folder_harness waybill;
  CHECK(waybill("init").exit_code == 0);
  waybill.look().script("DROP TABLE contact; ALTER TABLE instance DROP COLUMN last_error");
  const auto people = waybill("schema check");
  CHECK(people.exit_code == 1);
  CHECK(contains(people.out, "there is no table contact"));
  CHECK(contains(people.out, "instance has no column last_error"));
}

TEST_CASE("a send that is not recorded ends with 1, and what would record it is told") {
  const campaign_harness waybill;
  const auto other_id = waybill("sent row-1 3EB0B");
  CHECK(other_id.exit_code == 1);
  CHECK(contains(other_id.out, "needs_resend"));
  CHECK(contains(other_id.out, "--resend records a new message for it"));
  CHECK(waybill("sent row-1 3EB0B --resend").exit_code == 0);
  const auto no_row = waybill("sent row-2 3EB0C --json");
  CHECK(no_row.exit_code == 1);
  CHECK(told(no_row)["send"] == "unknown_row");
  CHECK(contains(no_row.err, "--campaign makes it"));
}

TEST_CASE("a send of a campaign that is not there ends with 1, and counts once it is there") {
  const campaign_harness waybill;
  const auto no_campaign = waybill("sent row-2 3EB0B --campaign winter");
  CHECK(no_campaign.exit_code == 1);
  CHECK(contains(no_campaign.out, "unknown_campaign"));
  CHECK(contains(no_campaign.out,
                 "There is no campaign \"winter\"; to make it: waybill campaign add winter\n"));
  CHECK(waybill("campaign add winter").exit_code == 0);
  CHECK(waybill("sent row-2 3EB0B --campaign winter").exit_code == 0);
  CHECK(waybill("verify winter").exit_code == 0);
}

TEST_CASE("a send through an instance that is not there says so") {
  const campaign_harness waybill;
  const auto people = waybill("sent row-2 3EB0B --campaign spring --instance shop-l");
  CHECK(people.exit_code == 0);
  CHECK(contains(people.out, "there is no instance \"shop-l\""));
  const auto programs = waybill("sent row-3 3EB0C --campaign spring --instance shop-l --json");
  CHECK(told(programs)["unknown_instance"] == true);
  const auto right = waybill("sent row-3 3EB0C --instance shop-1 --json");
  CHECK(told(right) ==
        nlohmann::json{{"row", "row-3"}, {"send", "recorded"}, {"message_id", "3EB0C"}});
}

TEST_CASE("a campaign that is not there ends with 2, and where to look is told") {
  const campaign_harness waybill;
  for (const auto* const command :
       {"stats winter", "log winter", "verify winter", "recount winter"}) {
    CAPTURE(command);
    const auto run = waybill(command);
    CHECK(run.exit_code == 2);
    CHECK(run.out.empty());
    CHECK(
        run.err ==
        "waybill: there is no campaign \"winter\"; to see those that are: waybill campaign list\n");
  }
}

TEST_CASE("a report that is not stored ends with 3") {
  const campaign_harness waybill;
  waybill.look().script(
      "CREATE TRIGGER full BEFORE UPDATE ON campaign_contact BEGIN"
      " SELECT raise(ABORT, 'no'); END");
  const auto refused =
      waybill("handle -", webhook(shape::v2, "shop-1", "3EB0A", waybill::receipt::read));
  CHECK(refused.exit_code == 3);
  CHECK(contains(refused.err, "error: not stored: apply (SQLITE_CONSTRAINT)"));
  waybill.look().script("DROP TRIGGER full; DROP TABLE instance");
  const auto run =
      waybill("handle - --json", webhook(shape::v2, "shop-1", "3EB0A", waybill::receipt::read));
  CHECK(run.exit_code == 3);
  CHECK(told(run)["http_status"] == 503);
  CHECK(contains(run.err, "to take the same files again is safe"));
}

TEST_CASE("a store in which there is nothing yet says what comes first") {
  const folder_harness waybill;
  REQUIRE(waybill("init").exit_code == 0);
  CHECK(contains(waybill("stats").out, "to add one: waybill campaign add ID"));
  CHECK(contains(waybill("stalled").out, "There is no such message."));
}
