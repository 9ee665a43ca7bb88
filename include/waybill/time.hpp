#pragma once

#include <chrono>

namespace waybill {

/// A moment in UTC with microsecond resolution, the resolution PostgreSQL keeps.
using time_point = std::chrono::sys_time<std::chrono::microseconds>;

}  // namespace waybill
