#pragma once

#include <memory>

#include <waybill/store.hpp>
#include <waybill/tracker_options.hpp>

namespace waybill::detail {

class warning_pace;

/// What tracker and ingestor share, so that they cannot disagree: one store, one configuration.
struct service {
  store& where;
  tracker_options options;  ///< completed
  std::shared_ptr<warning_pace> warnings;
};

/// Where updates are parked; null where none are, for want of a place or by a cap of 0.
[[nodiscard]] inline parking_store* parking_in_use(const service& of) noexcept {
  return of.options.parking_cap == 0 ? nullptr : of.where.parking();
}

}  // namespace waybill::detail
