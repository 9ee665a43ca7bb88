#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include <waybill/json_document.hpp>
#include <waybill/parse_report.hpp>

namespace waybill {

/// One provider's wire format: which fields matter, and what they mean. A value: for another
/// provider, write a function that returns one (see impl/parse/evolution.ipp).
struct dialect {
  std::string_view name{};           ///< not copied: a literal
  std::vector<json_field> fields{};  ///< the member names `read` looks at
  /// Adds an entry to the report for each item of a body. Called from several threads at once; must
  /// not throw.
  std::function<void(const json_view& body, parse_report& report)> read{};
};

}  // namespace waybill
