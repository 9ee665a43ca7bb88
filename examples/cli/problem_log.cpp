#include "problem_log.hpp"

#include <cstdio>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "text.hpp"

namespace waybill_cli {

namespace {

/// Told by any number of threads.
class problem_log {
 public:
  void tell(waybill::severity level, std::string_view text, const waybill::log_ids& about) {
    if (level == waybill::severity::info) return;
    const std::scoped_lock lock{mutex_};
    if (!told_.emplace(text).second) return;
    // Ids come from the gateway: as JSON they can break no line.
    fmt::print(stderr, "{} {}: {} (message {}, instance {})\n", look_of(stderr).red("waybill:"),
               to_string(level), text, waybill::to_json_text(about.message_id),
               waybill::to_json_text(about.instance));
  }

 private:
  std::mutex mutex_;
  std::set<std::string, std::less<>> told_;
};

}  // namespace

waybill::tracker_options telling_problems(waybill::tracker_options options) {
  options.on_log = [log = std::make_shared<problem_log>()](
                       auto level, auto text, const auto& about) { log->tell(level, text, about); };
  return options;
}

}  // namespace waybill_cli
