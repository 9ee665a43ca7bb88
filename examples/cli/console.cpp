#include "console.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

namespace waybill_cli {

namespace {

/// Characters, not bytes: those of UTF-8 that begin one.
[[nodiscard]] std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

[[nodiscard]] bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.,+- %") == std::string_view::npos &&
         text.find_first_of("0123456789") != std::string_view::npos;
}

}  // namespace

std::string table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  std::vector<bool> numbers(widths.size(), rows.size() > 1);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], width(row[i]));
      if (&row != &rows.front() && !is_number(row[i])) numbers[i] = false;
    }
  }
  std::string result;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string gap(widths[i] - width(row[i]), ' ');
      line += "  " + (numbers[i] ? gap + row[i] : row[i] + gap);
    }
    result += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
    if (&row != &rows.front()) continue;
    for (const auto each : widths) result += "  " + std::string(each, '-');
    result += '\n';
  }
  return result;
}

std::string thousands(long long number) {
  auto digits = std::to_string(number);
  for (auto i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > (number < 0 ? 1 : 0); i -= 3) {
    digits.insert(static_cast<std::size_t>(i), ",");
  }
  return digits;
}

progress::progress(std::string_view label, std::size_t total)
    : label_(label), total_(std::max<std::size_t>(total, 1)),
      visible_(::isatty(STDERR_FILENO) == 1) {}

progress::~progress() {
  if (visible_) fmt::print(stderr, "\r\033[K");
}

void progress::advance() {
  ++done_;
  const auto step = std::max<std::size_t>(total_ / 200, 1);
  if (visible_ && done_ % step == 0) draw();
}

void progress::draw() const {
  constexpr std::size_t cells = 40;
  const auto full = done_ * cells / total_;
  fmt::print(stderr, "\r{} [{:<40}] {:3} %", label_, std::string(full, '#'), done_ * 100 / total_);
  std::fflush(stderr);
}

}  // namespace waybill_cli
