#pragma once

#include <cstddef>
#include <cstdio>
#include <limits>
#include <string>
#include <string_view>

namespace waybill_cli {

/// How a stream may be written to: all that differs between a terminal and anything else.
struct look {
  bool is_terminal = false;
  bool has_colours = false;  ///< a terminal, and NO_COLOR is unset
  std::size_t width = std::numeric_limits<std::size_t>::max();  ///< cells in a line

  [[nodiscard]] std::string bold(std::string_view text) const;
  [[nodiscard]] std::string red(std::string_view text) const;
};

[[nodiscard]] look look_of(std::FILE* stream);

}  // namespace waybill_cli
