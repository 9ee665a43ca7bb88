// waybill replay: sends and webhook bodies, one a line, through a store in memory.

#include <cstddef>
#include <exception>
#include <istream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "options.hpp"
#include "send_lines.hpp"
#include "views.hpp"

namespace waybill_harness {

namespace {

using nlohmann::ordered_json;

struct replay_options : work_options {
  std::string file{};
};

class replayer {
 public:
  replayer(const replay_options& options, report& out)
      : out_(out), tenant_(options.tenant), gateway_(options.dialect),
        tracker_(store_, options.tracker()) {}

  void take(const std::string& line) {
    static const auto what = reply_columns({"line", "line", cell::number});
    ++number_;
    if (line.find_first_not_of(" \t\r") == std::string::npos) return;
    ordered_json answer{{"line", number_}};
    answer.update(reply_to(line));
    out_.row(what, std::move(answer));
  }

  void show_statistics() {
    out_.end_rows();
    tally_.show(out_, "Replies");
    auto campaigns = ordered_json::array();
    for (const auto& each : store_.catalog()->campaigns(tenant_)) {
      auto campaign = to_json(each, *tracker_.campaign_stats({tenant_, each}));
      campaign["holds"] = tracker_.verify({tenant_, each})->holds();
      campaigns.push_back(std::move(campaign));
    }
    auto instances = ordered_json::array();
    for (const auto& each : store_.catalog()->instances(tenant_)) {
      instances.push_back(to_json(each, *tracker_.instance_stats({tenant_, each})));
    }
    out_.table("campaigns", "", campaign_columns(), campaigns);
    out_.table("instances", "", instance_columns(), instances);
  }

 private:
  [[nodiscard]] ordered_json reply_to(const std::string& line) {
    try {
      const auto message = find_message(line, tenant_);
      if (!message) return handle(line);
      return std::visit([this](const auto& told) { return record(told); }, *message);
    } catch (const std::exception& error) {
      throw usage_error{fmt::format("line {}: {}", number_, error.what())};
    }
  }

  template <typename Message>
  [[nodiscard]] ordered_json record(const Message& told) {
    // A file may name a campaign or an instance at any line.
    auto& catalog = *store_.catalog();
    if (!told.campaign.empty()) catalog.add_campaign({tenant_, told.campaign});
    if (!told.instance.empty()) catalog.add_instance({tenant_, told.instance});
    if (!told.contact.empty()) catalog.add_contact({tenant_, told.contact}, told.contact);
    return to_json(told.row, result_of(told));
  }

  [[nodiscard]] waybill::send_result result_of(const waybill::sent_message& sent) const {
    return tracker_.record_sent(sent, waybill::parse_send_response(sent.response, gateway_));
  }
  [[nodiscard]] waybill::send_result result_of(const waybill::intended_message& intended) const {
    return tracker_.intend(intended);
  }

  [[nodiscard]] ordered_json handle(const std::string& body) {
    const auto reply = tracker_.handle(body, {tenant_});
    tally_.add(reply);
    return {{"http_status", reply.http_status}, {"reply", ordered_json::parse(reply.body)}};
  }

  report& out_;
  std::string tenant_;
  std::string gateway_;
  waybill::memory_store store_;
  waybill::tracker tracker_;
  reply_tally tally_;
  std::size_t number_ = 0;
};

void run(const replay_options& options, report& out) {
  std::istringstream lines{read_file(options.file)};
  replayer replay{options, out};
  for (std::string line; std::getline(lines, line);) replay.take(line);
  replay.show_statistics();
}

}  // namespace

void add_replay(CLI::App& program, report& out) {
  auto* const command = program.add_subcommand(
      "replay",
      fmt::format(
          "Run a file of webhook bodies, one per line, through a store in memory. A line may "
          "also be a send, {}, or an intent, {} with the same members",
          example_of_a_send, example_of_an_intent));
  const auto options = std::make_shared<replay_options>();
  options->add_tenant(*command);
  options->add_policy(*command);
  options->add_dialect(*command);
  command->add_option("FILE", options->file, "- is standard input")->required();
  command->callback([options, &out] { run(*options, out); });
}

}  // namespace waybill_harness
