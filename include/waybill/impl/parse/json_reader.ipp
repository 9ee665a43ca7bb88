#pragma once

#include <algorithm>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include <waybill/impl/parse/json/scanner.hpp>
#include <waybill/impl/parse/json_collector.hpp>
#include <waybill/json_reader.hpp>

namespace waybill {

WAYBILL_INLINE json_result read_json(std::string_view bytes, std::span<const json_field> fields,
                                     const json_limits& limits) {
  constexpr std::size_t addressable = std::numeric_limits<json_document::index>::max();
  if (bytes.size() > std::min(limits.bytes, addressable)) {
    return {{}, issue{issue_code::too_large, "", "the body is over the size limit", "", 0}};
  }
  json_result result;
  detail::json_collector collector{fields, limits.depth, limits.values, result.document};
  detail::json_scanner scanner{bytes, collector};
  if (scanner.scan()) return result;
  result.problem = collector.problem();
  if (!result.problem) {
    const auto place = std::to_string(scanner.position());
    result.problem = issue{issue_code::invalid_json, "", "not JSON at byte " + place, "", 0};
  }
  return result;
}

WAYBILL_INLINE std::string to_json_text(const json_view& scalar) {
  if (!scalar.exists()) return "null";
  return scalar.is(json_kind::string) ? to_json_text(scalar.text()) : std::string{scalar.text()};
}

}  // namespace waybill
