#pragma once

#include <string>
#include <vector>

#include <waybill/json_reader.hpp>

namespace waybill::detail {

/// The strings of a JSON array, which is how a text[] comes back unharmed.
[[nodiscard]] inline std::vector<std::string> read_list(const std::string& json) {
  const auto parsed = read_json(json, {});
  std::vector<std::string> result;
  for (auto item = json_view{parsed.document}.first(); item.exists(); item = item.next()) {
    result.emplace_back(item.text());
  }
  return result;
}

}  // namespace waybill::detail
