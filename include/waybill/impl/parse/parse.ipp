#pragma once

#include <string_view>

#include <waybill/parse.hpp>

namespace waybill {

WAYBILL_INLINE parse_report parse(const dialect& provider, std::string_view body,
                                  const json_limits& limits) {
  parse_report report;
  auto [document, problem] = read_json(body, provider.fields, limits);
  if (problem) {
    report.add(*problem);
  } else {
    provider.read(json_view{document}, report);
  }
  return report;
}

}  // namespace waybill
