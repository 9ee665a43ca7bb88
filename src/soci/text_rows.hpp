#pragma once

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <waybill/status.hpp>

namespace waybill::detail {

/// The rows a statement returned, each value as text. Statements return no NULL: what is absent
/// is coalesced to the empty text, because SOCI leaves a NULL's old value standing.
class text_rows {
 public:
  explicit text_rows(std::size_t columns) : columns_(columns) {}

  [[nodiscard]] std::size_t size() const noexcept {
    return columns_.empty() ? 0 : columns_.front().size();
  }
  [[nodiscard]] const std::string& text(std::size_t row, std::size_t column) const {
    return columns_.at(column).at(row);
  }
  /// One value of each row.
  [[nodiscard]] const std::vector<std::string>& column(std::size_t which) const {
    return columns_.at(which);
  }
  [[nodiscard]] std::int64_t number(std::size_t row, std::size_t column) const {
    const auto& digits = text(row, column);
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
  }
  [[nodiscard]] bool flag(std::size_t row, std::size_t column) const {
    return text(row, column) == "t";
  }
  /// Microseconds since 1970, or nothing.
  [[nodiscard]] std::optional<time_point> time(std::size_t row, std::size_t column) const {
    if (text(row, column).empty()) return std::nullopt;
    return time_point{std::chrono::microseconds{number(row, column)}};
  }

  /// Adds rows that were fetched, a vector for each column.
  void append(const std::vector<std::vector<std::string>>& fetched) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      columns_[i].insert(columns_[i].end(), fetched[i].begin(), fetched[i].end());
    }
  }

 private:
  std::vector<std::vector<std::string>> columns_;
};

}  // namespace waybill::detail
