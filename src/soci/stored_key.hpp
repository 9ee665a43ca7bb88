#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace waybill::detail {

/// A key as a column of a type has it: `bigint`, `integer` and `uuid` in the form in which the
/// database writes them, any text as it is. Nothing for a key that no value of the type has, which
/// the database would refuse with an error in place of saying that there is no such row.
[[nodiscard]] std::optional<std::string> stored_key(std::string_view type, std::string_view key);

}  // namespace waybill::detail
