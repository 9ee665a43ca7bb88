#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include <waybill/json_document.hpp>
#include <waybill/parse_report.hpp>

namespace waybill {

/// One provider's wire format: which fields matter, and what they mean. A value; a provider of
/// your own is one more function that makes such a value (impl/parse/evolution.ipp is the example).
struct dialect {
  std::string_view name{};           ///< not copied: a literal
  std::vector<json_field> fields{};  ///< the member names `read` looks at
  /// Adds an entry to the report for each item of a body. Called from any thread, often at once;
  /// must not throw.
  std::function<void(const json_view& body, parse_report& report)> read{};
};

}  // namespace waybill
