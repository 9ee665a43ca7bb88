#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <waybill/soci/sqlite_options.hpp>

#include "command.hpp"
#include "kept_statement.hpp"
#include "soci.hpp"
#include "sqlite_failure.hpp"
#include "sqlite_statement.hpp"
#include "text_rows.hpp"

namespace waybill::detail {

/// One connection to a file, with the statements it keeps prepared. Used by one thread at a time.
///
/// Statements return texts and no column as it is that was declared INTEGER: SOCI would make an
/// `int` of it, and cut what is larger.
class sqlite_session {
 public:
  using time = std::chrono::steady_clock::time_point;

  /// Opens a file that is there. Throws `store_error`.
  sqlite_session(const std::string& file, const sqlite_options& options);
  ~sqlite_session();
  sqlite_session(const sqlite_session&) = delete;
  sqlite_session& operator=(const sqlite_session&) = delete;

  /// Runs one statement. Throws `store_error`.
  text_rows run(const command& what, const parameters& bound = {});
  /// Runs a statement that is kept prepared, as `sqlite_statement::run` does: for what each row of
  /// a batch takes. Throws `store_error`.
  std::optional<sqlite_row> run_for_row(const command& what, std::span<const sqlite_value> values);
  /// Runs text of several statements that bind nothing. Throws `store_error`.
  void run_script(const command& what);

  /// Begins to write: from here on no other session does. Throws `store_error`.
  void begin(std::string_view operation);
  /// Throws `store_error`, whose outcome is unknown if the disk failed.
  void commit(std::string_view operation);

  /// How many rows the last statement wrote itself, which a trigger may have kept it from.
  [[nodiscard]] int written_rows() const noexcept;

  /// Until the next caller has it, others may write for as long as they do.
  void be_patient() noexcept { patient_ = true; }
  /// Whether the next caller may have it: in good order, and in no transaction. Rolls one back.
  [[nodiscard]] bool is_clean() noexcept;
  /// Whether it is still good after it lay idle: nothing comes to it from a file.
  [[nodiscard]] bool is_quiet() const noexcept { return true; }

 private:
  /// What SQLite asks again and again while it works or waits.
  struct pacing {
    time wait_until = time::max();
    time answer_by = time::max();
  };

  [[nodiscard]] sqlite_api::sqlite3* connection() const noexcept;
  void set_up(const sqlite_options& options);
  /// Returns the mode that the file is in then.
  [[nodiscard]] std::string enter_wal_mode();
  void set_pace() noexcept;
  text_rows execute(const command& what, const parameters& bound, std::string_view operation,
                    sqlite_step step);
  text_rows execute(const command& what, const parameters& bound);
  [[nodiscard]] store_error failed(std::string_view operation, int result, sqlite_step step);

  std::chrono::milliseconds busy_timeout_;
  bool patient_ = false;
  bool in_good_order_ = true;
  pacing pacing_;
  std::unique_ptr<soci::session> session_;
  std::map<const command*, std::unique_ptr<kept_statement>> kept_;
  std::map<const command*, std::unique_ptr<sqlite_statement>> kept_for_rows_;
};

}  // namespace waybill::detail
