#include "column_types.hpp"

#include <algorithm>
#include <array>

namespace waybill::detail {

std::span<const std::string_view> types_of(column_kind kind) noexcept {
  static constexpr std::array<std::string_view, 5> key{"text", "character varying", "uuid",
                                                       "bigint", "integer"};
  static constexpr std::array<std::string_view, 5> log_id{"bigint", "integer", "uuid", "text",
                                                          "character varying"};
  static constexpr std::array<std::string_view, 2> text{"text", "character varying"};
  static constexpr std::array<std::string_view, 1> time{"timestamp with time zone"};
  static constexpr std::array<std::string_view, 3> count{"bigint", "integer", "smallint"};
  static constexpr std::array<std::string_view, 1> date{"date"};
  static constexpr std::array<std::string_view, 4> json{"jsonb", "json", "text",
                                                        "character varying"};
  static constexpr std::array<std::string_view, 1> flag{"boolean"};
  switch (kind) {
    case column_kind::key: return key;
    case column_kind::log_id: return log_id;
    case column_kind::text:
    case column_kind::remark:
    case column_kind::word: return text;
    case column_kind::time: return time;
    case column_kind::count: return count;
    case column_kind::date: return date;
    case column_kind::json: return json;
    case column_kind::flag: return flag;
  }
  return {};
}

bool fits(const stored_column& stored, column_kind kind) {
  if (stored.is_enum) return kind == column_kind::word;
  const auto types = types_of(kind);
  return std::find(types.begin(), types.end(), stored.type) != types.end();
}

}  // namespace waybill::detail
