#include "callers_connection.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

namespace waybill::detail {

namespace {

[[nodiscard]] bool is_connected(PGconn* connection) noexcept {
  return PQstatus(connection) == CONNECTION_OK;
}

[[nodiscard]] bool is_pipelined([[maybe_unused]] PGconn* connection) noexcept {
#if defined(LIBPQ_HAS_PIPELINING)
  return PQpipelineStatus(connection) != PQ_PIPELINE_OFF;
#else
  return false;
#endif
}

/// A server whose own encoding is SQL_ASCII takes bytes as they are, whatever they are said to be.
[[nodiscard]] bool speaks_utf8(PGconn* connection) {
  const auto is = [&](const char* which, std::string_view wanted) {
    const char* const value = PQparameterStatus(connection, which);
    return value != nullptr && value == wanted;
  };
  return is("client_encoding", "UTF8") || is("server_encoding", "SQL_ASCII");
}

void expect_utf8(PGconn* connection, store_failure kind) {
  if (speaks_utf8(connection)) return;
  throw store_error{kind,
                    "the connection of the caller has another client_encoding than UTF8; "
                    "set it to UTF8 where the connection is opened"};
}

}  // namespace

PGconn* connection_of(soci::session& session) {
  if (session.get_backend() == nullptr || session.get_backend_name() != "postgresql") {
    throw std::invalid_argument{"waybill: the session is not of PostgreSQL, or not open"};
  }
  return static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_;
}

void expect_transaction(PGconn* connection) {
  if (!is_connected(connection)) {
    throw store_error{store_failure::retry_safe,
                      "the connection of the caller is lost, and the transaction with it; run the "
                      "whole of it again"};
  }
  const auto status = PQtransactionStatus(connection);
  if (status == PQTRANS_INERROR) {
    throw store_error{store_failure::retry_safe,
                      "the transaction of the caller failed before; roll it back, and run the "
                      "whole of it again",
                      "25P02"};
  }
  if (status != PQTRANS_INTRANS || is_pipelined(connection)) {
    throw std::logic_error{
        status == PQTRANS_IDLE
            ? "waybill: no transaction is open on the connection; begin one first"
            : "waybill: the connection is busy with another statement, or in pipeline mode"};
  }
  expect_utf8(connection, store_failure::misconfigured);
}

void expect_lendable(PGconn* connection) {
  const auto refuse = [](const char* why) {
    throw store_error{store_failure::retry_safe, std::string{"lease: the program lent "} + why};
  };
  if (connection == nullptr) refuse("no connection");
  // What came to it while it lay idle may be its end.
  if (!is_connected(connection) || PQconsumeInput(connection) == 0) {
    refuse("a connection that is lost; it goes back as such");
  }
  if (PQtransactionStatus(connection) != PQTRANS_IDLE || is_pipelined(connection)) {
    refuse("a connection that is within a transaction, busy or in pipeline mode");
  }
  expect_utf8(connection, store_failure::retry_safe);
}

store_error in_callers_transaction(const store_error& error) {
  if (!error.outcome_unknown()) return error;
  return {store_failure::retry_safe,
          std::string{error.what()} + ". Nothing of the caller's transaction is committed",
          error.sqlstate()};
}

}  // namespace waybill::detail
