#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "soci.hpp"

namespace waybill::detail {

/// What a place of a statement takes: NULL, a number or a text. A text is not copied, and must stay
/// where it is until the statement has run.
using sqlite_value = std::variant<std::monostate, std::int64_t, std::string_view>;

/// The columns of one row, each as text.
using sqlite_row = std::vector<std::string>;

/// A result of SQLite that is no success.
class sqlite_error : public std::exception {
 public:
  explicit sqlite_error(int result) noexcept : result_(result) {}
  [[nodiscard]] int result() const noexcept { return result_; }
  [[nodiscard]] const char* what() const noexcept override { return "SQLite failed"; }

 private:
  int result_;
};

/// A statement of SQLite's own, prepared once, for what runs once for each row of a batch: SOCI
/// makes room for many rows and copies each value twice, which takes longer than SQLite does.
///
/// Throws `sqlite_error`.
class sqlite_statement {
 public:
  sqlite_statement(sqlite_api::sqlite3* connection, const std::string& sql);

  /// Runs it with the values of its places ?1, ?2 and so on; it may have fewer places. Returns the
  /// row that came back, if one did.
  std::optional<sqlite_row> run(std::span<const sqlite_value> values);

 private:
  void bind(int place, const sqlite_value& value);
  [[nodiscard]] bool step();

  std::unique_ptr<sqlite_api::sqlite3_stmt, decltype(&sqlite_api::sqlite3_finalize)> statement_{
      nullptr, &sqlite_api::sqlite3_finalize};
  std::size_t places_ = 0;
};

}  // namespace waybill::detail
