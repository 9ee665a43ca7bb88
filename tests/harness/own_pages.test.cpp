#include <cstdlib>
#include <string>

#include <doctest/doctest.h>

#include "harness/program.hpp"
#include "support/contains.hpp"

using waybill_test::contains;
using waybill_test::run_waybill;

namespace {

/// What bash offers after these words.
[[nodiscard]] std::string offered(const std::string& words) {
  const waybill_test::scratch_folder folder;
  const auto completion = folder.write("complete", run_waybill("completion bash").out);
  const auto script = "source " + completion + "; COMP_WORDS=(waybill " + words +
                      "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _waybill; echo ${COMPREPLY[*]} >" +
                      folder.path("offered");
  REQUIRE(std::system(("bash -c '" + script + '\'').c_str()) == 0);
  return waybill_test::bytes_of(folder.path("offered"));
}

}  // namespace

TEST_CASE("the man page has every command, each option, and what the exit codes mean") {
  const auto page = run_waybill("man-page").out;
  CHECK(contains(page, ".TH WAYBILL 1"));
  CHECK(contains(page, ".SS \\fBwaybill campaign add\\fR"));
  CHECK(contains(page, "\\fB\\-\\-from\\-start\\fR"));
  CHECK(contains(page, "\\fBWAYBILL_STORE\\fR"));
  CHECK(contains(page, "order_independent"));
  CHECK(contains(page, ".SH EXIT STATUS"));
}

TEST_CASE("help shows each kind of line that a file may have") {
  const auto replay = run_waybill("replay --help").out;
  CHECK(contains(replay, R"({"send":{"row":)"));
  CHECK(contains(replay, R"({"intend":)"));
  CHECK(contains(run_waybill("ingest --help").out, R"({"send":{"row":)"));
}

TEST_CASE("bash completes commands, those below them, options and the values of options") {
  CHECK(offered("ca") == "campaign\n");
  CHECK(offered("campaign \"\"") == "add list -h --help\n");
  CHECK(offered("--store x demo --mess") == "--messages\n");
  CHECK(offered("demo --policy \"\"") == "default order_independent reference\n");
  CHECK(offered("completion z") == "zsh\n");
}

TEST_CASE("a mistyped command or option is answered with what was meant") {
  CHECK(contains(run_waybill("stat").err, "is not understood, 'stats' is;"));
  CHECK(contains(run_waybill("demo --mesages 5").err, "is not understood, '--messages' is;"));
  CHECK(contains(run_waybill("campaign ad spring").err, "is not understood, 'add' is;"));
  CHECK(contains(run_waybill("frobnicate").err, "'frobnicate' is not understood;"));
}

TEST_CASE("every shell is told of every command") {
  const auto help = run_waybill("--help").out;
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    const auto completion = run_waybill("completion " + shell).out;
    for (const std::string command : {"demo", "doctor", "gateway-settings", "ingest", "man-page"}) {
      CAPTURE(shell);
      CAPTURE(command);
      CHECK(contains(help, "  " + command + ' '));
      CHECK(contains(completion, command));
    }
  }
}
