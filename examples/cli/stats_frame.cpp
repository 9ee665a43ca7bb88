#include "stats_frame.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include <fmt/format.h>

#include "summary.hpp"
#include "views.hpp"

namespace waybill_cli {

using nlohmann::ordered_json;

namespace {

struct counter {
  const char* count;
  const char* change;
  const char* title;  ///< of the change
};
constexpr std::array counters{counter{"sent_count", "sent_per_second", "sent/s"},
                              counter{"delivered_count", "delivered_per_second", "delivered/s"},
                              counter{"read_count", "read_per_second", "read/s"},
                              counter{"failed_count", "failed_per_second", "failed/s"}};

[[nodiscard]] columns watched_columns() {
  auto result = campaign_columns();
  for (const auto& each : counters) result.push_back(rate_column(each.title, each.change));
  return result;
}

[[nodiscard]] const ordered_json* find_campaign(const ordered_json& rows,
                                                const ordered_json& campaign) {
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&](const auto& row) { return row["campaign"] == campaign; });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace

void show(report& out, const stats_frame& frame) {
  out.table("campaigns", "", campaign_columns(), frame.campaigns);
  out.table("instances", "", instance_columns(), frame.instances);
}

void stats_watch::take(const stats_frame& frame) {
  trouble_.clear();
  const auto now = clock::now();
  if (out_.redraws() || frame != last_) draw({with_change(frame.campaigns, now), frame.instances});
  last_ = frame;
  taken_ = now;
}

void stats_watch::miss(std::string_view why) {
  if (why == trouble_) return;
  trouble_ = why;
  fmt::print(stderr, "{} {}; it is tried again every {:g} s\n", look_of(stderr).red("waybill:"),
             why, interval_);
}

ordered_json stats_watch::with_change(ordered_json campaigns, clock::time_point now) const {
  const auto seconds = std::chrono::duration<double>(now - taken_).count();
  for (auto& row : campaigns) {
    const auto* const before = last_ ? find_campaign(last_->campaigns, row["campaign"]) : nullptr;
    for (const auto& each : counters) {
      row[each.change] = nullptr;
      if (before == nullptr) continue;
      const auto more = row[each.count].get<double>() - (*before)[each.count].get<double>();
      row[each.change] = more / seconds;
    }
  }
  return campaigns;
}

void stats_watch::draw(const stats_frame& frame) {
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

}  // namespace waybill_cli
