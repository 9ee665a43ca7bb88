// waybill completion, man-page: what shells and `man` know of the program, as it is.

#include "own_pages.hpp"

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "commands.hpp"

namespace waybill_harness {

namespace {

struct known_shell {
  std::string_view name;
  std::string (*write)(const shown_command&);
};

constexpr std::array shells{known_shell{"bash", bash_completion},
                            known_shell{"zsh", zsh_completion},
                            known_shell{"fish", fish_completion}};

void print_completion(const CLI::App& program, const std::string& shell) {
  for (const auto& each : shells) {
    if (each.name == shell) fmt::print("{}", each.write(command_tree(program)));
  }
}

}  // namespace

void add_own_pages(CLI::App& program) {
  auto* const completion = program.add_subcommand(
      "completion",
      "Print what completes commands and options in a shell; for bash: source <(waybill completion "
      "bash)");
  const auto shell = std::make_shared<std::string>();
  std::vector<std::string> names;
  for (const auto& each : shells) names.emplace_back(each.name);
  completion->add_option("SHELL", *shell, "Which shell")->required()->check(CLI::IsMember(names));
  completion->callback([&program, shell] { print_completion(program, *shell); });

  auto* const page = program.add_subcommand(
      "man-page", "Print the page for man; to read it: waybill man-page | man -l -");
  page->callback([&program] { fmt::print("{}", man_page(command_tree(program))); });
}

}  // namespace waybill_harness
