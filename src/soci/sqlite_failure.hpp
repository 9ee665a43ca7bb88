#pragma once

#include <cstdint>
#include <string_view>

#include <waybill/store_error.hpp>

namespace waybill::detail {

/// In which part of its work a call failed.
enum class sqlite_step : std::uint8_t { statement, commit };

/// What a primary result code of SQLite means to the caller.
///
/// Before the commit nothing is written, whatever happened. A commit that the disk failed may be
/// found whole in the file later, so its outcome is not known; one that was refused is rolled back
/// with its session. Only the size of an item is its own fault: all else is the operator's to
/// correct, and the item is to be sent again.
[[nodiscard]] store_failure classify_sqlite(int result, sqlite_step step) noexcept;

/// The error a store throws: names the operation, SQLite's result and what to do, and nothing of
/// SQLite's own words, which may hold values.
[[nodiscard]] store_error sqlite_failure(std::string_view operation, int result, sqlite_step step);

/// The error of a row that is there and was not written; the transaction is to be rolled back.
[[nodiscard]] store_error sqlite_unwritten(std::string_view operation, std::string_view table);

}  // namespace waybill::detail
