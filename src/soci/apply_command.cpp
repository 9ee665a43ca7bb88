#include "apply_command.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apply_log.hpp"
#include "apply_pace.hpp"
#include "apply_sql.hpp"
#include "array_literal.hpp"
#include "former_times.hpp"

namespace waybill::detail {

namespace {

using apply_columns::of_log;
using apply_columns::of_others;
using apply_columns::of_row;

[[nodiscard]] std::vector<log_line> lines_of(std::span<const change> changes) {
  std::vector<log_line> lines;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    for (const auto& entry : changes[i].log) lines.push_back({i + 1, &entry});
  }
  return lines;
}

/// Whether an item puts something there.
template <typename Column, typename Items>
[[nodiscard]] bool is_used(const Column& column, const Items& items) {
  return std::any_of(items.begin(), items.end(),
                     [&](const auto& item) { return column.holds(item); });
}

/// The parts that the columns need. Those that are kept hold something also where no part is
/// needed.
template <typename Columns, typename Items>
[[nodiscard]] std::uint16_t parts_of(const Columns& columns, const Items& items) {
  std::uint16_t parts = 0;
  for (const auto& each : columns) {
    const auto part = static_cast<std::uint16_t>(each.part);
    if (each.is_kept || (parts & part) == part) continue;
    if (is_used(each, items)) parts |= part;
  }
  return parts;
}

/// A scalar cannot tell the empty text from none, and there is no second line of the log.
[[nodiscard]] bool fits_scalars(const change& what) {
  const auto lines = what.log.size();
  return (lines == 1 || (lines == 0 && !what.send)) && last_error(what) != "";
}

template <typename Columns, typename Items>
void bind(parameters& to, const apply_shape& shape, const Columns& columns, const Items& items) {
  for (const auto& each : columns) {
    if (!shape.has(each.part)) continue;
    if (shape.form == apply_form::one) {
      to.emplace_back(each.name, each.text(items.front()));
    } else if (!each.is_kept && !is_used(each, items)) {
      // A column of nothing costs the server far less so. The NULL of each row stands for it.
      to.emplace_back(each.name, "{}");
    } else {
      array_literal literal;
      for (const auto& item : items) each.add(literal, item);
      to.emplace_back(each.name, std::move(literal).take());
    }
  }
}

}  // namespace

apply_shape shape_of(std::span<const change> changes) {
  const auto lines = lines_of(changes);
  const auto used =
      parts_of(of_row, changes) | parts_of(of_others, changes) | parts_of(of_log, lines);
  apply_shape shape{apply_form::many, static_cast<std::uint16_t>(used)};
  if (shape.has(apply_part::send)) shape.parts = all_parts;
  const auto add = [&](apply_part part) { shape.parts |= static_cast<std::uint16_t>(part); };
  const bool looks_back = std::any_of(changes.begin(), changes.end(), needs_former_times);
  if (looks_back) add(apply_part::former_times);
  const auto is_placed = [](const change& each) { return !each.place.empty(); };
  if (std::all_of(changes.begin(), changes.end(), is_placed)) add(apply_part::places);
  if (changes.size() == 1 && fits_scalars(changes.front()) && !looks_back) {
    shape.form = apply_form::one;
  }
  return shape;
}

command apply_command(const table_map& tables, const apply_shape& shape) {
  const std::size_t columns =
      1U + (is_logged_apart(tables, shape) ? 1U : 0U) + (is_paced_apart(tables, shape) ? 1U : 0U);
  return {"apply", apply_sql(tables, shape), columns, true, true};
}

parameters apply_parameters(const table_map& tables, const apply_shape& shape,
                            std::span<const change> changes) {
  parameters result{{"tenant", changes.front().key.tenant}};
  bind(result, shape, of_row, changes);
  bind(result, shape, of_others, changes);
  const bool is_logged = shape.has(apply_part::log) && !is_logged_apart(tables, shape);
  if (is_logged) bind(result, shape, of_log, lines_of(changes));
  return result;
}

parameters log_parameters(std::span<const change> changes) {
  parameters result{{"tenant", changes.front().key.tenant}};
  bind(result, {apply_form::many, all_parts}, of_log, lines_of(changes));
  return result;
}

std::vector<std::size_t> lost_changes(std::string_view moved, std::size_t count) {
  std::vector<bool> won(count);
  for (std::size_t at = 0; at < moved.size();) {
    std::size_t ord = 0;
    const auto* const digits = moved.data() + at;
    at += static_cast<std::size_t>(std::from_chars(digits, moved.data() + moved.size(), ord).ptr -
                                   digits + 1);
    won.at(ord - 1) = true;
  }
  std::vector<std::size_t> lost;
  for (std::size_t i = 0; i < count; ++i) {
    if (!won[i]) lost.push_back(i);
  }
  return lost;
}

}  // namespace waybill::detail
