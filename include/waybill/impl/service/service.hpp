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

}  // namespace waybill::detail
