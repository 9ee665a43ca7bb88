#pragma once

#include <string>
#include <string_view>

#include <waybill/store_error.hpp>

#include "command.hpp"

namespace waybill::detail {

/// What a SQLSTATE of a failed statement means to the caller.
///
/// `connected` says whether the connection outlived it. An item is at fault only for its own bytes
/// and its own size; all else lies in the database, and somebody has to correct it there: a table
/// that is missing or a right that is not granted fails every item alike, a constraint or a column
/// that is too small may fail some.
[[nodiscard]] store_failure classify(std::string_view sqlstate, bool connected,
                                     bool writes) noexcept;

/// The error a store throws: names the operation, the SQLSTATE and what to do, and nothing that the
/// server said, which may hold values. `ran_before` says whether the server had run the same
/// prepared statement already.
[[nodiscard]] store_error failure(const command& what, const std::string& sqlstate, bool connected,
                                  bool ran_before = false);

/// Whether the database's encoding lacks a character of a text that was bound.
[[nodiscard]] bool lacks_character(const store_error& error);

}  // namespace waybill::detail
