#pragma once

#include <CLI/CLI.hpp>

#include "report.hpp"

namespace waybill_cli {

// Each adds its command to the program. A command tells the report what it has to say. It throws
// `ended` where its exit code is not 0 and all is said, and otherwise something with a sentence
// (exit_code.hpp).

void add_demo(CLI::App& program, report& out);
void add_parse(CLI::App& program, report& out);
void add_replay(CLI::App& program, report& out);
void add_ingest(CLI::App& program, report& out);
void add_rules(CLI::App& program, report& out);
void add_gateway_settings(CLI::App& program, report& out);
void add_catalog(CLI::App& program, report& out);   // init, campaign, instance
void add_messages(CLI::App& program, report& out);  // sent, handle, sweep
void add_stats(CLI::App& program, report& out);
void add_reports(CLI::App& program, report& out);  // log, stalled, verify, recount
void add_schema(CLI::App& program, report& out);

}  // namespace waybill_cli
