#include "table.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "text.hpp"

namespace waybill_cli {

using nlohmann::ordered_json;

namespace {

using kind = column::kind;
using cells = std::vector<std::string>;

constexpr std::string_view gap = "  ";

template <typename Write>
[[nodiscard]] column column_of(std::string title, kind what, const char* member, Write write) {
  return {std::move(title), what, [member, write](const ordered_json& row) {
            const auto found = row.find(member);
            return found == row.end() || found->is_null() ? "-" : write(*found);
          }};
}

[[nodiscard]] std::string text_of(const ordered_json& value) {
  auto text = value.is_string() ? value.get<std::string>() : value.dump();
  return text.empty() ? "-" : text;
}

/// The widest cell of each column.
[[nodiscard]] std::vector<std::size_t> widths_of(const std::vector<cells>& lines) {
  std::vector<std::size_t> widths(lines.front().size());
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(line[i]));
    }
  }
  return widths;
}

/// Takes from the widest of the long texts until the table fits.
void narrow(std::vector<std::size_t>& widths, const columns& what, std::size_t most) {
  constexpr std::size_t least = 8;
  auto all = std::accumulate(widths.begin(), widths.end(), gap.size() * widths.size());
  while (all > most) {
    std::size_t* widest = nullptr;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (what[i].what != kind::long_text || widths[i] <= least) continue;
      if (widest == nullptr || widths[i] > *widest) widest = &widths[i];
    }
    if (widest == nullptr) return;
    --*widest;
    --all;
  }
}

[[nodiscard]] std::string line_of(const cells& line, const columns& what,
                                  const std::vector<std::size_t>& widths) {
  std::string result;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const auto text = cut(line[i], widths[i]);
    const std::string room(widths[i] - display_width(text), ' ');
    result += gap;
    result += what[i].what == kind::number ? room + text : text + room;
  }
  return result.substr(0, result.find_last_not_of(' ') + 1);
}

}  // namespace

column text_column(std::string title, const char* member) {
  return column_of(std::move(title), kind::text, member, text_of);
}

column long_text_column(std::string title, const char* member) {
  return column_of(std::move(title), kind::long_text, member, text_of);
}

column number_column(std::string title, const char* member) {
  return column_of(std::move(title), kind::number, member,
                   [](const ordered_json& value) { return thousands(value.get<long long>()); });
}

column percent_column(std::string title, const char* member) {
  return column_of(std::move(title), kind::number, member, [](const ordered_json& value) {
    return fmt::format("{:.1f} %", value.get<double>());
  });
}

column rate_column(std::string title, const char* member) {
  return column_of(std::move(title), kind::number, member, [](const ordered_json& value) {
    const auto rate = value.get<double>();
    return rate == 0 ? "0" : fmt::format("{:+.1f}", rate);
  });
}

std::string table(const columns& what, const ordered_json& rows, const look& where) {
  std::vector<cells> lines(1);
  for (const auto& each : what) lines.front().push_back(each.title);
  for (const auto& row : rows) {
    auto& line = lines.emplace_back();
    for (const auto& each : what) line.push_back(printable(each.write(row)));
  }
  auto widths = widths_of(lines);
  narrow(widths, what, where.width);
  std::string result = where.bold(line_of(lines.front(), what, widths)) + '\n';
  for (const auto each : widths) result += std::string{gap} + std::string(each, '-');
  result += '\n';
  for (std::size_t i = 1; i < lines.size(); ++i) result += line_of(lines[i], what, widths) + '\n';
  return result;
}

}  // namespace waybill_cli
