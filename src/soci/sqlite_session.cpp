#include "sqlite_session.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <random>
#include <system_error>
#include <thread>

#include <fmt/format.h>

#include <waybill/deadline_scope.hpp>
#include <waybill/store_error.hpp>

namespace waybill::detail {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Since 3.38 JSON is always there. The names are those of the oldest that has all that is used.
constexpr int oldest_version = 3'038'000;

/// Nobody is asked over a network, and SOCI makes room for so many rows each time.
constexpr std::size_t rows_at_once = 16;

/// How many steps of SQLite's machine go by between two looks at the clock: about a millisecond.
constexpr int steps_between_looks = 50'000;

// Each batch would write its pages to a temporary file too, in case a statement fails half way. And
// a batch may touch hundreds of pages: four times as many as by default may gather before they are
// brought from the -wal file to their places.
constexpr auto tuning = "PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000";

/// SQLite's result of what is being handled; SOCI's own errors have none.
[[nodiscard]] int result_of(const std::exception& error) {
  constexpr int primary_code = 0xFF;
  if (const auto* const own = dynamic_cast<const sqlite_error*>(&error)) {
    return own->result() & primary_code;
  }
  const auto* const known = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
  return known == nullptr ? SQLITE_INTERNAL : known->result() & primary_code;
}

/// SOCI takes a name with an equals sign for a list of options, in which quotes cannot be escaped.
[[nodiscard]] std::string connect_string(const std::string& file) {
  if (file.find('=') == std::string::npos) return file;
  if (file.find('"') == std::string::npos) return "dbname=\"" + file + '"';
  throw store_error{store_failure::retry_safe,
                    "open: a file's name may hold = or quotes, not both: " + file};
}

void expect_file(const std::string& file) {
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored)) return;
  throw store_error{store_failure::retry_safe,
                    "open: there is no file " + file + "; migrate the schema to make it"};
}

/// Lets SQLite look again for a lock until it is time to give up. SQLite's own handler waits for up
/// to 100 ms between two looks, and so misses its turn for seconds where others write without a
/// pause; unequal waits keep those who wait from looking in step.
int wait_for_lock(void* until, int /*looks*/) {
  const auto left = *static_cast<const sqlite_session::time*>(until) - steady_clock::now();
  if (left <= steady_clock::duration::zero()) return 0;
  thread_local std::minstd_rand random{std::random_device{}()};
  const std::chrono::microseconds pause{std::uniform_int_distribution<int>{200, 4000}(random)};
  std::this_thread::sleep_for(std::min<steady_clock::duration>(pause, left));
  return 1;
}

/// A text is cut at a NUL when it is read.
void expect_no_nul(std::string_view operation, std::string_view text) {
  if (text.find('\0') == std::string_view::npos) return;
  throw store_error{store_failure::permanent, fmt::format("{}: a text holds a NUL", operation)};
}

int look_at_clock(void* answer_by) {
  return steady_clock::now() > *static_cast<const sqlite_session::time*>(answer_by) ? 1 : 0;
}

}  // namespace

sqlite_session::sqlite_session(const std::string& file, const sqlite_options& options)
    : busy_timeout_(options.busy_timeout) {
  if (sqlite_api::sqlite3_libversion_number() < oldest_version) {
    throw store_error{store_failure::retry_safe, "open: waybill needs SQLite 3.38 or later"};
  }
  expect_file(file);
  try {
    session_ = std::make_unique<soci::session>(soci::sqlite3, connect_string(file));
  } catch (const soci::soci_error& error) {
    throw failed("open", result_of(error), sqlite_step::statement);
  }
  set_up(options);
}

sqlite_session::~sqlite_session() = default;

