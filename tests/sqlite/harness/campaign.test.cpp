#include <doctest/doctest.h>

#include "harness/stories.hpp"
#include "sqlite/file_observer.hpp"
#include "support/scratch_folder.hpp"

using namespace waybill_test;

namespace {

/// A folder, and the harness on a file in it.
struct file_harness {
  scratch_folder folder;
  std::string file = folder.path("waybill.db");
  store_harness on_file{"sqlite:" + file};
};

}  // namespace

TEST_CASE("a campaign can be run with the harness and a file alone") {
  const file_harness waybill;
  run_a_campaign(waybill.on_file);
}

TEST_CASE(
    "an intended message is posted under one id, and its stalled send is found by an answer") {
  const file_harness here;
  const auto& waybill = here.on_file;
  CHECK(waybill("init").exit_code == 0);
  CHECK(waybill("campaign add spring").exit_code == 0);
  CHECK(waybill("instance add shop-1").exit_code == 0);
  const std::string rest = " --campaign spring --instance shop-1";
  CHECK(contains(waybill("intend row-1 3EB0A" + rest).out, "intended"));
  const auto other = waybill("intend row-1 3EB0B" + rest);
  CHECK(other.exit_code == 1);
  CHECK(contains(other.out, "3EB0A"));
  CHECK(waybill("sent row-1 3EB0A").exit_code == 0);
  const auto again = waybill("intend row-1 3EB0A" + rest);
  CHECK(again.exit_code == 1);
  CHECK(contains(again.out, "do not post it again"));

  CHECK(contains(waybill("stalled --hours 0").out, "3EB0A"));
  const auto answer = list_of({item(shape::v2, "3EB0A", waybill::receipt::sent),
                               item(shape::v2, "3EB0A", waybill::receipt::delivered)});
  CHECK(waybill("handle -", answer).exit_code == 0);
  CHECK(contains(waybill("stalled --hours 0").out, "no such message"));
}

TEST_CASE("drift in a file is told, corrected, and gone") {
  const file_harness waybill;
  correct_drift(waybill.on_file,
                [&] { file_observer{waybill.file}.run("UPDATE campaign SET sent_count = 7"); });
}

TEST_CASE("the file is in the folder that waybill is started in unless it is told otherwise") {
  const scratch_folder folder;
  const auto run = [&](const std::string& arguments) { return run_waybill(arguments, {}, folder); };
  CHECK(contains(run("init").out, "The store is a new file, ./waybill.db."));
  CHECK_FALSE(contains(run("init").out, "new file"));
  CHECK(run("campaign add spring").exit_code == 0);
  CHECK(file_observer{folder.path("waybill.db")}.value("SELECT id FROM campaign") == "spring");
  CHECK(run("campaign list").out == "spring\n");
}

TEST_CASE("a file can be made by the DDL that is printed") {
  const file_harness waybill;
  file_observer{waybill.file}.script(run_waybill("schema sql").out);
  CHECK(waybill.on_file("schema check").exit_code == 0);
  CHECK(contains(waybill.on_file("init").out, "is up to date"));
}

TEST_CASE("the demo ends the same in a file as in memory, and leaves it to be looked into") {
  const file_harness waybill;
  const auto demo = waybill.on_file("demo --messages 300");
  CHECK(demo.exit_code == 0);
  const auto in_memory = run_waybill("demo --store memory: --messages 300").out;
  const auto counters = in_memory.find("webhooks were answered");
  CHECK(contains(demo.out, in_memory.substr(counters)));
  const auto told = demo.out.find("  waybill verify ");
  REQUIRE(told != std::string::npos);
  const auto command = demo.out.substr(told + 10, demo.out.find('\n', told) - told - 10);
  CHECK(contains(run_waybill(command).out, "The counters are right."));
}

TEST_CASE("a day that was played is not played again, and another seed is another day") {
  const file_harness waybill;
  CHECK(waybill.on_file("demo --messages 100").exit_code == 0);
  const auto again = waybill.on_file("demo --messages 100");
  CHECK(again.exit_code == 0);
  CHECK(contains(again.out, "was played"));
  CHECK(contains(again.out, "waybill demo --seed 2 plays another day"));
  CHECK(contains(waybill.on_file("demo --messages 100 --seed 2").out, "The counters are right"));
  CHECK(waybill.on_file("campaign list").out == "spring sale 1\nspring sale 2\n");
}
