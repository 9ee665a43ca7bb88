#include "terminal.hpp"

#include <cstdlib>

#include <fmt/color.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace waybill_cli {

namespace {

/// See no-color.org.
[[nodiscard]] bool colours_are_unwanted() {
  const char* const wish = std::getenv("NO_COLOR");
  return wish != nullptr && *wish != '\0';
}

}  // namespace

std::string look::bold(std::string_view text) const {
  return has_colours ? fmt::format(fmt::emphasis::bold, "{}", text) : std::string{text};
}

std::string look::red(std::string_view text) const {
  return has_colours ? fmt::format(fmt::fg(fmt::terminal_color::red), "{}", text)
                     : std::string{text};
}

look look_of(std::FILE* stream) {
  look result;
  const int file = ::fileno(stream);
  result.is_terminal = ::isatty(file) == 1;
  if (!result.is_terminal) return result;
  result.has_colours = !colours_are_unwanted();
  winsize size{};
  // A terminal may not know its width.
  if (::ioctl(file, TIOCGWINSZ, &size) == 0 && size.ws_col != 0) result.width = size.ws_col;
  return result;
}

}  // namespace waybill_cli
