#pragma once

#include <string>
#include <string_view>

#include <waybill/store_error.hpp>

#include "command.hpp"

namespace waybill::detail {

/// The applying statement fails by asking for a setting that nobody has: this, the tables of which
/// rows were kept from being written, and a semicolon. It is the one error of PostgreSQL's own that
/// carries a text, needs no function made beforehand, and rolls the statement back.
inline constexpr std::string_view unwritten_prefix = "waybill.unwritten:";

/// Follows a table for which row-level security is in force.
inline constexpr std::string_view row_security_mark = " (under row-level security)";

/// Throws the `store_error` of such a failure; returns if it was another. `message` is the
/// server's.
void throw_if_unwritten(const command& what, const std::string& sqlstate, std::string_view message);

/// Whether that is why a statement failed, or that a trigger had changed such a row.
[[nodiscard]] bool is_unwritten(const store_error& error);

/// The same for a statement that was told otherwise which table it could not write.
[[noreturn]] void throw_unwritten(const command& what, std::string_view tables,
                                  const std::string& sqlstate = {});

}  // namespace waybill::detail
