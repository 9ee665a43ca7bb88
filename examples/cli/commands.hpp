#pragma once

#include <CLI/CLI.hpp>

namespace waybill_cli {

// Each adds its command to the program. A command throws with a sentence where it cannot do its
// work, or `CLI::RuntimeError` with an exit code where all is said already.

void add_demo(CLI::App& program);
void add_parse(CLI::App& program);
void add_replay(CLI::App& program);
void add_ingest(CLI::App& program);
void add_rules(CLI::App& program);
void add_gateway_settings(CLI::App& program);
void add_catalog(CLI::App& program);   // init, campaign, instance
void add_messages(CLI::App& program);  // sent, handle, sweep
void add_reports(CLI::App& program);   // stats, log, stalled, verify, recount
void add_schema(CLI::App& program);

}  // namespace waybill_cli
