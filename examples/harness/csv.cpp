#include "csv.hpp"

#include <cstddef>

namespace waybill_harness {

namespace {

template <typename Cell>
[[nodiscard]] std::string line_of(const std::vector<const char*>& members, const Cell& cell) {
  std::string result;
  for (const auto* const member : members) {
    if (member != members.front()) result += ',';
    result += csv_cell(cell(member));
  }
  return result + "\r\n";
}

}  // namespace

std::string csv_cell(std::string_view value) {
  constexpr std::string_view begins_formula = "=+-@\t\r";
  std::string text{value};
  if (!text.empty() && begins_formula.find(text.front()) != std::string_view::npos) {
    text.insert(text.begin(), '\'');
  }
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  for (auto at = text.find('"'); at != std::string::npos; at = text.find('"', at + 2)) {
    text.insert(at, 1, '"');
  }
  return '"' + text + '"';
}

std::string csv_header(const std::vector<const char*>& members) {
  return line_of(members, [](const char* member) { return std::string{member}; });
}

std::string csv_line(const std::vector<const char*>& members, const nlohmann::ordered_json& row) {
  return line_of(members, [&](const char* member) {
    const auto& value = row.at(member);
    return value.is_null() ? std::string{} : value.get<std::string>();
  });
}

}  // namespace waybill_harness
