#include <string>

#include <doctest/doctest.h>

#include "harness/program.hpp"
#include "support/contains.hpp"

using waybill_test::contains;
using waybill_test::run_waybill;

// 1 and 3 take a store that keeps something: see tests/sqlite/harness.

TEST_CASE("what goes well ends with 0") {
  for (const auto* const arguments :
       {"--version", "--help", "rules", "demo --store memory: --messages 50"}) {
    CAPTURE(arguments);
    const auto run = run_waybill(arguments);
    CHECK(run.exit_code == 0);
    CHECK(run.err.empty());
  }
}

TEST_CASE("a command line that is not understood ends with 2 and the help to read") {
  const auto expect = [](const std::string& arguments, const std::string& what,
                         const std::string& help) {
    CAPTURE(arguments);
    const auto run = run_waybill(arguments);
    CHECK(run.exit_code == 2);
    CHECK(run.out.empty());
    CHECK(run.err.starts_with("waybill: "));
    CHECK(contains(run.err, what));
    CHECK(contains(run.err, "; " + help + " --help tells more\n"));
  };
  expect("", "subcommand is required", "waybill");
  expect("no-such-command", "'no-such-command' is not understood", "waybill");
  expect("demo --policy strict", "strict not in", "waybill demo");
  expect("verify", "CAMPAIGN is required", "waybill verify");
  expect("campaign add", "ID is required", "waybill campaign add");
  expect("stats --watch spring", "a CAMPAIGN goes before --watch", "waybill stats");
  expect("stats --watch 0", "SECONDS must be a number above 0", "waybill stats");
}

TEST_CASE("a command line that names what cannot be used ends with 2 and a sentence") {
  const auto expect = [](const std::string& arguments, const std::string& sentence) {
    CAPTURE(arguments);
    const auto run = run_waybill(arguments);
    CHECK(run.exit_code == 2);
    CHECK(run.err.starts_with("waybill: "));
    CHECK(contains(run.err, sentence));
  };
  expect("parse no-such-file.json", "no-such-file.json cannot be read: No such file");
  expect("parse /tmp", "/tmp cannot be read: a folder");
  expect("stats --store mysql://x", "--store must be ");
  expect("schema check --store memory:", "name a store that has: --store");
  expect("verify winter --store memory: --tenant shop",
         "there is no campaign \"winter\" of the tenant \"shop\"; to see those that are: waybill "
         "campaign list --store memory: --tenant shop");
}

TEST_CASE("help tells every exit code") {
  const auto help = run_waybill("--help").out;
  for (const auto* const line :
       {"\n  0  done", "\n  1  the answer is no", "\n  2  the command line was not understood",
        "\n  3  the store cannot be reached"}) {
    CAPTURE(line);
    CHECK(contains(help, line));
  }
}
