#include "session_pool.hpp"

#include <waybill/store_error.hpp>

#include "connection_string.hpp"
#include "pooler_probe.hpp"

namespace waybill::detail {

session_pool::session_pool(const std::string& given, const postgres_options& options)
    : where_(connection_string(given, options)), keeps_prepared_(!options.pooler_mode),
      answer_timeout_(options.answer_timeout), is_known_not_to_share_(options.pooler_mode),
      lender_(options.sessions, options.lease_timeout,
              "all sessions are in use; run it again, or allow more of them",
              [this] { return open(); }) {}

std::unique_ptr<postgres_session> session_pool::open() {
  auto session = std::make_unique<postgres_session>(where_, keeps_prepared_, dog_, answer_timeout_);
  if (!is_known_not_to_share_) {
    expect_no_sharing(*session);
    is_known_not_to_share_ = true;
  }
  return session;
}

namespace {

/// Whether a pooler gives both the same connections, by the transaction. In session mode it gives
/// each of them one that the other has not meanwhile. Two turns of each in a row, because a pooler
/// may hand its connections out in turn.
[[nodiscard]] bool share_connections(postgres_session& session, pooler_probe& probe) {
  const auto own = session.backend_id();
  for (int turn = 0; turn < 4; ++turn) {
    const auto others = probe.backend_id();
    const auto again = probe.backend_id();
    if (!others || !again) return false;
    if (*others == own || *again != *others || session.backend_id() != own) return true;
  }
  return false;
}

}  // namespace

/// Through a pooler in transaction mode prepared statements and settings of a session get lost, or
/// come upon those of others.
void session_pool::expect_no_sharing(postgres_session& session) {
  if (session.is_direct()) return;
  pooler_probe probe{where_};
  if (!share_connections(session, probe)) return;
  throw store_error{store_failure::retry_safe,
                    "open: a pooler shares its connections by the transaction; choose pooler_mode, "
                    "or connect to the server itself"};
}

}  // namespace waybill::detail
