// Runs every file under sends/ and compares the result with the `.expected` file beside it. Each
// line of a file is a send with the gateway's answer, or a webhook's body, in order of arrival.
//
//   send r1: <outcome> [<message id>] [(<code>: <text of a failure>)]
//   <HTTP status> <the reply's status or error>
//   row r1: <status> [<message id>] [(<code>: <text>)]       how it ended
//   campaign: <its counters, and whether they are what the rows show>
//   instance: <health and errors in a row>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <waybill/memory_store.hpp>
#include <waybill/tracker.hpp>

#include "support/samples.hpp"

namespace {

using namespace waybill_test;

[[nodiscard]] std::string with_reason(std::string line, const waybill::failure_reason& reason) {
  return reason.empty() ? line : line + fmt::format(" ({}: {})", reason.code, reason.text);
}

[[nodiscard]] std::string with_id(std::string line, const std::string& id) {
  return id.empty() ? line : line + ' ' + id;
}

/// The campaign and the instance of all files, and a tracker.
class send_player {
 public:
  send_player() {
    store_.catalog()->add_campaign({"", campaign});
    store_.catalog()->add_instance({"", instance});
  }

  void take(const std::string& line) {
    const auto json = nlohmann::json::parse(line);
    told_ += (json.contains("send") ? record(json["send"]) : handle(line)) + '\n';
  }

  [[nodiscard]] std::string tell() {
    for (const auto& row : rows_) {
      const waybill::row_key key{"", row};
      const auto found = store_.sends()->load_rows({&key, 1}).front().value();
      told_ += with_reason(
          with_id(fmt::format("row {}: {}", row, to_string(*found.status)), found.message_id),
          found.reason);
      told_ += '\n';
    }
    const auto stats = store_.reports()->read_campaign({"", campaign}).value();
    const auto gauges = store_.reports()->read_instance({"", instance}).value();
    const auto& count = stats.counters;
    told_ +=
        fmt::format("campaign: {} contacts, sent {}, delivered {}, read {}, failed {}, {}\n",
                    stats.total_contacts, count.sent, count.delivered, count.read, count.failed,
                    store_.reports()->audit({"", campaign})->holds() ? "holds" : "WRONG");
    told_ += fmt::format("instance: health {}, {} errors in a row\n", gauges.health_score,
                         gauges.consecutive_errors);
    return told_;
  }

 private:
  static constexpr auto campaign = "natal";
  static constexpr auto instance = "loja-1";

  [[nodiscard]] std::string record(const nlohmann::json& send) {
    const std::string row = send.at("row");
    rows_.insert(row);
    const auto id = send.value("message_id", "");
    const nlohmann::json answer{{"key", {{"id", id}}}};
    const auto result = tracker_.record_sent({.origin = {},
                                              .row = row,
                                              .instance = send.at("instance"),
                                              .response = send.value("response", answer).dump(),
                                              .at = {},
                                              .campaign = send.at("campaign"),
                                              .contact = {}});
    const auto line = fmt::format("send {}: {}", row, to_string(result.outcome));
    return with_reason(with_id(line, result.message_id), result.reason);
  }

  [[nodiscard]] std::string handle(const std::string& body) {
    const auto reply = tracker_.handle(body);
    const auto json = nlohmann::json::parse(reply.body);
    return fmt::format("{} {}", reply.http_status, json.value("status", json.value("error", "?")));
  }

  waybill::memory_store store_;
  waybill::tracker tracker_{store_};
  std::set<std::string> rows_;
  std::string told_;
};

}  // namespace

TEST_CASE("every send of the field and its reports end as their expected file says") {
  const auto folder = std::filesystem::path{WAYBILL_TEST_DATA} / "spec" / "sends";
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    if (entry.path().extension() != ".json") continue;
    CAPTURE(entry.path().filename());
    send_player played;
    std::istringstream lines{read_file(entry.path())};
    for (std::string line; std::getline(lines, line);) played.take(line);
    auto expected = entry.path();
    CHECK(played.tell() == read_file(expected.replace_extension(".expected")));
    ++files;
  }
  CHECK(files >= 8);
}
