#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <waybill/failure_kind.hpp>
#include <waybill/impl/store/recipient_bound.hpp>
#include <waybill/recipients.hpp>

#include "message_columns.hpp"
#include "text_rows.hpp"

namespace waybill::detail {

/// Beside the columns of a message: whether the row is among those asked for, and whether it is the
/// last one that may be looked at.
inline constexpr std::size_t recipient_column_count = message_column_count + 2;

/// The status that a query asks for, or nothing.
[[nodiscard]] inline std::optional<message_status> asked_status(const recipient_query& query) {
  return query.kind ? message_status::failed : query.status;
}

/// Whether no row can be among those asked for.
[[nodiscard]] inline bool asks_for_none(const recipient_query& query) {
  return rows_on_page(query) == 0 ||
         (query.kind && query.status && query.status != message_status::failed);
}

/// That a row is among those asked for, by the texts of its status and its kind of failure.
/// `unknown` are also rows without a kind and with a word of somebody else's.
[[nodiscard]] inline std::string recipient_condition(const recipient_query& query,
                                                     const std::string& status,
                                                     const std::string& kind) {
  const auto asked = asked_status(query);
  if (!asked) return "1 = 1";
  auto result = fmt::format("{} = '{}'", status, to_string(*asked));
  if (!query.kind) return result;
  if (*query.kind != failure_kind::unknown) {
    return result + fmt::format(" AND {} = '{}'", kind, to_string(*query.kind));
  }
  std::string known;
  for (const auto each : all_failure_kinds) {
    if (each == failure_kind::unknown) continue;
    known += fmt::format("{}'{}'", known.empty() ? "" : ", ", to_string(each));
  }
  return result + fmt::format(" AND {} NOT IN ({})", kind, known);
}

/// A page of rows that came in order, the columns of a message first.
[[nodiscard]] inline recipient_page read_page(const text_rows& rows, const recipient_query& query) {
  page_of_recipients page{query};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto row = read_message(rows, i, 0);
    auto id = row.key.row;
    if (rows.flag(i, message_column_count) && !page.add(std::move(row))) break;
    if (rows.flag(i, message_column_count + 1)) page.stop_at(std::move(id));
  }
  return std::move(page).take();
}

}  // namespace waybill::detail
