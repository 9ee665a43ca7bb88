// waybill doctor: what a day's webhook bodies are, and which settings they need.

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "body_survey.hpp"
#include "commands.hpp"
#include "options.hpp"
#include "terminal.hpp"

namespace waybill_harness {

namespace {

using nlohmann::ordered_json;

struct doctor_options : work_options {
  std::vector<std::string> files{};

  doctor_options() { dialect.clear(); }
};

/// What makes a gateway post its receipts.
[[nodiscard]] std::string_view subscription_of(std::string_view dialect) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> known{{
      {"evolution", "the event MESSAGES_UPDATE (see waybill gateway-settings)"},
      {"cloud_api", "the field messages of the app's webhook"},
      {"whatsmeow", "the event Receipt (Evolution GO) or ReadReceipt (wuzapi)"},
      {"waha", "the events message.ack and message.ack.group"},
      {"wppconnect", "onAck in its configuration"},
      {"zapi", "the webhook of message statuses"},
      {"green_api", "outgoingWebhook in its settings"},
      {"twilio", "a StatusCallback with each send"},
  }};
  const auto* const found = std::find_if(known.begin(), known.end(),
                                         [&](const auto& each) { return each.first == dialect; });
  return found == known.end() ? "its webhook of message statuses" : found->second;
}

/// What to change, in sentences.
class adviser {
 public:
  adviser(const body_survey& of, const work_options& options, std::string dialect)
      : of_(of), options_(options), dialect_(std::move(dialect)) {}

  [[nodiscard]] std::vector<std::string> advice() {
    choose_dialect();
    choose_numbers();
    look_at_events();
    look_at_instances();
    return std::move(sentences_);
  }

 private:
  template <typename... Values>
  void say(fmt::format_string<Values...> text, Values&&... values) {
    sentences_.push_back(fmt::format(text, std::forward<Values>(values)...));
  }
  [[nodiscard]] std::size_t ignored(const char* reason) const {
    const auto found = of_.ignored.find(reason);
    return found == of_.ignored.end() ? 0 : found->second;
  }

  void choose_dialect() {
    if (dialect_ != "evolution") {
      say("Choose the dialect: --dialect {0}, or #include <waybill/dialects/{0}.hpp> and "
          "{{.dialect = waybill::{0}()}}.",
          dialect_);
    }
    const auto found = waybill::find_dialect(dialect_);
    if (found && found->read_form != nullptr) {
      say("Its bodies may be forms: give handle() the Content-Type of the request.");
    }
    std::set<std::string> others;
    std::size_t unknown = 0;
    for (const auto& [source, count] : of_.sources) {
      if (source.dialect.empty()) unknown += count;
      if (!source.dialect.empty() && source.dialect != dialect_) others.insert(source.provider);
    }
    if (!others.empty()) {
      say("Other gateways post here too ({}): give each a route and a dialect of its own.",
          fmt::join(others, ", "));
    }
    if (unknown != 0) {
      say("{} like no gateway's that is known.", counted(unknown, "body looks", "bodies look"));
    }
  }

  void choose_numbers() {
    if (of_.numbers.empty() || dialect_ != "evolution" || !options_.numbers.empty()) return;
    if (of_.has_number(4) || of_.has_number(5)) {
      return say(
          "Statuses are numbers up to 4 or 5, which are Baileys': --numbers baileys, or "
          "waybill::evolution(waybill::baileys_numbers).");
    }
    say("Statuses are numbers, and none is 4 or 5: choose --numbers baileys if 2 is one tick, and "
        "--numbers reference if it is two.");
  }

  void look_at_events() {
    if (of_.receipt_count() == 0) {
      say("No body is a receipt: turn on {}.", subscription_of(dialect_));
    }
    const auto others = ignored("other-event") + ignored("send-echo") + ignored("edit-event");
    if (of_.receipt_count() != 0 && others * 2 > of_.bodies) {
      say("{} of {} are other events: what does not need them should not subscribe to them.",
          thousands(static_cast<long long>(others)), counted(of_.bodies, "body", "bodies"));
    }
    if (ignored("unproven-reader") != 0) {
      say("Readers in groups cannot be told from our own devices: give all of our own addresses "
          "(--own-address).");
    }
    for (const auto& [issue, count] : of_.issues) {
      if (issue.starts_with("unmapped-status")) {
        say("{} a status has no meaning here:{}.", counted(count, "time", "times"),
            issue.substr(std::string_view{"unmapped-status"}.size()));
      }
    }
  }

  void look_at_instances() {
    if (of_.instances.empty()) return;
    say("Record sends under the names that receipts have for their instances: {}.",
        fmt::join(of_.instances, ", "));
  }

  const body_survey& of_;
  const work_options& options_;
  std::string dialect_;
  std::vector<std::string> sentences_;
};

[[nodiscard]] ordered_json rows_of(const std::map<std::string, std::size_t>& counts,
                                   const char* name) {
  auto rows = ordered_json::array();
  for (const auto& [what, count] : counts) rows.push_back({{name, what}, {"count", count}});
  return rows;
}

void show_sources(const body_survey& of, report& out) {
  static const columns what{{"dialect", "dialect"},
                            {"gateway", "provider"},
                            {"version", "version"},
                            {"instance", "instance", cell::long_text},
                            {"bodies", "bodies", cell::number}};
  auto rows = ordered_json::array();
  for (const auto& [source, count] : of.sources) {
    rows.push_back({{"dialect", source.dialect},
                    {"provider", source.provider},
                    {"version", source.version},
                    {"instance", source.instance},
                    {"bodies", count}});
  }
  out.table("gateways", "Whose they look like", what, rows);
}

void show_counts(const body_survey& of, report& out) {
  const auto show = [&](const char* member, const char* heading, const char* name,
                        const std::map<std::string, std::size_t>& counts) {
    const columns what{{name, name}, {"count", "count", cell::number}};
    out.table(member, heading, what, rows_of(counts, name));
  };
  show("receipts", "Receipts", "receipt", of.receipts);
  show("ignored", "Ignored, and why", "reason", of.ignored);
  show("issues", "Not understood", "issue", of.issues);
}

void examine(const doctor_options& options, report& out) {
  std::vector<std::string> bodies;
  for (const auto& file : options.files) {
    for (auto& body : bodies_in(read_file(file))) bodies.push_back(std::move(body));
  }
  body_survey survey{bodies};
  auto chosen = options;
  if (chosen.dialect.empty()) chosen.dialect = survey.likely_dialect();
  survey.read(bodies, chosen.chosen_dialect());
  out.set("bodies", survey.bodies);
  out.say(fmt::format("{}, read with the dialect {}.", counted(survey.bodies, "body", "bodies"),
                      chosen.dialect));
  out.set("dialect", chosen.dialect);
  out.set("receipt_count", survey.receipt_count());
  show_sources(survey, out);
  show_counts(survey, out);
  const auto advice = adviser{survey, options, chosen.dialect}.advice();
  out.set("advice", advice);
  out.say(advice.empty() ? "\nNothing needs to be changed." : "\nWhat to do:");
  for (const auto& sentence : advice) out.say("  " + sentence);
}

}  // namespace

void add_doctor(CLI::App& program, report& out) {
  auto* const command = program.add_subcommand(
      "doctor", "Say whose webhook bodies these are, what they hold and which settings they need");
  const auto options = std::make_shared<doctor_options>();
  options->add_dialect(*command);
  command
      ->add_option("FILE", options->files,
                   "Files of one body each, or of one a line; - is standard input")
      ->required();
  command->callback([options, &out] { examine(*options, out); });
}

}  // namespace waybill_harness
