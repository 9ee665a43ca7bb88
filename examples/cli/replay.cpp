// waybill replay: sends and webhook bodies, one a line, through a store in memory.

#include <cstddef>
#include <istream>
#include <memory>
#include <set>
#include <sstream>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "choices.hpp"
#include "commands.hpp"
#include "send_line.hpp"
#include "summary.hpp"

namespace waybill_cli {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

struct replay_options : work_options {
  std::string file{};
};

class replayer {
 public:
  explicit replayer(const replay_options& options)
      : tenant_(options.tenant), tracker_(store_, options.tracker()) {}

  void take(const std::string& line) {
    ++number_;
    if (line.find_first_not_of(" \t\r") == std::string::npos) return;
    const auto parsed = json::parse(line, nullptr, false);
    const bool is_send = parsed.is_object() && parsed.contains("send");
    ordered_json answer{{"line", number_}};
    answer.update(is_send ? record(parsed["send"]) : handle(line));
    print(answer);
  }

  void print_statistics() const {
    ordered_json statistics{{"replies", tally_.json()}};
    for (const auto& each : store_.campaigns(tenant_)) {
      auto& campaign = statistics["campaigns"][each];
      campaign = to_json(*tracker_.campaign_stats(tenant_, each));
      campaign["recount_holds"] = tracker_.verify(tenant_, each)->holds();
    }
    for (const auto& each : store_.instances(tenant_)) {
      statistics["instances"][each] = to_json(*tracker_.instance_stats(tenant_, each));
    }
    print({{"statistics", statistics}});
  }

 private:
  static void print(const ordered_json& line) {
    fmt::print("{}\n", line.dump(-1, ' ', false, json::error_handler_t::replace));
  }

  [[nodiscard]] ordered_json record(const json& send) {
    try {
      const auto sent = read_send(send, tenant_);
      // A file speaks of campaigns and instances as it goes.
      if (!sent.campaign.empty()) store_.add_campaign(tenant_, sent.campaign);
      if (!sent.instance.empty()) store_.add_instance(tenant_, sent.instance);
      if (!sent.contact.empty()) store_.add_contact(tenant_, sent.contact, sent.contact);
      return to_json(sent, tracker_.record_sent(sent));
    } catch (const std::exception& error) {
      throw std::runtime_error{fmt::format("line {}: {}", number_, error.what())};
    }
  }

  [[nodiscard]] ordered_json handle(const std::string& body) {
    const auto reply = tracker_.handle(body, {tenant_, {}});
    tally_.add(reply);
    return {{"http_status", reply.http_status}, {"reply", ordered_json::parse(reply.body)}};
  }

  std::string tenant_;
  mutable waybill::memory_store store_;
  waybill::tracker tracker_;
  reply_tally tally_;
  std::size_t number_ = 0;
};

void run(const replay_options& options) {
  std::istringstream lines{read_file(options.file)};
  replayer replay{options};
  for (std::string line; std::getline(lines, line);) replay.take(line);
  replay.print_statistics();
}

}  // namespace

void add_replay(CLI::App& program) {
  auto* const command = program.add_subcommand(
      "replay",
      "Run a file of newline-delimited JSON through a store in memory: webhook bodies, and sends "
      R"(as {"send":{"row":"42","message_id":"3EB0…","campaign":"spring","instance":"shop-1"}})");
  const auto options = std::make_shared<replay_options>();
  options->add_tenant(*command);
  options->add_policy(*command);
  options->add_dialect(*command);
  command->add_option("FILE", options->file, "- is standard input")->required();
  command->callback([options] { run(*options); });
}

}  // namespace waybill_cli
