#include <exception>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <waybill/version.hpp>

#include "commands.hpp"

namespace {

constexpr auto about =
    "Delivery webhooks of a WhatsApp gateway, as exactly-once status transitions and correct "
    "campaign counters.\n\nStart with: waybill demo";

constexpr auto epilogue =
    "A FILE of - is standard input. The exit code is 0 if all went well, 1 if not, and above 100 "
    "if the command line was not understood.";

}  // namespace

int main(int count, char** arguments) {
  CLI::App program{about, "waybill"};
  program.footer(epilogue);
  program.set_version_flag("--version", std::string{waybill::version});
  program.require_subcommand(1);
  using namespace waybill_cli;
  for (const auto add : {add_demo, add_parse, add_replay, add_rules, add_gateway_settings,
                         add_catalog, add_messages, add_ingest, add_reports, add_schema}) {
    add(program);
  }
  try {
    program.parse(count, arguments);
  } catch (const CLI::RuntimeError& error) {
    return error.get_exit_code();
  } catch (const CLI::ParseError& error) {
    return program.exit(error);
  } catch (const std::exception& error) {
    fmt::print(stderr, "waybill: {}\n", error.what());
    return 1;
  }
  return 0;
}
