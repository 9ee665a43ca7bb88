#pragma once

#include <exception>
#include <initializer_list>
#include <string>
#include <string_view>

#include <waybill/store_error.hpp>
#include <waybill/tracker_options.hpp>
#include <waybill/update.hpp>

namespace waybill::detail {

/// The text with each `{}` replaced by the next of the values. fmt would do it too, and cost each
/// file that includes the header-only form a tenth of its compile time.
[[nodiscard]] inline std::string filled(std::string_view text,
                                        std::initializer_list<std::string_view> values) {
  std::string result;
  for (const auto value : values) {
    const auto place = text.find("{}");
    result.append(text.substr(0, place)).append(value);
    text.remove_prefix(place + 2);
  }
  return result.append(text);
}

/// Writes a line to the hook, if there is one. A hook that throws breaks nothing.
inline void log(const log_hook& hook, severity level, const log_ids& ids, std::string_view text,
                std::initializer_list<std::string_view> values = {}) noexcept {
  if (!hook) return;
  try {
    hook(level, filled(text, values), ids);
  } catch (...) {  // NOLINT(bugprone-empty-catch): the host's log is not our business to fail on
  }
}

[[nodiscard]] inline log_ids ids_of(const incoming_update& in,
                                    std::string_view campaign = {}) noexcept {
  return {in.from.tenant, in.update.instance, in.update.message_id, campaign};
}

/// A line that tells of a store's error has its code as a field.
[[nodiscard]] constexpr log_ids with_sqlstate(std::string_view sqlstate, log_ids ids) noexcept {
  ids.sqlstate = sqlstate;
  return ids;
}

/// Says in a `catch (...)` what was thrown, after `what` it stopped.
inline void log_exception(const log_hook& hook, severity level, const log_ids& ids,
                          std::string_view what) noexcept {
  try {
    throw;
  } catch (const store_error& error) {
    log(hook, level, with_sqlstate(error.sqlstate(), ids), "{}: {}", {what, error.what()});
  } catch (const std::exception& error) {
    log(hook, level, ids, "{}: {}", {what, error.what()});
  } catch (...) {
    log(hook, level, ids, what);
  }
}

}  // namespace waybill::detail
