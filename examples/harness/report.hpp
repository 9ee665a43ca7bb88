#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "terminal.hpp"

namespace waybill_harness {

/// What a command has to say, in one of two ways. For people: tables and sentences on standard
/// output. With --json: what was shown and set as one object, or rows as an object a line, and
/// nothing else on standard output; sentences go to standard error.
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
  /// A member that is a list of rows, and a table if there are any. Without a member, a table of
  /// what was set.
  void table(const char* member, std::string_view heading, const columns& what,
             const nlohmann::ordered_json& rows);
  /// One row more of a list without end: a line at once, or in the table that comes at the end.
  void row(const columns& what, nlohmann::ordered_json row);

  void say(std::string_view text);
  void say_wrong(std::string_view text);

  /// Ends the table of rows.
  void end_rows();
  /// Ends what was said; more may follow anew.
  void finish();
  /// Whether what follows is to be drawn over what was said: for people, on a terminal.
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
