#pragma once

// The one place the version is written: CMake reads it from here.

#include <string_view>

#include <waybill/config.hpp>

#define WAYBILL_VERSION_MAJOR 0
#define WAYBILL_VERSION_MINOR 1
#define WAYBILL_VERSION_PATCH 0

#define WAYBILL_TEXT_OF(number) #number
#define WAYBILL_JOIN(major, minor, patch) \
  WAYBILL_TEXT_OF(major) "." WAYBILL_TEXT_OF(minor) "." WAYBILL_TEXT_OF(patch)

namespace waybill {

/// The version of these headers, as `major.minor.patch`. Before 1.0 a new minor version may break
/// compatibility.
inline constexpr std::string_view version =
    WAYBILL_JOIN(WAYBILL_VERSION_MAJOR, WAYBILL_VERSION_MINOR, WAYBILL_VERSION_PATCH);

}  // namespace waybill

#undef WAYBILL_JOIN
#undef WAYBILL_TEXT_OF
