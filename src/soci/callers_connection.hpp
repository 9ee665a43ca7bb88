#pragma once

#include <waybill/store_error.hpp>

#include "soci.hpp"

namespace waybill::detail {

// What must hold of a connection that the caller opened.

/// The connection of a session of SOCI's. Throws `std::invalid_argument` for one of another
/// database.
[[nodiscard]] PGconn* connection_of(soci::session& session);

/// Throws where it is not in a transaction that statements can be added to (savepoint.hpp), or does
/// not speak UTF-8.
void expect_transaction(PGconn* connection);

/// Throws `store_error`, `retry_safe`, where it is not one that can be used: none, a lost one, one
/// within a transaction, or one that does not speak UTF-8.
void expect_lendable(PGconn* connection);

/// An error as it is within a transaction of the caller's: what is not committed is not unknown.
[[nodiscard]] store_error in_callers_transaction(const store_error& error);

}  // namespace waybill::detail
