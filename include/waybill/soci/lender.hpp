#pragma once

#include <functional>
#include <memory>

#include <waybill/config.hpp>

struct pg_conn;  // libpq's PGconn
namespace soci {
class session;
}

namespace waybill {

/// A pool of the program's own, for a `postgres_store` to work with in place of connections that it
/// opens itself. With SOCI's pool, say:
///
///     soci::connection_pool pool{8};  // opened by the program
///     waybill::postgres_store store{waybill::lender{[&pool] {
///       auto session = std::make_shared<soci::session>(pool);
///       if (!session->is_connected()) session->reconnect();
///       return session;
///     }}};
///
/// It is asked for each call of the store, and what it gives goes back with the last `shared_ptr`
/// to it: at the call's end, on the same thread. Of libpq's connections the deleter takes them
/// back; it must not throw. One that was lost comes back too, and its `PQstatus` says so: the
/// lender gives out no such one again, or opens it anew before.
///
/// Of the options, those of a connection itself do not count: connections keep the time-outs that
/// the program gave them, and nothing on them is set, prepared or left behind, so that a pooler in
/// transaction mode may stand behind them. `postgres_options::sessions` is how many are lent at
/// once, and `answer_timeout` remains, with the deadline of a call: where the server does not
/// answer by then, the connection is cut, which nothing else would end.
///
/// Threads: it is called from any thread, and from several at once; it may wait, but not longer
/// than `deadline_scope::current()`. It and its pool must outlive the store.
/// Errors: what it throws is a `store_error` to the store's callers, `retry_safe`, with its text;
/// so is a connection that is lost, is in a transaction or does not speak UTF-8.
class WAYBILL_EXPORT lender {
 public:
  /// Gives a session of SOCI's, with the version of SOCI that waybill was built with.
  using sessions = std::function<std::shared_ptr<soci::session>()>;
  /// Gives a connection of libpq's.
  using connections = std::function<std::shared_ptr<pg_conn>()>;

  explicit lender(sessions lend);     ///< of SOCI's sessions
  explicit lender(connections lend);  ///< of libpq's connections

  /// One connection for one call; null if there is none.
  [[nodiscard]] std::shared_ptr<pg_conn> lend() const;

 private:
  connections lend_;
};

}  // namespace waybill
