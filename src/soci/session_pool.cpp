#include "session_pool.hpp"

#include <waybill/store_error.hpp>

#include "callers_session.hpp"
#include "connection_string.hpp"
#include "lent_session.hpp"
#include "pooler_probe.hpp"

namespace waybill::detail {

namespace {

constexpr auto all_in_use = "all sessions are in use; run it again, or allow more of them";

}  // namespace

session_pool::session_pool(const std::string& given, const postgres_options& options)
    : where_(connection_string(given, options)), keeps_prepared_(!options.pooler_mode),
      answer_timeout_(options.answer_timeout), is_known_not_to_share_(options.pooler_mode),
      dog_(std::make_shared<watchdog>()),
      lender_(options.sessions, options.lease_timeout, all_in_use, [this] { return open(); }) {}

session_pool::session_pool(const lender& from, const postgres_options& options)
    : answer_timeout_(options.answer_timeout), dog_(std::make_shared<watchdog>()),
      lender_(options.sessions, options.lease_timeout, all_in_use, [this, from] {
        return std::make_unique<lent_session>(borrow_from(from), *dog_, answer_timeout_);
      }) {}

session_pool::session_pool(const session_pool& like, savepoint& in)
    : answer_timeout_(like.answer_timeout_), dog_(like.dog_),
      lender_(1, std::chrono::hours{24}, "the caller's transaction is in use by another thread",
              [this, &in] { return std::make_unique<callers_session>(in, *dog_); }) {}

std::unique_ptr<postgres_session> session_pool::open() {
  auto session =
      std::make_unique<postgres_session>(where_, keeps_prepared_, *dog_, answer_timeout_);
  if (!is_known_not_to_share_) {
    expect_no_sharing(*session);
    is_known_not_to_share_ = true;
  }
  session->keep_memory();
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
