#include "problem_log.hpp"

#include <algorithm>
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
    // What comes from the gateway can break no line: ids are JSON, and texts have no controls.
    std::string line{text};
    std::replace_if(
        line.begin(), line.end(), [](unsigned char byte) { return byte < 0x20U || byte == 0x7FU; },
        '?');
    fmt::print(stderr, "{} {}: {} (message {}, instance {})\n", look_of(stderr).red("waybill:"),
               to_string(level), line, waybill::to_json_text(about.message_id),
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
