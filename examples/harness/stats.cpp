// waybill stats: the counters of campaigns and instances, once or again and again.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "interruption.hpp"
#include "opened_store.hpp"
#include "options.hpp"
#include "views.hpp"

namespace waybill_harness {

namespace {

using nlohmann::ordered_json;
using std::chrono::steady_clock;

struct stats_options : work_options {
  std::string campaign{};
  double interval = 0;  ///< seconds between two looks; 0 for one look
};

/// What is known at one moment.
struct stats_frame {
  ordered_json campaigns = ordered_json::array();
  ordered_json instances = ordered_json::array();

  friend bool operator==(const stats_frame&, const stats_frame&) = default;
};

[[nodiscard]] stats_frame look_up(const ready_store& store, const stats_options& options) {
  const auto tracker = store.tracker();
  auto* const catalog = (*store).catalog();
  stats_frame frame;
  std::vector<std::string> campaigns{options.campaign};
  if (options.campaign.empty()) campaigns = catalog->campaigns(options.tenant);
  for (const auto& each : campaigns) {
    const auto stats = tracker.campaign_stats({options.tenant, each});
    if (!stats) throw options.unknown_campaign(each);
    frame.campaigns.push_back(to_json(each, *stats));
  }
  if (catalog == nullptr) return frame;
  for (const auto& each : catalog->instances(options.tenant)) {
    const auto gauges = tracker.instance_stats({options.tenant, each});
    if (gauges) frame.instances.push_back(to_json(each, *gauges));
  }
  return frame;
}

void show_once(const stats_options& options, report& out) {
  const ready_store store{options};
  const auto frame = look_up(store, options);
  out.table("campaigns", "", campaign_columns(), frame.campaigns);
  out.table("instances", "", instance_columns(), frame.instances);
  if (frame.campaigns.empty()) {
    out.say("There is no campaign yet; to add one: " + options.to_type({"campaign", "add", "ID"}));
  }
}

struct counter {
  const char* count;
  const char* change;
  const char* title;  ///< of the change
};
constexpr std::array watched{counter{"sent_count", "sent_per_second", "sent/s"},
                             counter{"delivered_count", "delivered_per_second", "delivered/s"},
                             counter{"read_count", "read_per_second", "read/s"},
                             counter{"failed_count", "failed_per_second", "failed/s"}};

[[nodiscard]] columns watched_columns() {
  auto result = campaign_columns();
  for (const auto& each : watched) result.push_back({each.title, each.change, cell::rate});
  return result;
}

[[nodiscard]] const ordered_json* find_campaign(const ordered_json& rows,
                                                const ordered_json& campaign) {
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&](const auto& row) { return row["campaign"] == campaign; });
  return found == rows.end() ? nullptr : &*found;
}

/// Shows frame after frame, with the change of each campaign a second. A terminal is drawn anew for
/// each frame; elsewhere only frames that differ from the last are shown.
class stats_watch {
 public:
  stats_watch(report& out, double interval) : out_(out), interval_(interval) {}

  void take(const stats_frame& frame) {
    trouble_.clear();
    const auto now = steady_clock::now();
    if (out_.redraws() || frame != last_)
      draw({with_change(frame.campaigns, now), frame.instances});
    last_ = frame;
    taken_ = now;
  }

  /// The store failed: this time there is no frame.
  void miss(std::string_view why) {
    if (why == trouble_) return;
    trouble_ = why;
    fmt::print(stderr, "{} {}; it is tried again every {:g} s\n", look_of(stderr).red("waybill:"),
               why, interval_);
  }

 private:
  [[nodiscard]] ordered_json with_change(ordered_json campaigns,
                                         steady_clock::time_point now) const {
    const auto seconds = std::chrono::duration<double>(now - taken_).count();
    for (auto& row : campaigns) {
      const auto* const before = last_ ? find_campaign(last_->campaigns, row["campaign"]) : nullptr;
      for (const auto& each : watched) {
        row[each.change] = nullptr;
        if (before == nullptr) continue;
        const auto more = row[each.count].get<double>() - (*before)[each.count].get<double>();
        row[each.change] = more / seconds;
      }
    }
    return campaigns;
  }

  void draw(const stats_frame& frame) {
    static const auto what = watched_columns();
    const auto now = std::chrono::system_clock::now();
    const auto at = iso_time(std::chrono::floor<waybill::time_point::duration>(now));
    out_.set("at", at);
    auto heading = "At " + at;
    if (out_.redraws()) {
      out_.clear_screen();
      heading += fmt::format(", every {:g} s; Ctrl-C ends it", interval_);
    }
    out_.table("campaigns", heading, what, frame.campaigns);
    out_.table("instances", "", instance_columns(), frame.instances);
    out_.finish();
  }

  report& out_;
  double interval_;
  std::optional<stats_frame> last_;
  steady_clock::time_point taken_{};  ///< the last one
  std::string trouble_{};             ///< that was told already
};

/// One look after the other, until it is interrupted.
void watch(const stats_options& options, report& out) {
  const interruption ctrl_c;
  const ready_store store{options};
  stats_watch frames{out, options.interval};
  do {
    try {
      frames.take(look_up(store, options));
    } catch (const waybill::store_error& error) {
      frames.miss(error.what());
    }
  } while (!ctrl_c.comes_within(std::chrono::duration<double>{options.interval}));
  if (out.redraws()) out.say("");  // below the ^C
}

void run(const stats_options& options, report& out) {
  if (options.campaign.empty() && !options.schema_file.empty()) {
    throw usage_error{"name the CAMPAIGN: existing tables are not searched for all of them"};
  }
  if (options.interval != 0) return watch(options, out);
  show_once(options, out);
}

[[nodiscard]] std::string seconds_or_advice(const std::string& text) {
  const auto told = CLI::PositiveNumber(text);
  if (told.empty()) return {};
  return "SECONDS must be a number above 0, not '" + text + "'; a CAMPAIGN goes before --watch";
}

}  // namespace

void add_stats(CLI::App& program, report& out) {
  auto* const command =
      program.add_subcommand("stats", "Show the counters of campaigns and instances");
  const auto options = std::make_shared<stats_options>();
  options->add_store(*command);
  options->add_tenant(*command);
  command->add_option("CAMPAIGN", options->campaign, "Only this one");
  command
      ->add_option("--watch", options->interval,
                   "Look again every so many seconds, and show the change a second; Ctrl-C ends it")
      ->type_name("[SECONDS]")
      ->expected(0, 1)
      ->default_str("2")
      ->check(seconds_or_advice);
  command->callback([options, &out] { run(*options, out); });
}

}  // namespace waybill_harness
