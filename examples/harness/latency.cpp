// waybill latency: how fast a campaign goes.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "commands.hpp"
#include "opened_store.hpp"
#include "options.hpp"
#include "views.hpp"

namespace waybill_harness {

namespace {

using nlohmann::ordered_json;
using waybill::campaign_pace;

struct latency_options : work_options {
  std::string campaign{};
  std::size_t minutes = 30;
  long patience = 72;  ///< hours
};

[[nodiscard]] ordered_json moment(const std::optional<waybill::time_point>& at) {
  return at ? ordered_json(iso_time(*at)) : ordered_json(nullptr);
}

[[nodiscard]] ordered_json seconds_of(const waybill::latency_counts& counts, double share) {
  const auto took = counts.quantile(share);
  return took ? ordered_json(std::chrono::duration<double>{*took}.count()) : ordered_json(nullptr);
}

[[nodiscard]] ordered_json row_of(const char* from, const char* to,
                                  const waybill::latency_counts& counts) {
  return {{"from", from},
          {"to", to},
          {"messages", counts.total()},
          {"p50_seconds", seconds_of(counts, 0.5)},
          {"p90_seconds", seconds_of(counts, 0.9)},
          {"p99_seconds", seconds_of(counts, 0.99)}};
}

/// A time in the unit that suits it, with two digits or three: they are not known better.
[[nodiscard]] std::string duration_text(double seconds) {
  constexpr double minute = 60;
  constexpr double hour = 60 * minute;
  constexpr double day = 24 * hour;
  if (seconds < 1) return "< 1 s";
  if (seconds < 2 * minute) return fmt::format("{:.3g} s", seconds);
  if (seconds < 2 * hour) return fmt::format("{:.3g} min", seconds / minute);
  if (seconds < 2 * day) return fmt::format("{:.3g} h", seconds / hour);
  return fmt::format("{:.3g} d", seconds / day);
}

[[nodiscard]] column duration_column(const char* title, const std::string& member) {
  return {title, "", cell::text, [member](const ordered_json& row) {
            const auto& seconds = row[member];
            return seconds.is_null() ? std::string{"-"} : duration_text(seconds.get<double>());
          }};
}

void show_times(report& out, const campaign_pace& pace) {
  static const columns what{{"from", "from"},
                            {"to", "to"},
                            {"messages", "messages", cell::number},
                            duration_column("half within", "p50_seconds"),
                            duration_column("90 %", "p90_seconds"),
                            duration_column("99 %", "p99_seconds")};
  out.table("latency", "", what,
            ordered_json::array({row_of("sent", "delivered", pace.to_delivered),
                                 row_of("delivered", "read", pace.to_read)}));
}

void show_minutes(report& out, const campaign_pace& pace, std::size_t limit) {
  static const columns what{{"minute", "minute"},
                            {"sent", "sent_count", cell::number},
                            {"delivered", "delivered_count", cell::number},
                            {"read", "read_count", cell::number},
                            {"failed", "failed_count", cell::number}};
  auto rows = ordered_json::array();
  const auto& all = pace.minutes;
  for (auto each = all.end() - static_cast<std::ptrdiff_t>(std::min(limit, all.size()));
       each != all.end(); ++each) {
    rows.push_back({{"minute", iso_time(each->minute)},
                    {"sent_count", each->sent},
                    {"delivered_count", each->delivered},
                    {"read_count", each->read},
                    {"failed_count", each->failed}});
  }
  out.table("minutes", "", what, rows);
}

/// The moments, as a table for people.
void show_moments(report& out, const campaign_pace& pace, const latency_options& options) {
  const auto now =
      std::chrono::floor<waybill::time_point::duration>(std::chrono::system_clock::now());
  const ordered_json row{
      {"started_at", moment(pace.started_at)},
      {"first_report_at", moment(pace.first_report_at)},
      {"last_report_at", moment(pace.last_report_at)},
      {"completed_at", moment(pace.completed_at(now, std::chrono::hours{options.patience}))},
      {"awaited", pace.awaited()}};
  for (const auto& [name, value] : row.items()) out.set(name.c_str(), value);
  if (out.as_json) return;
  static const columns what{{"started", "started_at"},
                            {"first report", "first_report_at"},
                            {"last report", "last_report_at"},
                            {"completed", "completed_at"},
                            {"awaited", "awaited", cell::number}};
  out.table(nullptr, "", what, ordered_json::array({row}));
}

void run(const latency_options& options, report& out) {
  const ready_store store{options};
  const auto pace = store.tracker().pace({options.tenant, options.campaign});
  if (!pace) throw options.unknown_campaign(options.campaign);
  out.set("campaign", options.campaign);
  out.set("is_kept", pace->is_kept);
  if (!pace->is_kept) {
    out.say("These tables do not keep it: name a table as campaign_pace in the schema.");
    return;
  }
  show_moments(out, *pace, options);
  show_times(out, *pace);
  show_minutes(out, *pace, options.minutes);
}

}  // namespace

void add_latency(CLI::App& program, report& out) {
  auto* const command = program.add_subcommand(
      "latency", "Show how fast a campaign goes: by minute, and how long messages take");
  const auto options = std::make_shared<latency_options>();
  options->add_store(*command);
  options->add_tenant(*command);
  command->add_option("CAMPAIGN", options->campaign)->required();
  command->add_option("--minutes", options->minutes, "Show so many minutes, the last ones")
      ->capture_default_str();
  command
      ->add_option("--patience", options->patience,
                   "Complete after so many hours without a send or a report")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->callback([options, &out] { run(*options, out); });
}

}  // namespace waybill_harness
