#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "terminal.hpp"

namespace waybill_harness {

/// The output of a command, in one of two forms. For people: tables and sentences on standard
/// output. With --json: one object with what was set and shown, or one object a line for rows;
/// sentences then go to standard error.
class report {
 public:
  report();
  report(const report&) = delete;
  report& operator=(const report&) = delete;

  bool as_json = false;

  /// A member that people are told in a sentence, or not at all.
  void set(const char* member, nlohmann::ordered_json value);
  /// A member that people see as this text.
  void show(const char* member, nlohmann::ordered_json value, std::string_view text);
  /// A member that is a list of rows, and a table if there are any. Without a member, the table
  /// alone.
  void table(const char* member, std::string_view heading, const columns& what,
             const nlohmann::ordered_json& rows);
  /// One more row of a list: a line of JSON at once, or a row of the table that comes at the end.
  void row(const columns& what, nlohmann::ordered_json row);

  void say(std::string_view text);
  void say_wrong(std::string_view text);

  /// Ends the table of rows.
  void end_rows();
  /// Ends the output; more may follow as a new one.
  void finish();
  /// Whether new output should replace the old on the screen: for people, on a terminal.
  [[nodiscard]] bool redraws() const noexcept { return where_.is_terminal && !as_json; }
  void clear_screen();

 private:
  enum class part { nothing, sentence, table };

  void print(part what, std::string_view text);

  look where_;
  nlohmann::ordered_json value_;
  columns row_columns_;
  nlohmann::ordered_json rows_ = nlohmann::ordered_json::array();
  part last_ = part::nothing;
};

}  // namespace waybill_harness
