#include "command_tree.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>

namespace waybill_harness {

namespace {

/// Of `TEXT:{default,reference}` what is in braces.
[[nodiscard]] std::vector<std::string> choices_in(std::string_view type) {
  std::vector<std::string> result;
  const auto from = type.find('{');
  const auto to = type.find('}');
  if (from == std::string_view::npos || to == std::string_view::npos) return result;
  for (auto rest = type.substr(from + 1, to - from - 1);;) {
    const auto comma = std::min(rest.find(','), rest.size());
    result.emplace_back(rest.substr(0, comma));
    if (comma == rest.size()) return result;
    rest.remove_prefix(comma + 1);
  }
}

[[nodiscard]] shown_option shown(const CLI::Option& option) {
  shown_option result;
  result.is_positional = !option.nonpositional();
  if (result.is_positional) result.names.push_back(option.get_name(true));
  for (const auto& name : option.get_snames()) result.names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) result.names.push_back("--" + name);
  if (option.get_items_expected_max() > 0) {
    const auto type = option.get_type_name();
    result.value = type.substr(0, type.find(':'));
    result.choices = choices_in(type);
  }
  result.help = option.get_description();
  result.preset = option.get_default_str();
  result.environment = option.get_envname();
  result.is_required = option.get_required();
  result.may_repeat = option.get_items_expected_max() > 1;
  return result;
}

[[nodiscard]] shown_command shown(const CLI::App& app, std::vector<std::string> path) {
  path.push_back(app.get_name());
  shown_command result{path, app.get_description(), {}, {}};
  for (const auto* const option : app.get_options()) result.options.push_back(shown(*option));
  for (const auto* const each : app.get_subcommands([](const CLI::App*) { return true; })) {
    result.below.push_back(shown(*each, path));
  }
  return result;
}

/// How many letters must be changed, added or left out to make one word of the other (Levenshtein).
[[nodiscard]] std::size_t edits(std::string_view one, std::string_view other) {
  std::vector<std::size_t> row(other.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < one.size(); ++i) {
    auto diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < other.size(); ++j) {
      const auto changed = diagonal + (one[i] == other[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, changed});
    }
  }
  return row.back();
}

void add(std::vector<const shown_command*>& all, const shown_command& command) {
  all.push_back(&command);
  for (const auto& each : command.below) add(all, each);
}

}  // namespace

std::string nearest_name(const CLI::App& command, const std::string& word) {
  const auto here = shown(command, {});
  std::vector<std::string> names;
  for (const auto& each : here.below) names.push_back(each.name());
  for (const auto& option : here.options) {
    if (!option.is_positional) names.insert(names.end(), option.names.begin(), option.names.end());
  }
  std::string nearest;
  std::size_t least = 3;
  for (const auto& name : names) {
    const auto distance = edits(name, word);
    // Of a short word two letters are most of it.
    if (distance >= least || 2 * distance >= name.size()) continue;
    least = distance;
    nearest = name;
  }
  return nearest;
}

shown_command command_tree(const CLI::App& program) { return shown(program, {}); }

std::vector<const shown_command*> flattened(const shown_command& top) {
  std::vector<const shown_command*> all;
  add(all, top);
  return all;
}

}  // namespace waybill_harness
