#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <waybill/version.hpp>

#include "command_tree.hpp"
#include "commands.hpp"
#include "report.hpp"

using namespace waybill_harness;

namespace {

constexpr auto about =
    "Delivery webhooks of a WhatsApp gateway, as exactly-once status transitions and correct "
    "campaign counters.\n\nStart with: waybill demo";

[[nodiscard]] std::string epilogue() {
  auto text = std::string{file_and_json} + "\n\nExit codes:\n";
  for (const auto& [code, meaning] : exit_meanings) {
    text += fmt::format("  {}  {}\n", static_cast<int>(code), meaning);
  }
  return text;
}

/// Every command has it.
void add_json(CLI::App& command, report& out) {
  const auto below = command.get_subcommands([](CLI::App* /*each*/) { return true; });
  for (auto* const each : below) add_json(*each, out);
  if (below.empty()) command.add_flag("--json", out.as_json, "JSON for programs, not tables");
}

void add_commands(CLI::App& program, report& out) {
  program.require_subcommand(1);
  for (const auto add :
       {add_demo, add_doctor, add_gateway, add_replay, add_rules, add_setup, add_messages,
        add_ingest, add_latency, add_stats, add_reports, add_feed, add_recipients}) {
    add(program, out);
  }
  add_json(program, out);
  add_own_pages(program);
}

[[nodiscard]] exit_code fail(report& out, exit_code code, std::string_view what) {
  out.end_rows();
  std::fflush(stdout);
  fmt::print(stderr, "{} {}\n", look_of(stderr).red("waybill:"), what);
  return code;
}

/// The innermost command that was begun.
[[nodiscard]] const CLI::App& begun(const CLI::App& program) {
  const auto* at = &program;
  while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
  return *at;
}

/// Its help: `waybill campaign add --help`.
[[nodiscard]] std::string help_of(const CLI::App& program) {
  std::string help = "--help";
  for (const auto* at = &begun(program); at != nullptr; at = at->get_parent()) {
    help = at->get_name() + ' ' + help;
  }
  return help;
}

/// CLI11 would complain of what is missing before what it does not understand.
[[nodiscard]] std::string complaint(const CLI::App& program, const CLI::ParseError& error) {
  constexpr bool of_subcommands_too = true;
  const auto rest = program.remaining(of_subcommands_too);
  if (rest.empty()) return error.what();
  const auto meant = nearest_name(begun(program), rest.front());
  return fmt::format("'{}' is not understood{}", rest.front(),
                     meant.empty() ? "" : fmt::format(", '{}' is", meant));
}

[[nodiscard]] exit_code run(CLI::App& program, report& out, int count, char** arguments) {
  try {
    program.parse(count, arguments);
  } catch (const CLI::Success& help) {
    program.exit(help);
    return exit_code::done;
  } catch (const CLI::ParseError& error) {
    return fail(out, exit_code::usage,
                fmt::format("{}; {} tells more", complaint(program, error), help_of(program)));
  } catch (const usage_error& error) {
    return fail(out, exit_code::usage, error.what());
  } catch (const ended& end) {
    out.finish();
    return end.code;
  } catch (const std::exception& error) {
    return fail(out, exit_code::failed, error.what());
  }
  out.finish();
  return exit_code::done;
}

}  // namespace

int main(int count, char** arguments) {
  use_utf8();
  report out;
  CLI::App program{about, "waybill"};
  program.footer(epilogue());
  program.set_version_flag("--version", std::string{waybill::version});
  add_commands(program, out);
  return static_cast<int>(run(program, out, count, arguments));
}
