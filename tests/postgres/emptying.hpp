#pragma once

#include <initializer_list>
#include <string>

namespace waybill_test {

/// A statement that empties tables, whatever refers to what. Afterwards they are as young as new
/// ones: kept plans are made anew, and nothing is known of the tables' size.
[[nodiscard]] inline std::string emptying(std::initializer_list<std::string> tables) {
  std::string result = "TRUNCATE ";
  for (const auto& each : tables) result += (&each == tables.begin() ? "" : ", ") + each;
  return result;
}

}  // namespace waybill_test
