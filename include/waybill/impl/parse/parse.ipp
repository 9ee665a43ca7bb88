#pragma once

#include <string_view>

#include <waybill/dialects/form_fields.hpp>
#include <waybill/parse.hpp>

namespace waybill {

namespace detail {

/// Whether a body is a form. Proxies and forwarders change the type that they name, so a dialect
/// that takes no forms is not asked.
[[nodiscard]] inline bool is_form(const dialect& provider, std::string_view body,
                                  std::string_view content_type) noexcept {
  if (provider.read_form == nullptr) return false;
  if (!content_type.empty()) return dialects::is_form_type(content_type);
  const auto first = body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first == std::string_view::npos || (body[first] != '{' && body[first] != '[');
}

}  // namespace detail

WAYBILL_INLINE parse_report parse(const dialect& provider, std::string_view body,
                                  const json_limits& limits, std::string_view content_type) {
  parse_report report;
  auto [document, problem] = detail::is_form(provider, body, content_type)
                                 ? provider.read_form(body, provider.fields, limits)
                                 : read_json(body, provider.fields, limits);
  if (problem) {
    report.add(*problem);
  } else {
    provider.read(json_view{document}, report);
  }
  return report;
}

}  // namespace waybill
