#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace waybill_harness {

// Comma-separated values as RFC 4180 has them, in UTF-8.

/// A value as spreadsheets may open it: one that begins as a formula does gets an apostrophe before
/// it, which makes a text of it.
[[nodiscard]] std::string csv_cell(std::string_view value);

/// The line of names, and that of one row of them. What is null is empty.
[[nodiscard]] std::string csv_header(const std::vector<const char*>& members);
[[nodiscard]] std::string csv_line(const std::vector<const char*>& members,
                                   const nlohmann::ordered_json& row);

}  // namespace waybill_harness
