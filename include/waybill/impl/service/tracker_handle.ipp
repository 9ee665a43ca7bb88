#pragma once

// tracker::handle; tracker.hpp includes this file.

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/impl/service/completed_options.hpp>
#include <waybill/impl/service/logger.hpp>
#include <waybill/impl/service/opened_body.hpp>
#include <waybill/impl/service/parking_room.hpp>
#include <waybill/impl/service/update_pipeline.hpp>
#include <waybill/tracker.hpp>

namespace waybill {

namespace detail {

/// Now and then makes some room for what was parked. A tracker has no thread that could do it
/// later, so it is a small step, taken often enough to keep up.
inline void look_at_cap(store& where, const tracker_options& options, std::string_view tenant,
                        std::span<const settled_update> settled) {
  auto* const parking = where.parking();
  if (parking == nullptr || options.parking_cap == 0) return;
  const auto parked = std::count_if(settled.begin(), settled.end(),
                                    [](const auto& each) { return may_wait(each.ending); });
  const auto step = std::min(parking_room::slack(options.parking_cap), parking_room::chunk / 2);
  if (!parking_room::wants_look(static_cast<std::size_t>(parked), step)) return;
  parking_room{*parking, options}.make_some(tenant);
}

}  // namespace detail

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
    detail::look_at_cap(store_, options_, from.tenant, settled);
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
