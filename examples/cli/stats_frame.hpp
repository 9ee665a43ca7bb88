#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "report.hpp"

namespace waybill_cli {

/// What `stats` knows at one moment: rows as in summary.hpp.
struct stats_frame {
  nlohmann::ordered_json campaigns = nlohmann::ordered_json::array();
  nlohmann::ordered_json instances = nlohmann::ordered_json::array();

  friend bool operator==(const stats_frame&, const stats_frame&) = default;
};

void show(report& out, const stats_frame& frame);

/// Frames that follow each other, with the change of each campaign a second. A terminal is drawn
/// anew for each; elsewhere what did not change is not told again.
class stats_watch {
 public:
  stats_watch(report& out, double interval) : out_(out), interval_(interval) {}

  void take(const stats_frame& frame);
  /// The store failed: this time there is no frame.
  void miss(std::string_view why);

 private:
  using clock = std::chrono::steady_clock;

  [[nodiscard]] nlohmann::ordered_json with_change(nlohmann::ordered_json campaigns,
                                                   clock::time_point now) const;
  void draw(const stats_frame& frame);

  report& out_;
  double interval_;
  std::optional<stats_frame> last_;
  clock::time_point taken_{};  ///< the last one
  std::string trouble_{};      ///< that is told already
};

}  // namespace waybill_cli
