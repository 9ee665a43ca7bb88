#pragma once

// The seam to the JSON library.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include <waybill/impl/parse/json/utf8.hpp>
#include <waybill/json_writer.hpp>

namespace waybill {

WAYBILL_INLINE std::string to_json_text(std::string_view string) {
  if (detail::end_of_plain(string, 0) == string.size()) {  // nearly always, and far cheaper
    std::string result;
    result.reserve(string.size() + 2);
    return result.append(1, '"').append(string).append(1, '"');
  }
  return nlohmann::json(string).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

WAYBILL_INLINE std::string json_object(
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
