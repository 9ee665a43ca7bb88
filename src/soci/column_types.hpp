#pragma once

#include <span>
#include <string_view>

#include "schema_tables.hpp"
#include "stored_table.hpp"

namespace waybill::detail {

/// The types that a kind of column may have; the first is what a new one should be.
[[nodiscard]] std::span<const std::string_view> types_of(column_kind kind) noexcept;

/// Whether a column can hold what its kind is for.
[[nodiscard]] bool fits(const stored_column& stored, column_kind kind);

}  // namespace waybill::detail
