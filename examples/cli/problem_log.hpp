#pragma once

#include <waybill/waybill.hpp>

namespace waybill_cli {

/// A tracker's options whose warnings and errors go to standard error, each sentence once: a store
/// that fails every line of a file says why, and not once a line.
[[nodiscard]] waybill::tracker_options telling_problems(waybill::tracker_options options);

}  // namespace waybill_cli
