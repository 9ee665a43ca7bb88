#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

// Every way to break a body in one place.
namespace waybill_test {

using body_json = nlohmann::ordered_json;  // a mutation changes one place, not the order

/// What stands in for a value: JSON texts, and some that are none.
[[nodiscard]] inline const std::vector<std::string>& odd_values() {
  static const std::vector<std::string> values{"null",
                                               "true",
                                               "false",
                                               "0",
                                               "-1",
                                               "2",
                                               "2.0",
                                               "2.5",
                                               "1e18",
                                               "1e999",
                                               "-0",
                                               "18446744073709551616",
                                               "NaN",
                                               R"("")",
                                               R"("2")",
                                               R"(" 2")",
                                               R"("\u0000")",
                                               R"("\ud800")",
                                               "\"\xff\xfe\"",
                                               "\"\xed\xa0\x80\"",
                                               "[]",
                                               "{}",
                                               "[[[]]]",
                                               "[2]",
                                               R"({"a":[{}]})",
                                               '"' + std::string(300, 'x') + '"',
                                               '"' + std::string(255, 'y') + '"',
                                               ""};
  return values;
}

inline void collect_places(const body_json& value, const body_json::json_pointer& here,
                           std::vector<body_json::json_pointer>& out) {
  out.push_back(here);
  if (!value.is_structured()) return;
  for (const auto& [key, child] : value.items()) {
    collect_places(child, value.is_array() ? here / std::stoul(key) : here / key, out);
  }
}

/// The text before and after one value of a body.
[[nodiscard]] inline std::pair<std::string, std::string> text_around(
    body_json body, const body_json::json_pointer& place) {
  const std::string marker = "\"@here@\"";
  body[place] = "@here@";
  const auto text = body.dump();
  const auto at = text.find(marker);
  return {text.substr(0, at), text.substr(at + marker.size())};
}

[[nodiscard]] inline std::string without(body_json body, const body_json::json_pointer& place) {
  auto& parent = body[place.parent_pointer()];
  if (parent.is_object()) {
    parent.erase(place.back());
  } else {
    parent.erase(std::stoul(place.back()));
  }
  return body.dump();
}

/// The member, or the element of a list, twice: as it was, or the second time as `null`.
[[nodiscard]] inline std::array<std::string, 2> doubled(const body_json& body,
                                                        const body_json::json_pointer& place) {
  const auto [before, after] = text_around(body, place);
  const auto value = body[place].dump();
  const bool is_member = body[place.parent_pointer()].is_object();
  const auto key = is_member ? body_json(place.back()).dump() + ":" : std::string{};
  return {before + value + "," + key + value + after, before + value + "," + key + "null" + after};
}

template <typename Callback>
void for_each_truncation(std::string_view body, Callback&& callback) {
  for (std::size_t size = 0; size < body.size(); ++size) callback(body.substr(0, size));
}

/// Each value of a JSON body replaced by each odd value, dropped, and doubled.
template <typename Callback>
void for_each_replacement(const body_json& body, Callback&& callback) {
  std::vector<body_json::json_pointer> places;
  collect_places(body, body_json::json_pointer{}, places);
  for (const auto& place : places) {
    const auto [before, after] = text_around(body, place);
    for (const auto& odd : odd_values()) callback(std::string_view{before + odd + after});
    if (place.empty()) continue;
    callback(std::string_view{without(body, place)});
    for (const auto& text : doubled(body, place)) callback(std::string_view{text});
  }
}

/// Each field of a form without its value, with an odd one, dropped, and doubled.
template <typename Callback>
void for_each_field_change(std::string_view form, Callback&& callback) {
  for (std::size_t begin = 0; begin < form.size();) {
    const auto end = std::min(form.find('&', begin), form.size());
    const std::string before{form.substr(0, begin)};
    const std::string after{form.substr(end)};
    const std::string field{form.substr(begin, end - begin)};
    const auto name = field.substr(0, field.find('='));
    for (const auto& odd : {"", "=", "=%", "=%0", "=%00", "=%ff", "=+", "=%7B%7D", "=null", "=2"}) {
      const auto changed = before + name + odd + after;
      callback(std::string_view{changed});
    }
    for (const auto& text : {before + after, before + field + '&' + field + after}) {
      callback(std::string_view{text});
    }
    begin = end + 1;
  }
}

/// Calls `callback(std::string_view)` for every truncation of `body` and for every change of one of
/// its values, of JSON or of a form. What it is given lives as long as the call.
template <typename Callback>
void for_each_mutation(std::string_view body, Callback&& callback) {
  for_each_truncation(body, callback);
  const auto json = body_json::parse(body, nullptr, false);
  if (!json.is_discarded()) {
    for_each_replacement(json, callback);
  } else if (body.find('=') != std::string_view::npos) {
    for_each_field_change(body, callback);
  }
}

}  // namespace waybill_test
