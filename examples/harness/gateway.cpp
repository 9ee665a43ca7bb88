// waybill parse, gateway-settings: what gateways say, and what makes them say it.

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "options.hpp"

namespace waybill_harness {

namespace {

using nlohmann::ordered_json;

struct parse_options : work_options {
  std::vector<std::string> files{};

  parse_options() { dialect.clear(); }
};

[[nodiscard]] ordered_json line_of(const std::string& file, const waybill::status_update& update) {
  ordered_json line{{"file", file},
                    {"kind", "update"},
                    {"instance", update.instance},
                    {"message_id", update.message_id},
                    {"receipt", to_string(update.receipt)},
                    {"error", nullptr}};
  if (!update.reason.empty()) {
    line["error"] = ordered_json{{"code", update.reason.code},
                                 {"text", update.reason.text},
                                 {"kind", to_string(update.reason.kind)}};
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

/// Something odd in an item that was understood all the same.
[[nodiscard]] ordered_json remark_line_of(const std::string& file, const waybill::issue& oddity) {
  auto line = line_of(file, oddity);
  line["kind"] = "remark";
  return line;
}

/// The dialect of a body that looks like another dialect's, where the chosen one found no update.
[[nodiscard]] std::vector<ordered_json> guess_of(const std::string& file, const std::string& body,
                                                 const waybill::parse_report& report,
                                                 std::string_view dialect) {
  if (!report.updates.empty()) return {};
  const auto found = waybill::recognise(body);
  if (found.dialect.empty() || found.dialect == dialect || found.is_mere_envelope) return {};
  ordered_json line{{"file", file},
                    {"kind", "looks_like"},
                    {"dialect", found.dialect},
                    {"provider", found.provider}};
  return std::vector<ordered_json>(1, std::move(line));
}

/// The lines of one body, in the order of its items, then its remarks.
[[nodiscard]] std::vector<ordered_json> lines_of(const std::string& file,
                                                 const waybill::parse_report& report) {
  std::vector<ordered_json> lines(report.items);
  for (const auto& update : report.updates) lines[update.item] = line_of(file, update);
  for (const auto& item : report.ignored) lines[item.item] = line_of(file, item);
  for (const auto& problem : report.issues) lines[problem.item] = line_of(file, problem);
  for (const auto& oddity : report.remarks) lines.push_back(remark_line_of(file, oddity));
  return lines;
}

/// The last column of the table.
[[nodiscard]] std::string remark_of(const ordered_json& line) {
  const auto text = [](const ordered_json& from, const char* name) {
    return from.value(name, std::string{});
  };
  if (line["kind"] == "ignored") return text(line, "reason");
  if (line["kind"] == "looks_like") return text(line, "provider");
  if (line["kind"] != "update") return text(line, "pointer") + ' ' + text(line, "message");
  const auto& error = line["error"];
  return error.is_null() ? "-" : text(error, "code") + ' ' + text(error, "text");
}

const columns& line_columns() {
  static const columns result{{"file", "file", cell::long_text},
                              {"dialect", "dialect"},
                              {"kind", "kind"},
                              {"instance", "instance"},
                              {"message id", "message_id"},
                              {"receipt", "receipt"},
                              {"remark", "", cell::long_text, remark_of}};
  return result;
}

void parse_files(const parse_options& options, report& out) {
  for (const auto& file : options.files) {
    const auto body = read_file(file);
    const auto dialect = options.dialect_for(body);
    const auto parsed = waybill::parse(dialect, body);
    for (auto& line : lines_of(file, parsed)) {
      line["dialect"] = dialect.name;
      out.row(line_columns(), std::move(line));
    }
    for (auto& line : guess_of(file, body, parsed, dialect.name)) {
      out.row(line_columns(), std::move(line));
    }
  }
}

void add_parse(CLI::App& program, report& out) {
  auto* const command =
      program.add_subcommand("parse", "Show what a dialect makes of webhook bodies, item by item");
  const auto options = std::make_shared<parse_options>();
  options->add_dialect(*command);
  command->add_option("FILE", options->files, "Files of one body each; - is standard input")
      ->required();
  command->callback([options, &out] { parse_files(*options, out); });
}

struct gateway_options {
  std::string gateway = "v2";
  waybill::webhook_target target{};
};

void print_settings(const gateway_options& options) {
  const auto version = waybill::parse_gateway_version(options.gateway).value();
  if (version == waybill::gateway_version::v1 && !options.target.jwt_key.empty()) {
    throw usage_error{"--jwt-key needs --gateway v2: v1 signs nothing"};
  }
  // JSON with --json and without.
  fmt::print("{}\n", waybill::webhook_settings(version, options.target));
}

void add_gateway_settings(CLI::App& program) {
  auto* const command = program.add_subcommand(
      "gateway-settings",
      "Print the body of POST /webhook/set/{instance} that makes a gateway post its delivery "
      "reports");
  const auto options = std::make_shared<gateway_options>();
  command->add_option("--url", options->target.url, "Your webhook route")->required();
  command->add_option("--gateway", options->gateway, "The generation of Evolution API")
      ->check(CLI::IsMember({"v1", "v2"}))
      ->capture_default_str();
  command->add_option("--jwt-key", options->target.jwt_key,
                      "Makes the gateway sign a bearer token with this key (v2)");
  command->callback([options] { print_settings(*options); });
}

}  // namespace

void add_gateway(CLI::App& program, report& out) {
  add_parse(program, out);
  add_gateway_settings(program);
}

}  // namespace waybill_harness
