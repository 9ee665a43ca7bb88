#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace waybill_harness {

// What people see: colours where there is a terminal, tables, and a line of progress.

/// Makes the functions here read UTF-8.
void use_utf8();

/// How a stream may be written to.
struct look {
  bool is_terminal = false;
  bool has_colours = false;  ///< a terminal, and NO_COLOR is unset
  std::size_t width = std::numeric_limits<std::size_t>::max();  ///< cells in a line

  [[nodiscard]] std::string bold(std::string_view text) const;
  [[nodiscard]] std::string red(std::string_view text) const;
};

[[nodiscard]] look look_of(std::FILE* stream);

/// A text that a terminal shows and does not obey: each control character, and each byte that is
/// not UTF-8, becomes a replacement character.
[[nodiscard]] std::string printable(std::string_view text);

/// A number with its thousands apart.
[[nodiscard]] std::string thousands(long long number);
/// The same of so many things: `1 line`, `2,000 lines`.
[[nodiscard]] std::string counted(std::size_t number, std::string_view one, std::string_view many);

/// How the cells of a column are written. Numbers stand to the right.
enum class cell : std::uint8_t {
  text,
  long_text,  ///< cut where a terminal is too narrow for the table
  number,     ///< whole
  percent,    ///< one decimal
  rate,       ///< of change, signed
};

/// A column of a table. Its cells are written from the rows that programs get as JSON, so that the
/// two cannot differ.
struct column {
  std::string title{};
  std::string member{};  ///< of the rows; a dash where it is absent or null
  cell kind = cell::text;
  /// Writes a cell that is not one member alone.
  std::function<std::string(const nlohmann::ordered_json& row)> write{};
};
using columns = std::vector<column>;

/// A table of a list of rows.
[[nodiscard]] std::string table(const columns& what, const nlohmann::ordered_json& rows,
                                const look& where);

/// A line on standard error that is written anew each time, only where that is a terminal. It is
/// wiped at the end.
class status_line {
 public:
  status_line() : is_visible_(look_of(stderr).is_terminal) {}
  ~status_line();
  status_line(const status_line&) = delete;
  status_line& operator=(const status_line&) = delete;

  [[nodiscard]] bool is_visible() const noexcept { return is_visible_; }
  void show(std::string_view text);
  /// In percent, each percent once.
  void show_share(std::string_view label, std::size_t done, std::size_t all);

 private:
  bool is_visible_;
  std::string shown_;
};

}  // namespace waybill_harness
