#pragma once

#include <exception>
#include <string_view>
#include <utility>

#include <fmt/core.h>

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

/// Says in a `catch (...)` what was thrown, after `what` it stopped.
inline void log_exception(const log_hook& hook, severity level, const log_ids& ids,
                          std::string_view what) noexcept {
  try {
    throw;
  } catch (const std::exception& error) {
    log(hook, level, ids, "{}: {}", what, error.what());
  } catch (...) {
    log(hook, level, ids, "{}", what);
  }
}

}  // namespace waybill::detail
