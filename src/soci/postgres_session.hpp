#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>

#include "command.hpp"
#include "kept_statement.hpp"
#include "soci.hpp"
#include "text_rows.hpp"
#include "watchdog.hpp"

namespace waybill::detail {

/// So many statements a session keeps at most: the server keeps a plan of each.
inline constexpr std::size_t most_kept_statements = 32;

/// One connection, with the statements it keeps prepared. Used by one thread at a time.
class postgres_session {
 public:
  /// Connects. Throws `store_error`.
  postgres_session(const std::string& where, bool keeps_prepared, watchdog& dog,
                   std::chrono::milliseconds answer_timeout);
  virtual ~postgres_session();
  postgres_session(const postgres_session&) = delete;
  postgres_session& operator=(const postgres_session&) = delete;

  /// Runs one statement, a transaction of its own unless one is open. Throws `store_error`.
  virtual text_rows run(const command& what, const parameters& bound = {});
  /// Runs text of several statements that bind nothing. Throws `store_error`.
  void run_script(const command& what);

  virtual void begin() { run_script({"begin", "BEGIN", 0, false}); }
  /// Throws `store_error` also where the server rolled back instead, which SOCI would not notice.
  virtual void commit();

  /// Until the next caller has it, answers may take as long as they do, within the deadline of the
  /// call if it has one.
  void be_patient() noexcept { patient_ = true; }

  /// Lets the server's process keep the memory that a batch needs.
  void keep_memory();

  /// Whether nothing stands between it and the server: that tells its process when it is connected
  /// to, where a pooler tells a number of its own. Throws `store_error`.
  [[nodiscard]] bool is_direct();
  /// The process of the server that runs its statements. Throws `store_error`.
  [[nodiscard]] std::string backend_id();

  /// Whether the next caller may have it: connected, and in no transaction. Rolls one back.
  [[nodiscard]] virtual bool is_clean() noexcept;
  /// Whether nothing has come from the server since: what comes to an idle session is its end.
  [[nodiscard]] bool is_quiet() const noexcept;

 protected:
  /// On a connection that somebody else opened and closes. It keeps no statements.
  postgres_session(PGconn* connection, watchdog& dog, std::chrono::milliseconds answer_timeout);

  [[nodiscard]] PGconn* connection() const noexcept { return connection_; }
  /// Lets the watchdog cut the connection where an answer comes too late. What it has not been told
  /// of it cannot cut.
  void let_it_be_cut();

 private:
  /// A prepared statement, whose plan the server keeps.
  struct prepared {
    std::unique_ptr<kept_statement> statement{};
    std::chrono::steady_clock::time_point since{};
    std::chrono::steady_clock::time_point used{};
  };

  [[nodiscard]] bool connected() const noexcept;
  [[nodiscard]] watchdog::time answer_deadline() const noexcept;
  /// Whether a call before this one ran it, prepared.
  [[nodiscard]] bool has_run(const command& what) const;
  text_rows execute(const command& what, const parameters& bound);
  text_rows execute_kept(const command& what, const parameters& bound);
  void make_room_for_one();

  watchdog& dog_;
  std::chrono::milliseconds answer_timeout_;
  bool patient_ = false;
  bool keeps_prepared_;
  std::unique_ptr<soci::session> session_;  ///< none where somebody else opened the connection
  PGconn* connection_ = nullptr;
  /// For the watchdog, our own descriptor of the socket: libpq closes its own when a connection is
  /// lost, and the number may be somebody else's the next moment.
  int socket_ = -1;
  std::map<const command*, prepared> kept_;
};

}  // namespace waybill::detail
