// waybill parse: what a dialect makes of webhook bodies.

#include <algorithm>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "choices.hpp"
#include "commands.hpp"

namespace waybill_cli {

namespace {

using nlohmann::ordered_json;

struct parse_options : work_options {
  std::vector<std::string> files{};
};

[[nodiscard]] ordered_json line_of(const std::string& file, const waybill::status_update& update) {
  ordered_json line{{"file", file},
                    {"kind", "update"},
                    {"instance", update.instance},
                    {"message_id", update.message_id},
                    {"receipt", to_string(update.receipt)},
                    {"error", nullptr}};
  if (!update.reason.empty()) {
    line["error"] = ordered_json{{"code", update.reason.code}, {"text", update.reason.text}};
  }
  return line;
}

[[nodiscard]] ordered_json line_of(const std::string& file, const waybill::ignored_item& item) {
  return {{"file", file}, {"kind", "ignored"}, {"reason", to_string(item.reason)}};
}

[[nodiscard]] ordered_json line_of(const std::string& file, const waybill::issue& problem) {
  return {{"file", file},
          {"kind", "issue"},
          {"code", to_string(problem.code)},
          {"pointer", problem.pointer},
          {"message", problem.message}};
}

/// The lines of one body, in the order of its items.
[[nodiscard]] std::vector<ordered_json> lines_of(const std::string& file,
                                                 const waybill::parse_report& report) {
  std::vector<ordered_json> lines(report.items);
  for (const auto& update : report.updates) lines[update.item] = line_of(file, update);
  for (const auto& item : report.ignored) lines[item.item] = line_of(file, item);
  for (const auto& problem : report.issues) lines[problem.item] = line_of(file, problem);
  return lines;
}

void run(const parse_options& options) {
  const auto dialect = options.chosen_dialect();
  for (const auto& file : options.files) {
    const auto report = waybill::parse(dialect, read_file(file));
    for (const auto& line : lines_of(file, report)) {
      fmt::print("{}\n", line.dump(-1, ' ', false, ordered_json::error_handler_t::replace));
    }
  }
}

}  // namespace

void add_parse(CLI::App& program) {
  auto* const command = program.add_subcommand(
      "parse", "Show what a dialect makes of webhook bodies, one JSON line an item");
  const auto options = std::make_shared<parse_options>();
  options->add_dialect(*command);
  command->add_option("FILE", options->files, "Files of one body each; - is standard input")
      ->required();
  command->callback([options] { run(*options); });
}

}  // namespace waybill_cli
