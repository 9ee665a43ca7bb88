#include "text.hpp"

#include <clocale>
#include <cstddef>
#include <cwchar>

namespace waybill_cli {

namespace {

constexpr int no_character = -1;

/// Calls `each` with the bytes of every character and the cells it takes, which are negative for
/// what is not to be shown.
template <typename Each>
void for_each_character(std::string_view text, Each each) {
  while (!text.empty()) {
    wchar_t character = 0;
    std::mbstate_t state{};
    auto length = std::mbrtowc(&character, text.data(), text.size(), &state);
    const bool is_character = length != 0 && length <= text.size();
    if (!is_character) length = 1;
    each(text.substr(0, length), is_character ? ::wcwidth(character) : no_character);
    text.remove_prefix(length);
  }
}

}  // namespace

void use_utf8() { std::setlocale(LC_CTYPE, "C.UTF-8"); }

std::string printable(std::string_view text) {
  std::string result;
  for_each_character(text, [&](std::string_view character, int cells) {
    result += cells < 0 ? "\uFFFD" : character;
  });
  return result;
}

std::size_t display_width(std::string_view text) {
  std::size_t result = 0;
  for_each_character(text, [&](std::string_view /*character*/, int cells) {
    result += cells < 0 ? 1 : static_cast<std::size_t>(cells);
  });
  return result;
}

std::string cut(std::string_view text, std::size_t cells) {
  if (display_width(text) <= cells) return std::string{text};
  std::string result;
  std::size_t used = 1;  // by the ellipsis
  bool is_full = false;
  for_each_character(text, [&](std::string_view character, int more) {
    used += static_cast<std::size_t>(more < 0 ? 1 : more);
    is_full = is_full || used > cells;
    if (!is_full) result += character;
  });
  return result + "…";
}

std::string thousands(long long number) {
  auto digits = std::to_string(number);
  for (auto i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > (number < 0 ? 1 : 0); i -= 3) {
    digits.insert(static_cast<std::size_t>(i), ",");
  }
  return digits;
}

}  // namespace waybill_cli
