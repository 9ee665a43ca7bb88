// What completes the command line in bash, zsh and fish.

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "own_pages.hpp"

namespace waybill_harness {

namespace {

[[nodiscard]] std::string replaced(std::string_view text, std::string_view what,
                                   std::string_view with) {
  std::string result;
  for (const char c : text) {
    if (what.find(c) == std::string_view::npos) {
      result += c;
    } else {
      result += with;
      if (with == "\\") result += c;
    }
  }
  return result;
}

/// Within single quotes.
[[nodiscard]] std::string unquoted(std::string_view text) { return replaced(text, "'", R"('\'')"); }

/// The commands of a path below the program: `campaign add`.
[[nodiscard]] std::string words_below(const shown_command& command) {
  return fmt::format("{}", fmt::join(command.path.begin() + 1, command.path.end(), " "));
}

[[nodiscard]] bool takes_value(const shown_option& option) {
  return !option.is_positional && !option.value.empty();
}

/// A line of the `case` that tells which command the words before are.
[[nodiscard]] std::string bash_steps(const shown_command& command) {
  std::string text;
  for (const auto& each : command.below) {
    text += fmt::format("      '{} {}') command='{}' ;;\n", words_below(command), each.name(),
                        words_below(each));
  }
  return text;
}

/// Lines of the `case` that tells what an option's value may be.
[[nodiscard]] std::string bash_values(const shown_command& command) {
  std::string text;
  for (const auto& option : command.options) {
    for (const auto& name : option.names) {
      if (takes_value(option)) {
        text += fmt::format("    '{} {}') words='{}' ;;\n", words_below(command), name,
                            fmt::join(option.choices, " "));
      }
    }
  }
  return text;
}

/// What may come next in a command: a command below it, an option, or the choice of a positional.
[[nodiscard]] std::string bash_words(const shown_command& command) {
  std::vector<std::string> words;
  for (const auto& each : command.below) words.push_back(each.name());
  for (const auto& option : command.options) {
    const auto& more = option.is_positional ? option.choices : option.names;
    words.insert(words.end(), more.begin(), more.end());
  }
  return fmt::format("        '{}') words='{}' ;;\n", words_below(command), fmt::join(words, " "));
}

[[nodiscard]] std::string fish_quoted(std::string_view text) {
  return '\'' + replaced(text, "\\'", "\\") + '\'';
}

/// When fish offers what a command takes: all words of its path are there.
[[nodiscard]] std::string fish_condition(const shown_command& command) {
  if (command.path.size() == 1) return "__fish_use_subcommand";
  std::string text;
  for (auto word = command.path.begin() + 1; word != command.path.end(); ++word) {
    text += (text.empty() ? "" : "; and ") + ("__fish_seen_subcommand_from " + *word);
  }
  return text;
}

[[nodiscard]] std::string fish_option(const shown_option& option, const std::string& before) {
  auto text = before;
  for (const auto& name : option.names) {
    if (option.is_positional) continue;
    text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (takes_value(option)) text += " -r";
  if (!option.choices.empty()) {
    text +=
        fmt::format(" -{}a '{}'", takes_value(option) ? "f" : "", fmt::join(option.choices, " "));
  }
  return text + " -d " + fish_quoted(option.help) + '\n';
}

/// `what[help]` and the like, in the single quotes of an argument of `_arguments`.
[[nodiscard]] std::string zsh_text(std::string_view text) {
  return unquoted(replaced(text, "\\[]:", "\\"));
}

[[nodiscard]] std::string zsh_value(const shown_option& option) {
  if (option.choices.empty()) return ":_default";
  return fmt::format(":({})", fmt::join(option.choices, " "));
}

[[nodiscard]] std::string zsh_argument(const shown_option& option) {
  const auto& first = option.names.front();
  if (option.is_positional) {
    return fmt::format(" \\\n    '{}:{}{}'", option.may_repeat ? "*" : "", zsh_text(first),
                       zsh_value(option));
  }
  std::string text;
  for (const auto& name : option.names) {
    text += fmt::format(" \\\n    '{}{}[{}]", option.may_repeat ? "*" : "", name,
                        zsh_text(option.help));
    if (takes_value(option)) text += ':' + zsh_text(option.value) + zsh_value(option);
    text += '\'';
  }
  return text;
}

[[nodiscard]] std::string zsh_function(const shown_command& command) {
  return fmt::format("_{}", fmt::join(command.path, "_"));
}

/// The function of a command that has others below it, which are called for the rest.
[[nodiscard]] std::string zsh_choice(const shown_command& command) {
  std::string text = " \\\n    '1:command:((";
  for (const auto& each : command.below) {
    text += fmt::format("{}\\:\"{}\" ", each.name(), replaced(zsh_text(each.help), "\"`$", "\\"));
  }
  text += "))' \\\n    '*:: :->rest'\n  [[ $state == rest ]] || return 0\n  case $words[1] in\n";
  for (const auto& each : command.below) {
    text += fmt::format("    {}) {} ;;\n", each.name(), zsh_function(each));
  }
  return text + "  esac\n";
}

[[nodiscard]] std::string zsh_body(const shown_command& command) {
  auto text = zsh_function(command) +
              "() {\n  local curcontext=$curcontext state line\n  typeset -A opt_args\n"
              "  _arguments -C";
  for (const auto& option : command.options) text += zsh_argument(option);
  text += command.below.empty() ? "\n" : zsh_choice(command);
  return text + "}\n\n";
}

}  // namespace

std::string bash_completion(const shown_command& program) {
  std::string steps;
  std::string values;
  std::string words;
  for (const auto* const command : flattened(program)) {
    steps += bash_steps(*command);
    values += bash_values(*command);
    words += bash_words(*command);
  }
  return fmt::format(R"(# Completes waybill in bash; made by `waybill completion bash`.
_waybill() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} command='' words='' word
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case "$command $word" in
{}    esac
  done
  case "$command $before" in
{}    *)
      case "$command" in
{}      esac ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}}
complete -o default -F _waybill waybill
)",
                     steps, values, words);
}

std::string fish_completion(const shown_command& program) {
  std::string text = "# Completes waybill in fish; made by `waybill completion fish`.\n";
  for (const auto* const command : flattened(program)) {
    const auto before = fmt::format("complete -c waybill -n '{}'", fish_condition(*command));
    for (const auto& each : command->below) {
      text += fmt::format("{} -f -a {} -d {}\n", before, each.name(), fish_quoted(each.help));
    }
    for (const auto& option : command->options) {
      if (!option.is_positional || !option.choices.empty()) text += fish_option(option, before);
    }
  }
  return text;
}

std::string zsh_completion(const shown_command& program) {
  std::string text =
      "#compdef waybill\n# Completes waybill in zsh; made by `waybill completion zsh`.\n\n";
  for (const auto* const command : flattened(program)) text += zsh_body(*command);
  return text + "_waybill \"$@\"\n";
}

}  // namespace waybill_harness
