#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include <waybill/testing/contract/world.hpp>
#include <waybill/tracker.hpp>

#include "support/reference_matrix.hpp"

namespace waybill_test {

/// The tables as they stood before each row of the reference matrix: ten sent, four of them
/// delivered, two of those read, and one failed; the message under test counts among them.
class reference_world {
 public:
  reference_world(const matrix_row& row, waybill::testing::contract_world& world)
      : body_(row["body"] == "-" ? "" : row["body"]), world_(world) {
    world_.add_campaign(tenant, campaign);
    world_.add_contact(tenant, contact, "João Silva");
    waybill::instance_stats gauges;
    gauges.sent_today = 10;
    gauges.delivered_today = 4;
    gauges.read_today = 2;
    gauges.failed_today = 1;
    gauges.consecutive_errors = 3;
    gauges.health_score = 50;
    world_.add_instance(tenant, "inst_1", gauges);
    world_.add_message(message_in(*waybill::parse_status(row["status_before"])));
    add_the_others();
  }

  /// Handles the row's body; returns how what follows differs from the row, or nothing.
  [[nodiscard]] std::string replay(const matrix_row& expected) {
    const auto before = message();
    const auto gauges = gauges_now();
    const auto counters = counters_now();
    const auto reply = tracker_.handle(body_, {tenant, {}});
    const auto after = message();
    differ("http", std::to_string(reply.http_status), expected["http"]);
    differ("response", nlohmann::json::parse(reply.body).dump(),
           nlohmann::json::parse(expected["response"]).dump());
    differ("status_after", std::string{waybill::to_string(*after.status)},
           expected["status_after"]);
    differ("ts_set", times(before, after, false), expected["ts_set"]);
    differ("ts_rewritten", times(before, after, true), expected["ts_rewritten"]);
    differ("campaign", moved(counters, counters_now()), expected["campaign"]);
    differ("instance", moved(gauges, gauges_now()), expected["instance"]);
    differ("health_score", std::to_string(world_.gauges(tenant, "inst_1").health_score), "50");
    if (after.reason != before.reason) {
      differ("error_message", '"' + after.reason.text + '"', expected["error_message"]);
    }
    compare_trail(expected);
    return differences_;
  }

 private:
  using numbers = std::vector<std::pair<std::string, std::int64_t>>;

  inline static const std::string tenant = "tenant_a";
  inline static const std::string campaign = "00000001-0000-4000-8000-000000000001";
  inline static const std::string contact = "00000002-0000-4000-8000-000000000001";
  inline static const std::string message_row = "00000003-0000-4000-8000-000000000001";
  static constexpr waybill::time_point earlier{std::chrono::seconds{1'760'000'000}};

  static waybill::tracker_options options() {
    waybill::tracker_options result;
    result.policy = waybill::policy::reference();
    return result;
  }

  static waybill::tracked_message row_in(std::string id, waybill::message_status status) {
    waybill::tracked_message result;
    result.key = {tenant, std::move(id)};
    result.campaign = campaign;
    result.status = status;
    using enum waybill::message_status;
    if (status >= sent) result.times.sent_at = earlier;
    if (status == delivered || status == read) result.times.delivered_at = earlier;
    if (status == read) result.times.read_at = earlier;
    if (status == failed) result.times.failed_at = earlier;
    return result;
  }

  static waybill::tracked_message message_in(waybill::message_status status) {
    auto result = row_in(message_row, status);
    result.message_id = "3EB0B431E4B3F7E7BE49E97F7B8E5C8B";
    result.instance = "inst_1";
    result.contact = contact;
    if (status == waybill::message_status::failed) result.reason.text = "Erro desconhecido";
    return result;
  }

  void add_the_others() {
    using enum waybill::message_status;
    fill(read, [](const auto& count) { return count.read < 2; });
    fill(delivered, [](const auto& count) { return count.delivered < 4; });
    fill(failed, [](const auto& count) { return count.failed < 1; });
    fill(sent, [](const auto& count) { return count.sent < 10; });
  }
  template <typename Missing>
  void fill(waybill::message_status status, Missing missing) {
    while (missing(world_.counters(tenant, campaign))) {
      world_.add_message(row_in(world_.id(++others_ + 100), status));
    }
  }

  [[nodiscard]] waybill::tracked_message message() {
    const std::vector<waybill::row_key> key{{tenant, message_row}};
    return *world_.subject().sends()->load_rows(key).front();
  }
  [[nodiscard]] numbers counters_now() {
    const auto now = world_.counters(tenant, campaign);
    return {{"sent_count", now.sent},
            {"delivered_count", now.delivered},
            {"read_count", now.read},
            {"failed_count", now.failed}};
  }
  [[nodiscard]] numbers gauges_now() {
    const auto now = world_.gauges(tenant, "inst_1");
    return {{"msgs_sent_today", now.sent_today},
            {"msgs_delivered_today", now.delivered_today},
            {"msgs_read_today", now.read_today},
            {"msgs_failed_today", now.failed_today},
            {"consecutive_errors", now.consecutive_errors}};
  }

  [[nodiscard]] static std::string moved(const numbers& before, const numbers& after) {
    std::string result;
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (before[i].second == after[i].second) continue;
      result += (result.empty() ? "" : ",") + before[i].first + ':' +
                std::to_string(before[i].second) + '>' + std::to_string(after[i].second);
    }
    return result.empty() ? "-" : result;
  }

  /// Which times were set anew, or which of those that stood were rewritten.
  [[nodiscard]] static std::string times(const waybill::tracked_message& before,
                                         const waybill::tracked_message& after, bool rewritten) {
    constexpr std::array names{"sent_at", "delivered_at", "read_at", "failed_at"};
    std::string result;
    for (const auto which : waybill::all_milestones) {
      if (before.times[which] == after.times[which]) continue;
      if (before.times[which].has_value() != rewritten) continue;
      result += (result.empty() ? "" : ",") + std::string{names[static_cast<std::size_t>(which)]};
    }
    return result.empty() ? "-" : result;
  }

  /// Log, the contact's last interaction, and the rates.
  void compare_trail(const matrix_row& expected) {
    std::string types;
    std::string error = "-";
    for (const auto& entry : world_.log(tenant, campaign)) {
      types += (types.empty() ? "" : ",") + std::string{waybill::to_string(entry.type)};
      if (!entry.reason.text.empty()) error = '"' + entry.reason.text + '"';
    }
    differ("logs", types.empty() ? "-" : types, expected["logs"]);
    differ("log_error", error, expected["log_error"]);
    differ("last_interaction_set", world_.last_interaction(tenant, contact) ? "1" : "0",
           expected["last_interaction_set"]);
    const auto stats = *tracker_.campaign_stats({tenant, campaign});
    differ("delivery_rate", tenths(stats.delivery_rate()), expected["delivery_rate"]);
    differ("read_rate", tenths(stats.read_rate()), expected["read_rate"]);
  }

  [[nodiscard]] static std::string tenths(double rate) {
    const auto rounded = std::lround(rate * 10);
    return std::to_string(rounded / 10) + '.' + std::to_string(rounded % 10);
  }

  void differ(std::string_view what, const std::string& is, const std::string& should_be) {
    if (is == should_be) return;
    differences_ += std::string{what} + " is " + is + " and should be " + should_be + "; ";
  }

  std::string body_;
  std::string differences_;
  std::size_t others_ = 0;
  waybill::testing::contract_world& world_;
  waybill::tracker tracker_{world_.subject(), options()};
};

}  // namespace waybill_test
