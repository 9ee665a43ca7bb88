#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace waybill_server {

/// A line of CSV (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe
/// before it, because gateways and contacts choose texts.
[[nodiscard]] inline std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (const auto& cell : cells) {
    if (&cell != &cells.front()) line += ',';
    line += '"';
    if (cell.find_first_of("=+-@\t\r") == 0) line += '\'';
    for (const auto byte : cell) line += byte == '"' ? std::string{"\"\""} : std::string{byte};
    line += '"';
  }
  return line + "\r\n";
}

}  // namespace waybill_server
