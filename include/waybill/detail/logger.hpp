#pragma once

#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <waybill/tracker_options.hpp>

namespace waybill::detail {

/// Formats a line for the hook, if there is one. A hook that throws breaks nothing.
template <typename... Args>
void log(const log_hook& hook, severity level, const log_ids& ids, fmt::format_string<Args...> text,
         Args&&... args) noexcept {
  if (!hook) return;
  try {
    hook(level, fmt::format(text, std::forward<Args>(args)...), ids);
  } catch (...) {  // NOLINT(bugprone-empty-catch): the host's log is not our business to fail on
  }
}

}  // namespace waybill::detail
