#pragma once

#include <cstddef>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace waybill_test {

/// One row of reference-matrix.tsv: column name to value.
struct matrix_row {
  std::map<std::string, std::string> cells;

  [[nodiscard]] const std::string& operator[](const std::string& column) const {
    return cells.at(column);
  }
  [[nodiscard]] std::string& operator[](const std::string& column) { return cells.at(column); }
  [[nodiscard]] std::string name() const {
    return cells.at("input") + " on a message that is " + cells.at("status_before");
  }
};

[[nodiscard]] inline std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> result;
  std::istringstream in{text};
  for (std::string part; std::getline(in, part, separator);) result.push_back(part);
  return result;
}

[[nodiscard]] inline std::vector<matrix_row> read_matrix(const std::string& file) {
  std::ifstream in{file};
  std::string line;
  std::getline(in, line);
  const auto columns = split(line, '\t');
  std::vector<matrix_row> rows;
  while (std::getline(in, line)) {
    const auto values = split(line, '\t');
    auto& row = rows.emplace_back();
    for (std::size_t i = 0; i < columns.size(); ++i) row.cells[columns[i]] = values.at(i);
  }
  return rows;
}

[[nodiscard]] inline const std::vector<matrix_row>& reference_matrix() {
  static const auto rows = read_matrix(WAYBILL_TEST_DATA "/spec/reference-matrix.tsv");
  return rows;
}

}  // namespace waybill_test
