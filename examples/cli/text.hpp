#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace waybill_cli {

/// Makes the functions here read UTF-8.
void use_utf8();

/// A text that a terminal shows and does not obey: each control character, and each byte that is no
/// UTF-8, becomes a replacement character.
[[nodiscard]] std::string printable(std::string_view text);

/// The cells of a terminal that a printable text takes.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// As much of a printable text as goes into so many cells, with an ellipsis where some is left out.
[[nodiscard]] std::string cut(std::string_view text, std::size_t cells);

/// A number with its thousands apart.
[[nodiscard]] std::string thousands(long long number);

}  // namespace waybill_cli
