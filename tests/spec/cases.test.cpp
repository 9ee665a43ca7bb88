// Replays every file under cases/, sends and webhook bodies from the field, and compares the result
// with the `.expected` file beside it. Its lines that begin with `#` say what is right and why;
// each section is one run:
//
//   == <dialect> [numbers=TABLE] [policy=NAME] [own=ADDRESS]
//   <HTTP status> <reply>                             of each body, in order
//   ! <warning>                                       that it caused
//   send <outcome> <kind> <code>/<text>               of each send that is not recorded as sent
//   <row> <status> <milestone>=<seconds since 1970>…  of each row, at the end
//   <campaign> <sent> <delivered> <read> <failed>
//   parked <how many>
//
// WAYBILL_REWRITE=1 rewrites the files, so that a reviewer can read the diff.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <waybill/dialects/known.hpp>
#include <waybill/memory_store.hpp>
#include <waybill/testing/manual_clock.hpp>
#include <waybill/tracker.hpp>

#include "support/samples.hpp"

namespace {

using case_json = nlohmann::json;

/// A time shortly after the reports of the cases.
constexpr waybill::time_point now_of_cases{std::chrono::seconds{1'763'641'000}};

[[nodiscard]] std::string_view milestone_name(waybill::milestone which) {
  constexpr std::array<std::string_view, 4> of_milestones{"sent", "delivered", "read", "failed"};
  return of_milestones.at(static_cast<std::size_t>(which));
}

/// The set-up of one run.
struct case_setup {
  std::string header{};
  waybill::tracker_options options{};

  explicit case_setup(const std::string& line) : header(line) {
    std::istringstream words{line};
    std::string dialect;
    std::string word;
    words >> word >> dialect;
    std::map<std::string, std::string> given;
    while (words >> word) given[word.substr(0, word.find('='))] = word.substr(word.find('=') + 1);
    if (given.count("policy") != 0) options.policy = waybill::find_policy(given["policy"]).value();
    waybill::dialect_settings settings;
    if (given.count("own") != 0) settings.own_addresses = {given["own"]};
    if (given.count("numbers") != 0) {
      settings.numbers =
          given["numbers"] == "baileys" ? waybill::baileys_numbers : waybill::reference_numbers;
    }
    options.dialect = waybill::find_dialect(dialect, settings).value();
  }
};

/// Runs a case once; returns the result as text.
class case_run {
 public:
  explicit case_run(case_setup setup) : tracker_(store_, with_log(std::move(setup.options))) {
    text_ << setup.header << '\n';
  }

  void take(const std::string& line) {
    const auto parsed = case_json::parse(line, nullptr, false);
    if (parsed.is_object() && parsed.contains("send")) return record(parsed["send"]);
    if (parsed.is_object() && parsed.contains("intend")) return intend(parsed["intend"]);
    const auto reply = tracker_.handle(line, {tenant_, {}});
    text_ << reply.http_status << ' ' << reply.body << '\n';
    for (const auto& each : warnings_) text_ << "! " << each << '\n';
    warnings_.clear();
  }

  [[nodiscard]] std::string end() {
    for (const auto& row : rows_) tell_row(row);
    for (const auto& each : store_.catalog()->campaigns(tenant_)) {
      const auto counters = tracker_.campaign_stats({tenant_, each})->counters;
      text_ << each << ' ' << counters.sent << ' ' << counters.delivered << ' ' << counters.read
            << ' ' << counters.failed << '\n';
      CHECK(tracker_.verify({tenant_, each})->holds());
    }
    text_ << "parked " << store_.parking()->parked_after(0, 1000).size() << '\n';
    return text_.str();
  }

 private:
  [[nodiscard]] waybill::tracker_options with_log(waybill::tracker_options options) {
    options.clock = &clock_;
    options.on_log = [this](waybill::severity level, std::string_view text, const auto&) {
      if (level == waybill::severity::warning) warnings_.emplace_back(text);
    };
    return options;
  }

  void record(const case_json& send) {
    note_row(send);
    const case_json answer{{"key", {{"id", send.value("message_id", "")}}}};
    waybill::sent_message sent;
    sent.origin.tenant = tenant_;
    sent.row = send["row"];
    sent.instance = send["instance"];
    sent.response = send.value("response", answer).dump();
    sent.campaign = send["campaign"];
    tell_send(tracker_.record_sent(sent));
  }

  void intend(const case_json& send) {
    note_row(send);
    tell_send(tracker_.intend({.origin = {tenant_},
                               .row = send["row"],
                               .instance = send["instance"],
                               .message_id = send["message_id"],
                               .campaign = send["campaign"]}));
  }

  void note_row(const case_json& send) {
    store_.catalog()->add_campaign({tenant_, send["campaign"]});
    const std::string row = send["row"];
    if (std::find(rows_.begin(), rows_.end(), row) == rows_.end()) rows_.push_back(row);
  }

  void tell_send(const waybill::send_result& result) {
    warnings_.clear();  // they say the same
    if (result.ok()) return;
    text_ << "send " << to_string(result.outcome);
    if (!result.reason.empty()) {
      text_ << ' ' << to_string(result.reason.kind) << ' ' << result.reason.code << '/'
            << result.reason.text;
    }
    text_ << '\n';
  }

  void tell_row(const std::string& name) {
    const std::vector<waybill::row_key> keys{{tenant_, name}};
    const auto row = store_.sends()->load_rows(keys).front();
    REQUIRE(row.has_value());
    text_ << name << ' ' << to_string(row->status.value());
    for (const auto which : waybill::all_milestones) {
      if (!row->times[which]) continue;
      const auto since = row->times[which]->time_since_epoch();
      text_ << ' ' << milestone_name(which) << '='
            << std::chrono::duration_cast<std::chrono::seconds>(since).count();
    }
    if (!row->reason.empty()) text_ << " reason=" << row->reason.code << '/' << row->reason.text;
    text_ << '\n';
  }

  const std::string tenant_ = "shop";
  waybill::testing::manual_clock clock_{now_of_cases};
  waybill::memory_store store_;
  waybill::tracker tracker_;
  std::vector<std::string> warnings_;
  std::vector<std::string> rows_;
  std::ostringstream text_;
};

[[nodiscard]] std::string replay_case(const std::filesystem::path& bodies, case_setup setup) {
  case_run run{std::move(setup)};
  std::istringstream lines{waybill_test::read_file(bodies)};
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) run.take(line);
  }
  return run.end();
}

/// The comments of an expected file, and each of its runs as it is now.
[[nodiscard]] std::string replay_all(const std::filesystem::path& bodies,
                                     const std::string& expected) {
  std::string text;
  std::istringstream lines{expected};
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("#")) text += line + '\n';
    if (line.starts_with("==")) text += replay_case(bodies, case_setup{line});
  }
  return text;
}

}  // namespace

TEST_CASE("every case from the field ends as its expected file says") {
  const auto folder = std::filesystem::path{WAYBILL_TEST_DATA} / "spec" / "cases";
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    if (entry.path().extension() == ".expected") continue;
    auto path = entry.path();
    path.replace_extension(".expected");
    CAPTURE(path.filename());
    const auto expected = waybill_test::read_file(path);
    REQUIRE(expected.find("\n== ") != std::string::npos);  // has at least one run
    const auto told = replay_all(entry.path(), expected);
    CHECK(told == expected);
    if (std::getenv("WAYBILL_REWRITE") != nullptr) std::ofstream{path} << told;
    ++count;
  }
  CHECK(count > 40);
}
