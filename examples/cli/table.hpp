#pragma once

#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "terminal.hpp"

namespace waybill_cli {

/// A column of a table for people. Its cells are written from the rows that programs get as JSON,
/// so that the two cannot differ.
struct column {
  enum class kind {
    text,       ///< whole, to the left
    long_text,  ///< the same, and cut where a terminal is too narrow for the table
    number,     ///< to the right
  };

  std::string title{};
  kind what = kind::text;
  std::function<std::string(const nlohmann::ordered_json& row)> write{};
};
using columns = std::vector<column>;

// Columns of one member of the rows each. What is absent or null is a dash.
[[nodiscard]] column text_column(std::string title, const char* member);
[[nodiscard]] column long_text_column(std::string title, const char* member);
[[nodiscard]] column number_column(std::string title, const char* member);   ///< a whole number
[[nodiscard]] column percent_column(std::string title, const char* member);  ///< one decimal
[[nodiscard]] column rate_column(std::string title, const char* member);     ///< of change, signed

/// A table of a list of rows.
[[nodiscard]] std::string table(const columns& what, const nlohmann::ordered_json& rows,
                                const look& where);

}  // namespace waybill_cli