void sqlite_session::set_up(const sqlite_options& options) {
  sqlite_api::sqlite3_busy_handler(connection(), &wait_for_lock, &pacing_.wait_until);
  sqlite_api::sqlite3_progress_handler(connection(), steps_between_looks, &look_at_clock,
                                       &pacing_.answer_by);
  if (enter_wal_mode() != "wal") {
    throw store_error{store_failure::retry_safe,
                      "open: the file cannot be in WAL mode; it must be on a disk of this machine"};
  }
  const bool full = options.durability == sqlite_durability::full;
  run_script({"open", full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL"});
  run_script({"open", tuning});
}

std::string sqlite_session::enter_wal_mode() {
  static const command what{"open", "PRAGMA journal_mode = WAL", 1, false};
  set_pace();
  for (;;) {
    try {
      return execute(what, {}).text(0, 0);
    } catch (const std::exception& error) {
      // Of those who find a fresh file at once SQLite refuses all but one, without asking whether
      // they would wait.
      const int result = result_of(error);
      if (result != SQLITE_BUSY || wait_for_lock(&pacing_.wait_until, 0) == 0) {
        throw failed("open", result, sqlite_step::statement);
      }
    }
  }
}

sqlite_api::sqlite3* sqlite_session::connection() const noexcept {
  return static_cast<soci::sqlite3_session_backend*>(session_->get_backend())->conn_;
}

void sqlite_session::set_pace() noexcept {
  pacing_.answer_by = deadline_scope::current().value_or(time::max());
  const auto patience = patient_ ? time::max() : steady_clock::now() + busy_timeout_;
  pacing_.wait_until = std::min(patience, pacing_.answer_by);
}

store_error sqlite_session::failed(std::string_view operation, int result, sqlite_step step) {
  constexpr std::array harmless{SQLITE_BUSY,       SQLITE_LOCKED, SQLITE_INTERRUPT,
                                SQLITE_CONSTRAINT, SQLITE_TOOBIG, SQLITE_MISMATCH};
  in_good_order_ = std::find(harmless.begin(), harmless.end(), result) != harmless.end();
  return sqlite_failure(operation, result, step);
}

text_rows sqlite_session::run(const command& what, const parameters& bound) {
  for (const auto& [name, value] : bound) expect_no_nul(what.operation, value);
  return execute(what, bound, what.operation, sqlite_step::statement);
}

std::optional<sqlite_row> sqlite_session::run_for_row(const command& what,
                                                      std::span<const sqlite_value> values) {
  for (const auto& each : values) {
    const auto* const text = std::get_if<std::string_view>(&each);
    if (text != nullptr) expect_no_nul(what.operation, *text);
  }
  set_pace();
  try {
    auto& kept = kept_for_rows_[&what];
    if (!kept) kept = std::make_unique<sqlite_statement>(connection(), what.sql);
    return kept->run(values);
  } catch (const std::exception& error) {
    throw failed(what.operation, result_of(error), sqlite_step::statement);
  }
}

void sqlite_session::begin(std::string_view operation) {
  static const command what{"begin", "BEGIN IMMEDIATE", 0, true, true};
  execute(what, {}, operation, sqlite_step::statement);
}

void sqlite_session::commit(std::string_view operation) {
  static const command what{"commit", "COMMIT", 0, true, true};
  execute(what, {}, operation, sqlite_step::commit);
}

text_rows sqlite_session::execute(const command& what, const parameters& bound,
                                  std::string_view operation, sqlite_step step) {
  set_pace();
  try {
    return execute(what, bound);
  } catch (const std::exception& error) {
    // One that failed half way would hold its locks until it runs again.
    kept_.erase(&what);
    throw failed(operation, result_of(error), step);
  }
}

text_rows sqlite_session::execute(const command& what, const parameters& bound) {
  if (!what.hot) {
    kept_statement once{*session_, what, bound, soci::details::st_one_time_query, rows_at_once};
    return once.run(bound);
  }
  auto& kept = kept_[&what];
  if (!kept) {
    kept = std::make_unique<kept_statement>(*session_, what, bound,
                                            soci::details::st_repeatable_query, rows_at_once);
  }
  return kept->run(bound);
}

void sqlite_session::run_script(const command& what) {
  set_pace();
  // SOCI would run the first statement and pass over the rest.
  const int result =
      sqlite_api::sqlite3_exec(connection(), what.sql.c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) throw failed(what.operation, result & 0xFF, sqlite_step::statement);
}

int sqlite_session::written_rows() const noexcept {
  return sqlite_api::sqlite3_changes(connection());
}

bool sqlite_session::is_clean() noexcept {
  patient_ = false;
  if (!in_good_order_) return false;
  try {
    if (sqlite_api::sqlite3_get_autocommit(connection()) == 0) {
      run_script({"rollback", "ROLLBACK"});
    }
  } catch (const std::exception&) {
    return false;
  }
  return true;
}

}  // namespace waybill::detail
