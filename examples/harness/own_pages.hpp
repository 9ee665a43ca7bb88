#pragma once

#include <string>

#include "command_tree.hpp"

namespace waybill_harness {

// What the program writes about itself.

/// For `man`: roff with the macros of `man(7)`.
[[nodiscard]] std::string man_page(const shown_command& program);

[[nodiscard]] std::string bash_completion(const shown_command& program);
[[nodiscard]] std::string fish_completion(const shown_command& program);
[[nodiscard]] std::string zsh_completion(const shown_command& program);

}  // namespace waybill_harness
