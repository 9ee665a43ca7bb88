#include "terminal.hpp"

#include <algorithm>
#include <clocale>
#include <cstdlib>
#include <cwchar>
#include <numeric>

#include <fmt/color.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace waybill_harness {

using nlohmann::ordered_json;

namespace {

using line = std::vector<std::string>;

constexpr std::string_view gap = "  ";

/// See no-color.org.
[[nodiscard]] bool colours_are_unwanted() {
  const char* const wish = std::getenv("NO_COLOR");
  return wish != nullptr && *wish != '\0';
}

/// Calls `each` with the bytes of every character and the cells it takes, which are negative for
/// what must not be shown.
template <typename Each>
void for_each_character(std::string_view text, Each each) {
  constexpr int no_character = -1;
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

/// The cells of a terminal that a printable text takes.
[[nodiscard]] std::size_t width_of(std::string_view text) {
  std::size_t result = 0;
  for_each_character(text, [&](std::string_view /*character*/, int cells) {
    result += static_cast<std::size_t>(cells);
  });
  return result;
}

/// A printable text in so many cells: padded, or cut with an ellipsis.
[[nodiscard]] std::string fitted(std::string_view text, std::size_t width, bool to_right) {
  const bool is_whole = width_of(text) <= width;
  const auto room = is_whole ? width : width - 1;
  std::string shown;
  std::size_t used = 0;
  bool is_full = false;
  for_each_character(text, [&](std::string_view character, int cells) {
    is_full = is_full || used + static_cast<std::size_t>(cells) > room;
    if (is_full) return;
    shown += character;
    used += static_cast<std::size_t>(cells);
  });
  if (!is_whole) shown += "…";
  const std::string padding(room - used, ' ');
  return to_right ? padding + shown : shown + padding;
}

[[nodiscard]] std::string cell_of(const column& what, const ordered_json& row) {
  if (what.write) return what.write(row);
  const auto found = row.find(what.member);
  if (found == row.end() || found->is_null()) return "-";
  if (what.kind == cell::number) return thousands(found->get<long long>());
  if (what.kind == cell::percent) return fmt::format("{:.1f} %", found->get<double>());
  if (what.kind == cell::rate) {
    const auto rate = found->get<double>();
    return rate == 0 ? "0" : fmt::format("{:+.1f}", rate);
  }
  auto text = found->is_string() ? found->get<std::string>() : found->dump();
  return text.empty() ? "-" : text;
}

[[nodiscard]] std::vector<std::size_t> widths_of(const std::vector<line>& lines) {
  std::vector<std::size_t> widths(lines.front().size());
  for (const auto& each : lines) {
    for (std::size_t i = 0; i < each.size(); ++i) {
      widths[i] = std::max(widths[i], width_of(each[i]));
    }
  }
  return widths;
}

/// Takes from the widest of the long texts until the table fits.
void narrow(std::vector<std::size_t>& widths, const columns& what, std::size_t most) {
  constexpr std::size_t least = 8;
  auto all = std::accumulate(widths.begin(), widths.end(), gap.size() * widths.size());
  for (; all > most; --all) {
    std::size_t* widest = nullptr;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const auto wider = widest == nullptr ? least : *widest;
      if (what[i].kind == cell::long_text && widths[i] > wider) widest = &widths[i];
    }
    if (widest == nullptr) return;
    --*widest;
  }
}

[[nodiscard]] std::string text_of(const line& cells, const columns& what,
                                  const std::vector<std::size_t>& widths) {
  std::string result;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool is_text = what[i].kind == cell::text || what[i].kind == cell::long_text;
    result += gap;
    result += fitted(cells[i], widths[i], !is_text);
  }
  return result.substr(0, result.find_last_not_of(' ') + 1);
}

}  // namespace

void use_utf8() { std::setlocale(LC_CTYPE, "C.UTF-8"); }

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

std::string printable(std::string_view text) {
  std::string result;
  for_each_character(text, [&](std::string_view character, int cells) {
    result += cells < 0 ? "\uFFFD" : character;
  });
  return result;
}

std::string thousands(long long number) {
  auto digits = std::to_string(number);
  for (auto i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > (number < 0 ? 1 : 0); i -= 3) {
    digits.insert(static_cast<std::size_t>(i), ",");
  }
  return digits;
}

std::string counted(std::size_t number, std::string_view one, std::string_view many) {
  return thousands(static_cast<long long>(number)) + ' ' + std::string{number == 1 ? one : many};
}

std::string table(const columns& what, const ordered_json& rows, const look& where) {
  std::vector<line> lines(1);
  for (const auto& each : what) lines.front().push_back(each.title);
  for (const auto& row : rows) {
    auto& cells = lines.emplace_back();
    for (const auto& each : what) cells.push_back(printable(cell_of(each, row)));
  }
  auto widths = widths_of(lines);
  narrow(widths, what, where.width);
  line dashes;
  for (const auto width : widths) dashes.emplace_back(width, '-');
  lines.insert(lines.begin() + 1, std::move(dashes));
  std::string result;
  for (const auto& each : lines) {
    const auto text = text_of(each, what, widths);
    result += (result.empty() ? where.bold(text) : text) + '\n';
  }
  return result;
}

status_line::~status_line() {
  if (!shown_.empty()) fmt::print(stderr, "\r\033[K");
}

void status_line::show(std::string_view text) {
  if (!is_visible_ || text == shown_) return;
  shown_ = text;
  fmt::print(stderr, "\r\033[K{}", text);
  std::fflush(stderr);
}

void status_line::show_share(std::string_view label, std::size_t done, std::size_t all) {
  if (is_visible_) show(fmt::format("{} {} %", label, done * 100 / all));
}

}  // namespace waybill_harness
