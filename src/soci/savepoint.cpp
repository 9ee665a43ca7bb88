#include "savepoint.hpp"

#include <exception>
#include <memory>
#include <stdexcept>

#include <waybill/store_error.hpp>

#include "callers_connection.hpp"
#include "failure.hpp"

namespace waybill::detail {

void savepoint::begin() {
  expect_transaction(connection_);
  wrote_ = has_step_ = held_ = false;
  run("SAVEPOINT waybill");
}

void savepoint::step() {
  if (!wrote_) return;
  run(has_step_ ? "RELEASE SAVEPOINT waybill_step; SAVEPOINT waybill_step"
                : "SAVEPOINT waybill_step");
  has_step_ = true;
  wrote_ = false;
}

void savepoint::hold() {
  step();
  held_ = true;
}

void savepoint::let_go() noexcept {
  held_ = false;
  wrote_ = true;
}

void savepoint::undo() noexcept {
  held_ = wrote_ = false;
  try {
    run(has_step_ ? "ROLLBACK TO SAVEPOINT waybill_step" : "ROLLBACK TO SAVEPOINT waybill");
  } catch (const std::exception&) {
    // The transaction is lost, and what comes next on it tells so.
  }
}

void savepoint::release() { run("RELEASE SAVEPOINT waybill"); }

void savepoint::take_back() noexcept {
  try {
    run("ROLLBACK TO SAVEPOINT waybill; RELEASE SAVEPOINT waybill");
  } catch (const std::exception&) {
    // As above.
  }
}

void savepoint::run(const char* sql) {
  const std::unique_ptr<PGresult, decltype(&PQclear)> result{PQexec(connection_, sql), &PQclear};
  if (PQresultStatus(result.get()) == PGRES_COMMAND_OK) return;
  const char* const state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
  const bool connected = PQstatus(connection_) == CONNECTION_OK;
  throw failure({"savepoint", {}, 0, false}, state == nullptr ? "" : state, connected);
}

}  // namespace waybill::detail
