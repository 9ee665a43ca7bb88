#pragma once

#include <string>
#include <string_view>

namespace waybill::detail {

/// One step of a JSON pointer, its slash included: `~` and `/` are written `~0` and `~1` (RFC
/// 6901).
[[nodiscard]] inline std::string pointer_step(std::string_view name) {
  std::string step{"/"};
  for (const char c : name) {
    if (c == '~') {
      step += "~0";
    } else if (c == '/') {
      step += "~1";
    } else {
      step += c;
    }
  }
  return step;
}

}  // namespace waybill::detail
