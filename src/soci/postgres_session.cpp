#include "postgres_session.hpp"

#include <algorithm>
#include <exception>
#include <limits>
#include <random>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <waybill/deadline_scope.hpp>
#include <waybill/store_error.hpp>

#include "failure.hpp"
#include "postgres_direct.hpp"
#include "unwritten.hpp"

namespace waybill::detail {

namespace {

/// The SQLSTATE of what is being handled, if SOCI knows one.
[[nodiscard]] std::string sqlstate_of(const std::exception& error) {
  const auto* const known = dynamic_cast<const soci::postgresql_soci_error*>(&error);
  if (known == nullptr) return {};
  auto state = known->sqlstate();
  // SOCI fills the gap of an error that came without a state with spaces.
  return state.find(' ') == std::string::npos ? state : std::string{};
}

/// The server's or libpq's own words, without the statement. Of a connection that did not come
/// about they name host, user and database, and never the password.
[[nodiscard]] std::string message_of(const std::exception& error) {
  const auto* const known = dynamic_cast<const soci::soci_error*>(&error);
  auto text = known == nullptr ? std::string{error.what()} : known->get_error_message();
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

[[nodiscard]] soci::postgresql_session_backend& backend_of(soci::session& session) noexcept {
  return *static_cast<soci::postgresql_session_backend*>(session.get_backend());
}

/// SOCI numbers prepared statements from 1 in every session. Where several of those share one
/// connection unknown to us, a number would stand for somebody else's statement, which would be run
/// without an error. From a number that no other session has, the server knows no such statement.
void number_statements(soci::postgresql_session_backend& backend) {
  constexpr int room = 1'000'000;
  std::random_device random;
  backend.statementCount_ =
      std::uniform_int_distribution<int>{1, std::numeric_limits<int>::max() - room}(random);
}

}  // namespace

postgres_session::postgres_session(const std::string& where, bool keeps_prepared, watchdog& dog,
                                   std::chrono::milliseconds answer_timeout)
    : dog_(dog), answer_timeout_(answer_timeout), keeps_prepared_(keeps_prepared) {
  try {
    session_ = std::make_unique<soci::session>(soci::postgresql, where);
  } catch (const std::exception& error) {
    throw store_error{store_failure::retry_safe, "open: " + message_of(error)};
  }
  connection_ = backend_of(*session_).conn_;
  // libpq would write what the server remarks to the standard error of the program.
  PQsetNoticeProcessor(
      connection(), [](void*, const char*) {}, nullptr);
  let_it_be_cut();
  number_statements(backend_of(*session_));
}

postgres_session::postgres_session(PGconn* connection, watchdog& dog,
                                   std::chrono::milliseconds answer_timeout)
    : dog_(dog), answer_timeout_(answer_timeout), keeps_prepared_(false), connection_(connection) {}

void postgres_session::let_it_be_cut() {
  socket_ = ::fcntl(PQsocket(connection()), F_DUPFD_CLOEXEC, 0);
}

postgres_session::~postgres_session() {
  // Statements go first: SOCI's deallocate themselves on the session, and wait for the answer. A
  // connection without may be its owner's again already, and must not be cut.
  if (!kept_.empty()) {
    const watchdog::watch watched{dog_, socket_, answer_deadline()};
    kept_.clear();
  }
  if (socket_ != -1) ::close(socket_);
}

/// The server would get the memory of each batch from the system page by page, and give it back
/// after, for a tenth of its time. glibc ends that for a process that once freed a large block: it
/// then keeps up to twice as much (mallopt(3), M_MMAP_THRESHOLD). Other libraries' allocators take
/// it for what it says, the length of a text. Where it fails, batches take longer and no more.
void postgres_session::keep_memory() {
  try {
    run({"open", "SELECT octet_length(repeat(repeat(' ', 2048), 2048))::text", 1, false});
  } catch (const store_error&) {
    // The next statement tells what is wrong.
  }
}

/// The process of the server that runs a statement of this session.
std::string postgres_session::backend_id() {
  return run({"open", "SELECT pg_backend_pid()::text", 1, false}).text(0, 0);
}

bool postgres_session::is_direct() {
  return backend_id() == std::to_string(PQbackendPID(connection()));
}

bool postgres_session::connected() const noexcept {
  return PQstatus(connection()) == CONNECTION_OK;
}

watchdog::time postgres_session::answer_deadline() const noexcept {
  const auto latest =
      patient_ ? watchdog::time::max() : std::chrono::steady_clock::now() + answer_timeout_;
  return std::min(latest, deadline_scope::current().value_or(latest));
}

text_rows postgres_session::run(const command& what, const parameters& bound) {
  const watchdog::watch watched{dog_, socket_, answer_deadline()};
  try {
    return execute(what, bound);
  } catch (const std::exception& error) {
    const bool ran_before = has_run(what);
    // Prepared anew next time: the server may have forgotten it, or its result's shape.
    kept_.erase(&what);
    // The whole text of the exception holds the statement.
    throw_if_unwritten(what, sqlstate_of(error), message_of(error));
    throw failure(what, sqlstate_of(error), connected(), ran_before);
  }
}

bool postgres_session::has_run(const command& what) const {
  const auto kept = kept_.find(&what);
  return kept != kept_.end() && kept->second.since < kept->second.used;
}

text_rows postgres_session::execute(const command& what, const parameters& bound) {
  return keeps_prepared_ && what.hot ? execute_kept(what, bound)
                                     : run_directly(connection(), what, bound);
}

/// The server plans a prepared statement once. Its plan is for the tables as they were: on empty
/// ones any will do, and until somebody analyses them it stays when they have grown. What took long
/// is therefore planned anew for the next time, though not all the time, because a commit may take
/// long too.
text_rows postgres_session::execute_kept(const command& what, const parameters& bound) {
  using namespace std::chrono_literals;
  const auto began = std::chrono::steady_clock::now();
  if (!kept_.contains(&what)) make_room_for_one();
  auto& kept = kept_[&what];
  kept.used = began;
  if (!kept.statement) {
    kept = {std::make_unique<kept_statement>(*session_, what, bound,
                                             soci::details::st_repeatable_query),
            began, began};
  }
  auto result = kept.statement->run(bound);
  const auto now = std::chrono::steady_clock::now();
  if (now - began > 20ms && now - kept.since > 1s) kept_.erase(&what);
  return result;
}

void postgres_session::make_room_for_one() {
  if (kept_.size() < most_kept_statements) return;
  const auto is_older = [](const auto& a, const auto& b) { return a.second.used < b.second.used; };
  kept_.erase(std::min_element(kept_.begin(), kept_.end(), is_older));
}

void postgres_session::run_script(const command& what) {
  const watchdog::watch watched{dog_, socket_, answer_deadline()};
  const std::unique_ptr<PGresult, decltype(&PQclear)> result{PQexec(connection(), what.sql.c_str()),
                                                             &PQclear};
  if (PQresultStatus(result.get()) == PGRES_COMMAND_OK) return;
  const char* const sqlstate = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
  throw failure(what, sqlstate == nullptr ? "" : sqlstate, connected());
}

void postgres_session::commit() {
  const bool in_good_order = PQtransactionStatus(connection()) == PQTRANS_INTRANS;
  run_script({"commit", "COMMIT", 0, true});
  if (!in_good_order) throw failure({"commit", {}, 0, true}, "25P02", true);
}

bool postgres_session::is_clean() noexcept {
  patient_ = false;
  try {
    if (connected() && PQtransactionStatus(connection()) != PQTRANS_IDLE) {
      run_script({"rollback", "ROLLBACK", 0, false});
    }
  } catch (const std::exception&) {
    return false;
  }
  return connected();
}

bool postgres_session::is_quiet() const noexcept {
  pollfd socket{PQsocket(connection()), POLLIN, 0};
  return ::poll(&socket, 1, 0) == 0;
}

}  // namespace waybill::detail
