#include "sqlite_failure.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "soci.hpp"

namespace waybill::detail {

namespace {

struct advice {
  int result;
  std::string_view name;
  std::string_view text;
};

/// Source: SQLite's "Result and Error Codes".
constexpr std::array advices{
    advice{SQLITE_ERROR, "SQLITE_ERROR",
           "the tables are not there or not those of this version; migrate the schema"},
    advice{SQLITE_PERM, "SQLITE_PERM", "a right is missing; see to the rights of file and folder"},
    advice{SQLITE_BUSY, "SQLITE_BUSY",
           "another process wrote for longer than busy_timeout; run it again"},
    advice{SQLITE_LOCKED, "SQLITE_LOCKED", "the file was in use; run it again"},
    advice{SQLITE_NOMEM, "SQLITE_NOMEM", "there is no memory left"},
    advice{SQLITE_READONLY, "SQLITE_READONLY",
           "the file or its folder may not be written; see to their rights"},
    advice{SQLITE_INTERRUPT, "SQLITE_INTERRUPT", "the deadline of the call is over"},
    advice{SQLITE_IOERR, "SQLITE_IOERR",
           "the disk failed; see the system's log, and that the disk is local"},
    advice{SQLITE_CORRUPT, "SQLITE_CORRUPT",
           "the file is damaged; restore it from a copy, -wal file included"},
    advice{SQLITE_FULL, "SQLITE_FULL", "the disk is full"},
    advice{SQLITE_CANTOPEN, "SQLITE_CANTOPEN",
           "the file cannot be opened; see to its folder, its rights and the limit of open files"},
    advice{SQLITE_PROTOCOL, "SQLITE_PROTOCOL", "the file was in use; run it again"},
    advice{SQLITE_TOOBIG, "SQLITE_TOOBIG", "a value is too big; this item will never be accepted"},
    advice{SQLITE_CONSTRAINT, "SQLITE_CONSTRAINT",
           "a constraint or trigger refuses the row; let it allow what waybill writes"},
    advice{SQLITE_MISMATCH, "SQLITE_MISMATCH",
           "a column does not take what is written there; the tables are not those of waybill"},
    advice{SQLITE_NOTADB, "SQLITE_NOTADB",
           "the file is no SQLite database; give the name of another"},
};

/// Waybill's own tables take every value: these refuse what somebody changed of them.
constexpr std::array misconfigured_results{SQLITE_CONSTRAINT, SQLITE_MISMATCH};
/// A commit that ends so never began to write.
constexpr std::array refusing_results{SQLITE_BUSY, SQLITE_LOCKED, SQLITE_INTERRUPT};

template <typename List>
[[nodiscard]] bool contains(const List& list, int result) noexcept {
  return std::find(list.begin(), list.end(), result) != list.end();
}

}  // namespace

store_failure classify_sqlite(int result, sqlite_step step) noexcept {
  if (result == SQLITE_TOOBIG) return store_failure::permanent;
  if (contains(misconfigured_results, result)) return store_failure::misconfigured;
  const bool known = step == sqlite_step::statement || contains(refusing_results, result);
  return known ? store_failure::retry_safe : store_failure::outcome_unknown;
}

store_error sqlite_failure(std::string_view operation, int result, sqlite_step step) {
  const auto* const found = std::find_if(advices.begin(), advices.end(),
                                         [&](const advice& each) { return each.result == result; });
  const auto kind = classify_sqlite(result, step);
  if (found != advices.end()) {
    return {kind, fmt::format("{} ({}): {}", operation, found->name, found->text)};
  }
  return {kind,
          fmt::format("{} (SQLite's result {}): see SQLite's result codes", operation, result)};
}

store_error sqlite_unwritten(std::string_view operation, std::string_view table) {
  return {store_failure::misconfigured,
          fmt::format("{}: nothing was written, because a row of {} is there and a trigger of the "
                      "file, RAISE(IGNORE), kept it from being written",
                      operation, table)};
}

}  // namespace waybill::detail
