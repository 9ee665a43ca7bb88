#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <waybill/config.hpp>
#include <waybill/message.hpp>
#include <waybill/reply.hpp>
#include <waybill/sends.hpp>
#include <waybill/store_parts.hpp>

struct pg_conn;  // libpq's PGconn
namespace soci {
class session;
}

namespace waybill {

class postgres_store;
class tracker;

/// Records sends within a transaction of the caller's: they are committed or rolled back with what
/// else he writes in it.
///
///     soci::transaction order{sql};
///     sql << "INSERT INTO orders …";
///     waybill::own_transaction sends{tracker, store, sql};
///     const auto sent = sends.record_sent({.origin = {"shop"}, .row = "1001", …});
///     order.commit();
///     sends.settle();  // once it is committed
///
/// One object is for one transaction, on one connection, which must be open before the first call
/// and may be in use by nobody else during one. waybill begins, commits and rolls back nothing of
/// it, tries nothing again, and changes no setting: the time-outs, the role, the `search_path` and
/// the isolation are the caller's, and nothing is left prepared, so that a pooler may stand before
/// the server. No deadline of waybill's holds: a call takes as long as `statement_timeout` and
/// `lock_timeout` of the connection allow, and no connection is cut.
///
/// Until the commit nobody else sees the row: its reports are parked, as those of any send that is
/// not yet recorded. And the counters of campaign and instance are locked, for which other writers
/// wait: record at the end of the transaction, all in one call, and commit soon. Several calls may
/// take locks in another order than other writers do: a deadlock, of which one is the victim
/// (SQLSTATE 40P01).
///
/// Observers hear of nothing before `settle`. Where a program ends between the commit and that, the
/// next sweep settles what was parked, and the observers do not hear of the sends.
///
/// Threads: one at a time, as the connection. Tracker, store and connection must outlive it, the
/// connection not beyond the last call but `settle`.
/// Errors: `std::logic_error` where no transaction is open. `store_error` where something failed:
/// none of that call remains in the transaction, which is as usable as before, because each call
/// stands within a savepoint. Whether the rest is committed is the caller's choice. A serialization
/// failure (SQLSTATE 40001) wants the whole transaction again, from its begin; where the connection
/// is lost, nothing is committed. `outcome_unknown` does not come here: the commit is the caller's.
class WAYBILL_EXPORT own_transaction {
 public:
  /// On a session of SOCI's, with the version of SOCI that waybill was built with. The store says
  /// what the tables are called; the tracker has the rules. Asks the database nothing yet. Throws
  /// `std::invalid_argument` for a session that is not PostgreSQL's.
  own_transaction(const tracker& rules, postgres_store& tables, soci::session& session);
  /// On a connection of libpq's.
  own_transaction(const tracker& rules, postgres_store& tables, pg_conn* connection);
  own_transaction(const own_transaction&) = delete;
  own_transaction& operator=(const own_transaction&) = delete;
  /// Forgets what was not settled; right after a rollback.
  ~own_transaction();

  /// As `catalog_store` has them. Throw `std::logic_error` on existing tables: their owner makes
  /// campaigns, instances and contacts.
  void add_campaign(const campaign_key& campaign);
  void add_instance(const instance_key& instance);                      ///< as above
  void add_contact(const contact_key& contact, std::string_view name);  ///< as above
  /// Makes pending rows, as `send_store` does; false on existing tables. It locks their campaigns,
  /// and other writers lock instances before those: `record_sent`, which makes the rows that are
  /// missing, belongs into a transaction of its own after this.
  bool add_rows(std::span<const new_row> rows);

  /// As `tracker::record_sent`, and the same again is a no-op; but what was parked waits.
  send_result record_sent(const sent_message& sent);
  /// The same with an answer that is parsed already; `sent.response` is not looked at.
  send_result record_sent(const sent_message& sent, const send_response& response);
  /// Records many together, with a result for each in the order given. One that the store refuses
  /// for good is `rejected`, and the others are recorded. After a throw none is.
  std::vector<send_result> record_sent(std::span<const sent_message> sent);

  /// Settles the updates that came before the sends that were recorded since the last time, and
  /// tells the observers of both. Returns those transitions. Call it after the commit; what cannot
  /// be settled now is left to the sweep. After a rollback, also one to a savepoint of the
  /// caller's, let the object go instead.
  std::vector<status_transition> settle();

 private:
  [[nodiscard]] std::vector<send_result> record(std::span<const sent_message> sent,
                                                std::span<const send_response> responses);

  struct parts;
  std::unique_ptr<parts> parts_;
};

}  // namespace waybill
