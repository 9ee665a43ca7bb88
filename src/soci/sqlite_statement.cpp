#include "sqlite_statement.hpp"

#include <algorithm>
#include <cstddef>

namespace waybill::detail {

namespace {

void expect_ok(int result) {
  if (result != SQLITE_OK) throw sqlite_error{result};
}

}  // namespace

sqlite_statement::sqlite_statement(sqlite_api::sqlite3* connection, const std::string& sql) {
  sqlite_api::sqlite3_stmt* prepared = nullptr;
  expect_ok(sqlite_api::sqlite3_prepare_v3(connection, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT,
                                           &prepared, nullptr));
  statement_.reset(prepared);
  places_ = static_cast<std::size_t>(sqlite_api::sqlite3_bind_parameter_count(prepared));
}

std::optional<sqlite_row> sqlite_statement::run(std::span<const sqlite_value> values) {
  // One that was not reset would hold its locks, and its texts, until it runs again.
  const auto reset = [](auto* done) { sqlite_api::sqlite3_reset(done); };
  const std::unique_ptr<sqlite_api::sqlite3_stmt, decltype(reset)> used{statement_.get(), reset};
  for (std::size_t i = 0; i < std::min(places_, values.size()); ++i) {
    bind(static_cast<int>(i) + 1, values[i]);
  }
  if (!step()) return std::nullopt;
  sqlite_row row(static_cast<std::size_t>(sqlite_api::sqlite3_column_count(used.get())));
  for (std::size_t i = 0; i < row.size(); ++i) {
    const auto column = static_cast<int>(i);
    const auto* const text = sqlite_api::sqlite3_column_text(used.get(), column);
    const auto size = sqlite_api::sqlite3_column_bytes(used.get(), column);
    if (text != nullptr) row[i].assign(reinterpret_cast<const char*>(text), std::size_t(size));
  }
  while (step()) {
  }
  return row;
}

void sqlite_statement::bind(int place, const sqlite_value& value) {
  auto* const to = statement_.get();
  if (const auto* const number = std::get_if<std::int64_t>(&value)) {
    return expect_ok(sqlite_api::sqlite3_bind_int64(to, place, *number));
  }
  if (const auto* const text = std::get_if<std::string_view>(&value)) {
    // A text of no bytes may be at no address, which SQLite would take for NULL.
    const auto* const at = text->empty() ? "" : text->data();
    return expect_ok(
        sqlite_api::sqlite3_bind_text(to, place, at, static_cast<int>(text->size()), nullptr));
  }
  expect_ok(sqlite_api::sqlite3_bind_null(to, place));
}

bool sqlite_statement::step() {
  const int result = sqlite_api::sqlite3_step(statement_.get());
  if (result != SQLITE_ROW && result != SQLITE_DONE) throw sqlite_error{result};
  return result == SQLITE_ROW;
}

}  // namespace waybill::detail
