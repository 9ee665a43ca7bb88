#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <waybill/version.hpp>

#include "commands.hpp"
#include "own_pages.hpp"

namespace waybill_harness {

namespace {

/// So many commands share an option that it is described once for all.
constexpr std::size_t many_commands = 4;

/// A text as roff sets it: no dash becomes a hyphen, and no line a request.
[[nodiscard]] std::string roff(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool starts_line = result.empty() || result.back() == '\n';
    if (starts_line && (c == '.' || c == '\'')) result += "\\&";
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else {
      result += c;
    }
  }
  return result;
}

[[nodiscard]] std::string bold(std::string_view text) { return "\\fB" + roff(text) + "\\fR"; }
[[nodiscard]] std::string slanted(std::string_view text) { return "\\fI" + roff(text) + "\\fR"; }

[[nodiscard]] std::string joined(const std::vector<std::string>& words, std::string_view between) {
  return fmt::format("{}", fmt::join(words, between));
}

[[nodiscard]] std::string names_of(const shown_option& option) {
  std::vector<std::string> names;
  for (const auto& name : option.names) {
    names.push_back(option.is_positional ? slanted(name) : bold(name));
  }
  return joined(names, ", ");
}

[[nodiscard]] std::string item(const shown_option& option) {
  auto text = ".TP\n" + names_of(option);
  if (!option.is_positional && !option.value.empty()) text += ' ' + slanted(option.value);
  text += '\n' + roff(option.help);
  if (!option.choices.empty()) text += "; one of " + roff(joined(option.choices, ", "));
  text += ".\n";
  if (!option.preset.empty()) text += fmt::format("The default is {}.\n", bold(option.preset));
  if (!option.environment.empty()) {
    text += fmt::format("Also read from {}.\n", bold(option.environment));
  }
  return text;
}

/// What tells whether two options are the same one, in two commands.
[[nodiscard]] std::string sameness(const shown_option& option) { return item(option); }

using shared_options = std::map<std::string, std::size_t>;  // how many commands have each

[[nodiscard]] shared_options count_options(const std::vector<const shown_command*>& commands) {
  shared_options result;
  for (const auto* const command : commands) {
    for (const auto& option : command->options) ++result[sameness(option)];
  }
  return result;
}

[[nodiscard]] std::string heading_of(const shown_command& command) {
  auto text = bold(joined(command.path, " "));
  if (!command.below.empty()) return text + ' ' + slanted("COMMAND");
  text += ' ' + fmt::format("[{}]...", slanted("OPTION"));
  for (const auto& option : command.options) {
    if (!option.is_positional) continue;
    auto name = slanted(option.names.front());
    if (option.may_repeat) name += "...";
    text += option.is_required ? ' ' + name : " [" + name + ']';
  }
  return text;
}

[[nodiscard]] std::string section_of(const shown_command& command, const shared_options& counts) {
  auto text = fmt::format(".SS {}\n{}.\n", heading_of(command), roff(command.help));
  std::vector<std::string> shared;
  for (const auto& option : command.options) {
    if (counts.at(sameness(option)) < many_commands) {
      text += item(option);
    } else if (option.names.back() != "--help") {
      shared.push_back(names_of(option));
    }
  }
  if (!shared.empty()) text += ".PP\nShared options: " + joined(shared, ", ") + ".\n";
  return text;
}

[[nodiscard]] std::string shared_section(const std::vector<const shown_command*>& commands,
                                         const shared_options& counts) {
  std::string text = ".SH SHARED OPTIONS\n";
  std::set<std::string> told;
  for (const auto* const command : commands) {
    for (const auto& option : command->options) {
      const auto same = sameness(option);
      if (counts.at(same) >= many_commands && told.insert(same).second) text += same;
    }
  }
  return text;
}

[[nodiscard]] std::string exit_section() {
  std::string text = ".SH EXIT STATUS\n";
  for (const auto& [code, meaning] : exit_meanings) {
    text += fmt::format(".TP\n{}\n{}.\n", static_cast<int>(code), roff(meaning));
  }
  return text;
}

[[nodiscard]] std::string environment_section(const std::vector<const shown_command*>& commands) {
  std::map<std::string, std::string> options;
  for (const auto* const command : commands) {
    for (const auto& each : command->options) {
      if (!each.environment.empty()) options[each.environment] = each.names.back();
    }
  }
  std::string text = ".SH ENVIRONMENT\n";
  for (const auto& [name, option] : options) {
    text +=
        fmt::format(".TP\n{}\nStands for {} where that is not given.\n", bold(name), bold(option));
  }
  return text;
}

}  // namespace

std::string man_page(const shown_command& program) {
  auto commands = flattened(program);
  const auto counts = count_options(commands);
  auto text =
      fmt::format(".TH WAYBILL 1 \"\" \"waybill {}\" \"User Commands\"\n", waybill::version);
  text += ".SH NAME\nwaybill \\- track what became of the messages of WhatsApp campaigns\n";
  text += fmt::format(".SH SYNOPSIS\n{} {} [{}]...\n", bold("waybill"), slanted("COMMAND"),
                      slanted("OPTION"));
  text += fmt::format(".SH DESCRIPTION\n{}\n.PP\n{}\n", roff(program.help), roff(file_and_json));
  text += ".SH COMMANDS\n";
  for (const auto* const command : commands) {
    if (command != &program && command->below.empty()) text += section_of(*command, counts);
  }
  text += shared_section(commands, counts);
  text += environment_section(commands);
  return text + exit_section();
}

}  // namespace waybill_harness
