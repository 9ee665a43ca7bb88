#pragma once

// The only writer of JSON text in waybill, and the seam to the JSON library.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include <waybill/detail/utf8.hpp>

namespace waybill {

/// A string as JSON text, quotes included. Invalid UTF-8 is replaced, never thrown at.
[[nodiscard]] inline std::string to_json_text(std::string_view string) {
  if (detail::end_of_plain(string, 0) == string.size()) {  // nearly always, and far cheaper
    std::string result;
    result.reserve(string.size() + 2);
    return result.append(1, '"').append(string).append(1, '"');
  }
  return nlohmann::json(string).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// A JSON object from members whose values are JSON text already, in the order given.
[[nodiscard]] inline std::string json_object(
    std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
  std::string result{"{"};
  for (const auto& [name, value] : members) {
    if (result.size() > 1) result += ',';
    result += to_json_text(name);
    result += ':';
    result += value;
  }
  return result + '}';
}

}  // namespace waybill
