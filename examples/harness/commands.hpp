#pragma once

#include <array>
#include <stdexcept>
#include <string_view>

#include <CLI/CLI.hpp>

#include "report.hpp"

namespace waybill_harness {

// Each adds its commands to the program. A command writes to the report. It throws `ended` when it
// has said all and its exit code is not 0, `usage_error` when it was asked for something
// impossible, and anything else when it fails.

void add_demo(CLI::App& program, report& out);
void add_doctor(CLI::App& program, report& out);
void add_gateway(CLI::App& program, report& out);     // parse, gateway-settings
void add_recipients(CLI::App& program, report& out);  // recipients, message, export
void add_replay(CLI::App& program, report& out);
void add_rules(CLI::App& program, report& out);
void add_setup(CLI::App& program, report& out);     // init, schema, campaign, instance
void add_messages(CLI::App& program, report& out);  // intend, sent, handle, sweep
void add_ingest(CLI::App& program, report& out);
void add_latency(CLI::App& program, report& out);
void add_stats(CLI::App& program, report& out);
void add_feed(CLI::App& program, report& out);
void add_reports(CLI::App& program, report& out);  // log, failures, stalled, verify, recount
void add_own_pages(CLI::App& program);  // completion, man-page; last, as they tell of all

/// What `waybill --help` says of every command.
inline constexpr auto file_and_json =
    "A FILE of - is standard input. With --json, a command writes JSON and nothing else to "
    "standard "
    "output.";

/// How the program ends. Scripts rely on the numbers.
enum class exit_code : int { done = 0, no = 1, usage = 2, failed = 3 };

struct exit_meaning {
  exit_code code;
  std::string_view text;
};

/// As `waybill --help` tells them.
inline constexpr std::array exit_meanings{
    exit_meaning{exit_code::done, "done"},
    exit_meaning{
        exit_code::no,
        "the answer is no: counters or tables are wrong, migrations are missing, a send was "
        "not recorded"},
    exit_meaning{exit_code::usage,
                 "the command line was not understood, or names what is not there"},
    exit_meaning{exit_code::failed,
                 "the store cannot be reached, has no tables or failed; the same again is safe"},
};

/// Thrown by a command that has said all there is to say.
struct ended {
  exit_code code;
};

/// Thrown with a sentence for the user.
class usage_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace waybill_harness
