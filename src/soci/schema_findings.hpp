#pragma once

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace waybill::detail {

/// What a look at tables has found, a sentence each.
struct schema_findings {
  std::vector<std::string> problems{};  ///< keep waybill from working on them
  std::vector<std::string> warnings{};  ///< works, but should be changed

  template <typename... Values>
  void problem(fmt::format_string<Values...> text, Values&&... values) {
    problems.push_back(fmt::format(text, std::forward<Values>(values)...));
  }
  template <typename... Values>
  void warning(fmt::format_string<Values...> text, Values&&... values) {
    warnings.push_back(fmt::format(text, std::forward<Values>(values)...));
  }
};

}  // namespace waybill::detail
