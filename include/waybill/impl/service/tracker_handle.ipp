#pragma once

// tracker::handle; tracker.hpp includes this file.

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/dialects/evolution.hpp>
#include <waybill/impl/service/opened_body.hpp>
#include <waybill/impl/service/park.hpp>
#include <waybill/impl/service/parking_room.hpp>
#include <waybill/tracker.hpp>

namespace waybill {

namespace detail {

/// Options in which every default is filled in that their struct leaves open.
[[nodiscard]] inline tracker_options completed(tracker_options options) {
  if (!options.dialect.read) options.dialect = waybill::evolution();
  return options;
}

/// Now and then makes some room for what was parked. A tracker has no thread that could do it
/// later, so it is a small step, taken often enough to keep up.
inline void look_at_cap(const service& of, std::string_view tenant,
                        std::span<const settled_update> settled) {
  auto* const parking = parking_in_use(of);
  if (parking == nullptr) return;
  const auto parked = std::count_if(settled.begin(), settled.end(),
                                    [](const auto& each) { return may_wait(each.ending); });
  const auto step = std::min(parking_room::slack(of.options.parking_cap), parking_room::chunk / 2);
  if (!parking_room::wants_look(static_cast<std::size_t>(parked), step)) return;
  parking_room{*parking, of.options}.make_some(tenant);
}

}  // namespace detail

WAYBILL_INLINE tracker::tracker(store& where, tracker_options options)
    : service_{where, detail::completed(std::move(options)),
               std::make_shared<detail::warning_pace>()} {}

WAYBILL_INLINE reply tracker::process(std::string_view body, const origin& from,
                                      std::chrono::milliseconds within,
                                      std::string_view content_type) const {
  const auto& options = service_.options;
  const auto report = detail::read_body(service_, body, from, content_type);
  auto opened = detail::open_body(report, from, options.clock->now());
  if (opened.updates.empty()) return detail::close_body(std::move(opened), {}, false);
  detail::call in{service_, within};
  const auto settled = detail::settle_or_park(in, opened.updates);
  detail::look_at_cap(service_, from.tenant, settled);
  auto result = detail::close_body(std::move(opened), settled, options.replies_name_contact);
  result.transitions = in.take_moved();
  return result;
}

WAYBILL_INLINE reply tracker::handle(std::string_view body, const origin& from,
                                     std::optional<std::chrono::milliseconds> within,
                                     std::string_view content_type) const noexcept {
  const auto& options = service_.options;
  try {
    return process(body, from, within.value_or(options.deadline), content_type);
  } catch (...) {
    detail::log_exception(options.on_log, severity::error, {from.tenant, {}, {}, {}},
                          "not handled");
  }
  return detail::not_processed();
}

}  // namespace waybill
