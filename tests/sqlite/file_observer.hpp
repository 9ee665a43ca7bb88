#pragma once

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <sqlite3.h>

namespace waybill_test {

/// Looks at and changes a file beside the store under test: plain SQLite, nothing of waybill.
class file_observer {
 public:
  using row = std::vector<std::string>;

  explicit file_observer(const std::string& file) {
    sqlite3* opened = nullptr;
    const int result = sqlite3_open(file.c_str(), &opened);
    connection_.reset(opened);
    if (result != SQLITE_OK) fail();
    sqlite3_busy_timeout(opened, 60'000);
    script("PRAGMA synchronous = OFF");  // what a test arranges need not outlast a power cut
  }

  /// The rows that came back, each value as text and NULL as the empty one.
  std::vector<row> run(const std::string& sql, const std::vector<std::string>& bound = {}) {
    sqlite3_stmt* prepared = nullptr;
    if (sqlite3_prepare_v2(connection_.get(), sql.c_str(), -1, &prepared, nullptr) != SQLITE_OK) {
      fail();
    }
    const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> statement{prepared,
                                                                               &sqlite3_finalize};
    for (std::size_t i = 0; i < bound.size(); ++i) {
      sqlite3_bind_text(prepared, static_cast<int>(i) + 1, bound[i].data(),
                        static_cast<int>(bound[i].size()), nullptr);
    }
    std::vector<row> rows;
    int result = sqlite3_step(prepared);
    for (; result == SQLITE_ROW; result = sqlite3_step(prepared)) {
      auto& values = rows.emplace_back();
      for (int i = 0; i < sqlite3_column_count(prepared); ++i) {
        const void* const text = sqlite3_column_blob(prepared, i);
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(prepared, i));
        values.emplace_back(text == nullptr ? "" : static_cast<const char*>(text), size);
      }
    }
    if (result != SQLITE_DONE) fail();
    return rows;
  }
  /// The only value of the only row.
  std::string value(const std::string& sql, const std::vector<std::string>& bound = {}) {
    return run(sql, bound).at(0).at(0);
  }
  /// Several statements that bind nothing.
  void script(const std::string& sql) {
    if (sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
      fail();
    }
  }

 private:
  [[noreturn]] void fail() const {
    throw std::runtime_error{std::string{"file_observer: "} + sqlite3_errmsg(connection_.get())};
  }

  std::unique_ptr<sqlite3, decltype(&sqlite3_close)> connection_{nullptr, &sqlite3_close};
};

}  // namespace waybill_test
