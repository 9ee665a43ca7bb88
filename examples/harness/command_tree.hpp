#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace waybill_harness {

/// An option or a positional argument, as people see it.
struct shown_option {
  std::vector<std::string> names{};    ///< `--store`, `-h`; of a positional its one name, `FILE`
  std::string value{};                 ///< what stands for its value, `TEXT`; empty for a flag
  std::vector<std::string> choices{};  ///< what the value may be; empty where it may be anything
  std::string help{};
  std::string preset{};  ///< its value where none is given
  std::string environment{};
  bool is_positional = false;
  bool is_required = false;
  bool may_repeat = false;
};

/// A command with all below it. The program is one itself, the first of each path.
struct shown_command {
  std::vector<std::string> path{};
  std::string help{};
  std::vector<shown_option> options{};
  std::vector<shown_command> below{};

  [[nodiscard]] const std::string& name() const { return path.back(); }
};

/// What the program takes, so that man page and completions are made of what it really takes.
[[nodiscard]] shown_command command_tree(const CLI::App& program);

/// The command or option of a command that somebody meant by a word of two other letters at most;
/// empty if there is none.
[[nodiscard]] std::string nearest_name(const CLI::App& command, const std::string& word);

/// All the commands of a tree, the outer before the inner.
[[nodiscard]] std::vector<const shown_command*> flattened(const shown_command& top);

}  // namespace waybill_harness
