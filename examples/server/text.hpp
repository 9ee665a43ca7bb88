#pragma once

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <string>

namespace waybill_server {

/// Names in HTTP are the same in any case.
[[nodiscard]] inline std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// A line on standard error, whole even if several threads write.
inline void write_error_line(const std::string& line) {
  std::fprintf(stderr, "%s\n", line.c_str());
}

}  // namespace waybill_server
