#pragma once

// tracker::handle; tracker.hpp includes this file.

#include <utility>
#include <vector>

#include <waybill/impl/service/completed_options.hpp>
#include <waybill/impl/service/logger.hpp>
#include <waybill/impl/service/opened_body.hpp>
#include <waybill/impl/service/update_pipeline.hpp>
#include <waybill/tracker.hpp>

namespace waybill {

WAYBILL_INLINE tracker::tracker(store& where, tracker_options options)
    : store_(where), options_(detail::completed(std::move(options))) {}

WAYBILL_INLINE reply tracker::process(std::string_view body, const origin& from,
                                      std::chrono::milliseconds within) const {
  const auto report = detail::read_body(options_, body, from);
  auto opened = detail::open_body(report, from, options_.clock->now());
  std::vector<detail::settled_update> settled;
  std::vector<status_transition> transitions;
  if (!opened.updates.empty()) {
    detail::retrier retry{*options_.clock, within};
    settled = detail::update_pipeline{store_, options_, retry, transitions}.run(opened.updates);
  }
  auto result = detail::close_body(std::move(opened), settled, options_.replies_name_contact);
  result.transitions = std::move(transitions);
  return result;
}

WAYBILL_INLINE reply
tracker::handle(std::string_view body, const origin& from,
                std::optional<std::chrono::milliseconds> within) const noexcept {
  try {
    return process(body, from, within.value_or(options_.deadline));
  } catch (...) {
    detail::log_exception(options_.on_log, severity::error, {from.tenant, {}, {}, {}},
                          "not handled");
  }
  return detail::not_processed();
}

}  // namespace waybill
