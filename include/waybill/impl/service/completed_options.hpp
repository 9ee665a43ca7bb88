#pragma once

#include <waybill/dialects/evolution.hpp>
#include <waybill/tracker_options.hpp>

namespace waybill::detail {

/// Options in which every default is filled in that their struct leaves open.
[[nodiscard]] inline tracker_options completed(tracker_options options) {
  if (!options.dialect.read) options.dialect = waybill::evolution();
  return options;
}

}  // namespace waybill::detail
