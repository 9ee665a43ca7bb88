#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "harness/stories.hpp"

// What programs are told of a store, command by command.
namespace waybill_test {

/// The only line that a command prints.
[[nodiscard]] inline nlohmann::json told(const run_result& run) {
  CAPTURE(run.out);
  const auto lines = run.json_lines();
  REQUIRE(lines.size() == 1);
  return lines.front();
}

/// Whether two objects have the same members, in whatever order.
[[nodiscard]] inline bool has_members(const nlohmann::json& object,
                                      std::initializer_list<const char*> names) {
  if (object.size() != names.size()) return false;
  return std::all_of(names.begin(), names.end(),
                     [&](const char* name) { return object.contains(name); });
}

inline void tell_of_catalog(const store_harness& waybill) {
  using nlohmann::json;
  const auto missing = told(waybill("schema check --json"))["pending_migrations"];
  CHECK(missing > 0);
  CHECK(told(waybill("init --json"))["migrations"] == missing);
  CHECK(told(waybill("init --json"))["migrations"] == 0);
  CHECK(told(waybill("schema check --json"))["pending_migrations"] == 0);
  CHECK(contains(told(waybill("schema sql --json"))["sql"].get<std::string>(), "CREATE TABLE"));
  CHECK(told(waybill("campaign add spring --json")) == json{{"campaign", "spring"}});
  CHECK(told(waybill("campaign list --json")) == json{{"campaigns", {"spring"}}});
  CHECK(told(waybill("instance add shop-1 --json")) == json{{"instance", "shop-1"}});
  CHECK(told(waybill("instance list --json")) == json{{"instances", {"shop-1"}}});
}

inline void tell_of_messages(const store_harness& waybill) {
  using nlohmann::json;
  for (const std::string n : {"A", "B"}) {
    CHECK(told(waybill("sent row-" + n + " 3EB0" + n +
                       " --campaign spring --instance shop-1 --json")) ==
          json{{"row", "row-" + n}, {"send", "recorded"}, {"message_id", "3EB0" + n}});
  }
  CHECK(told(waybill.report("3EB0A", waybill::receipt::delivered)) ==
        json{{"file", "-"},
             {"http_status", 200},
             {"reply",
              {{"status", "updated"},
               {"message_id", "3EB0A"},
               {"old_status", "sent"},
               {"new_status", "delivered"},
               {"campaign", "spring"},
               {"contact", ""}}}});
  CHECK(told(waybill("sweep --json")) ==
        json{{"settled", 0}, {"expired", 0}, {"evicted", 0}, {"waiting", 0}});
  const auto ingested = told(waybill(
      "ingest - --json", webhook(shape::v2, "shop-1", "3EB0A", waybill::receipt::delivered)));
  CHECK(ingested["lines"] == 1);
  CHECK(ingested["replies"] ==
        json::array({{{"reply", "already_processed"}, {"http_status", 200}, {"count", 1}}}));
}

inline void tell_of_reports(const store_harness& waybill) {
  using nlohmann::json;
  const auto stats = told(waybill("stats spring --json"));
  CHECK(stats["campaigns"] == json::array({{{"campaign", "spring"},
                                            {"total_contacts", 2},
                                            {"sent_count", 2},
                                            {"delivered_count", 1},
                                            {"read_count", 0},
                                            {"failed_count", 0},
                                            {"delivery_rate", 50.0},
                                            {"read_rate", 0.0}}}));
  CHECK(has_members(stats["instances"].at(0),
                    {"instance", "health_score", "consecutive_errors", "counters_day",
                     "msgs_sent_today", "msgs_delivered_today", "msgs_read_today",
                     "msgs_failed_today", "last_success_at", "last_error"}));
  const auto log = waybill("log spring --json").json_lines();
  REQUIRE(log.size() == 3);
  CHECK(has_members(log[0], {"id", "created_at", "log_type", "severity", "row", "contact",
                             "instance", "message_id", "old_status", "new_status", "implied",
                             "error_code", "error_message", "failure_kind"}));
  CHECK(log[0]["log_type"] == "message_delivered");
  CHECK(log[0]["id"] > log[2]["id"]);
}

inline void tell_of_the_stalled(const store_harness& waybill) {
  const auto stalled = told(waybill("stalled --hours 0 --json"));
  CHECK(has_members(stalled,
                    {"row", "message_id", "campaign", "contact", "instance", "sent_at", "ask"}));
  CHECK(stalled["message_id"] == "3EB0B");
  CHECK(stalled["ask"] == nlohmann::json{{"method", "POST"},
                                         {"path", "/chat/findStatusMessage/shop-1"},
                                         {"body", {{"where", {{"id", "3EB0B"}}}}}});
  CHECK(told(waybill("stalled --hours 0 --json --gateway twilio"))["ask"].is_null());
  const auto failed = told(waybill("stalled --hours 0 --fail --json"));
  CHECK(failed["message_id"] == "3EB0B");
  CHECK(failed["new_status"] == "failed");
  CHECK(failed["failure_kind"] == "unknown");
  CHECK(waybill("stalled --hours 0 --json").out.empty());
}

inline void tell_of_latency(const store_harness& waybill) {
  const auto pace = told(waybill("latency spring --json"));
  CHECK(pace["is_kept"] == true);
  CHECK(pace["latency"][0]["from"] == "sent");
  CHECK(pace["latency"][0]["messages"] == 1);
  CHECK(pace["latency"][0]["p50_seconds"].is_number());
  CHECK(pace["latency"][1]["p50_seconds"].is_null());
  CHECK(pace["minutes"][0]["sent_count"].is_number());
  CHECK(pace["started_at"].is_string());
  CHECK(contains(waybill("latency spring").out, "half within"));
  CHECK(waybill("latency no_such --json").exit_code == 2);
}

inline void tell_of_failures(const store_harness& waybill) {
  CHECK(told(waybill("failures spring --json")) ==
        nlohmann::json{{"failure_kind", "unknown"},
                       {"error_code", "timeout"},
                       {"messages", 1},
                       {"sending_again_may_help", false}});
  CHECK(waybill("failures no_such --json").exit_code == 2);
}

[[nodiscard]] inline std::vector<std::string> rows_told(const run_result& run) {
  std::vector<std::string> result;
  for (const auto& each : run.json_lines()) result.push_back(each["row"]);
  return result;
}

inline void tell_of_recipients(const store_harness& waybill) {
  using rows = std::vector<std::string>;
  const auto all = waybill("recipients spring --json");
  CHECK(rows_told(all) == rows{"row-A", "row-B"});
  CHECK(has_members(
      all.json_lines().at(0),
      {"row", "campaign", "contact", "contact_name", "message_id", "instance", "status", "sent_at",
       "delivered_at", "read_at", "failed_at", "error_code", "error_message", "failure_kind"}));
  CHECK(all.json_lines().at(0)["status"] == "delivered");
  CHECK(rows_told(waybill("recipients spring --newest-first --limit 1 --json")) == rows{"row-B"});
  CHECK(rows_told(waybill("recipients spring --after row-A --json")) == rows{"row-B"});
  CHECK(rows_told(waybill("recipients spring --status failed --json")) == rows{"row-B"});
  CHECK(rows_told(waybill("recipients spring --kind unknown --json")) == rows{"row-B"});
  CHECK(waybill("recipients spring --status read --json").out.empty());
  CHECK(contains(waybill("recipients spring --limit 1").out, "The next page: --after row-A"));
  CHECK(waybill("recipients no_such").exit_code == 2);
  CHECK(waybill("recipients spring --status gone").exit_code == 2);
  CHECK(waybill("export spring --json").out == all.out);
}

inline void tell_of_a_message(const store_harness& waybill) {
  const auto message = told(waybill("message 3EB0A --json"));
  CHECK(message["row"] == "row-A");
  REQUIRE(message["log"].size() == 2);
  CHECK(message["log"][0]["log_type"] == "message_sent");
  CHECK(message["log"][1]["log_type"] == "message_delivered");
  CHECK(told(waybill("message --row row-A --json")) == message);
  CHECK(contains(waybill("message --row row-B").out, "message_failed"));
  CHECK(waybill("message no_such").exit_code == 2);
  CHECK(waybill("message --row no_such").exit_code == 2);
  CHECK(waybill("message").exit_code == 2);
}

inline void tell_of_audits(const store_harness& waybill) {
  const auto verified = told(waybill("verify spring --json"));
  CHECK(verified["campaign"] == "spring");
  CHECK(verified["holds"] == true);
  CHECK(verified["counters"]["failed_count"] == 1);
  CHECK(verified["rows"] == verified["counters"]);
  CHECK(verified["drift"]["failed_count"] == 0);
  CHECK(told(waybill("recount spring --json"))["corrected"] == false);
}

inline void tell_programs_of_a_campaign(const store_harness& waybill) {
  tell_of_catalog(waybill);
  tell_of_messages(waybill);
  tell_of_reports(waybill);
  tell_of_the_stalled(waybill);
  tell_of_failures(waybill);
  tell_of_latency(waybill);
  tell_of_recipients(waybill);
  tell_of_a_message(waybill);
  tell_of_audits(waybill);
}

}  // namespace waybill_test
