#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <waybill/config.hpp>
#include <waybill/soci/postgres_options.hpp>
#include <waybill/store.hpp>
#include <waybill/store_parts.hpp>

namespace waybill {

class lender;
class own_transaction;

/// A store in PostgreSQL (13 or later), in tables of its own in the schema `waybill`.
///
///     waybill::postgres_store store{"host=db.internal dbname=app user=app"};
///     store.migrate();                       // once, or on every start: it is safe to run twice
///     waybill::tracker tracker{store};
///
/// Or in existing tables of another owner (schema_names.hpp):
///
///     waybill::postgres_store store{connection, {.schema = waybill::schema_names::reference()}};
///     for (const auto& warning : store.check_schema()) log(warning);
///
/// `load` is one round trip and `apply` one statement, whatever the size of the batch. Rows are
/// locked in this order, and by key within each table: `campaign_contact`, `contact`, `instance`,
/// `campaign`. Code of yours that locks several of them should keep it, or both may deadlock.
///
/// Threads: every member may be called from any number of threads; each call borrows a session for
/// its length. Do not use it in a child after `fork`: make a new one there.
/// Errors: `store_error` with the SQLSTATE. It names the operation and what to do; never SQL, bound
/// values or the connection string. The store never retries.
class WAYBILL_EXPORT postgres_store final : public store {
 public:
  /// `connection` in either of libpq's forms: `host=… dbname=…` or `postgresql://…`. Connects when
  /// first used; what it does not say comes from libpq's environment variables and defaults.
  explicit postgres_store(const std::string& connection, const postgres_options& options = {});
  /// On connections that the program lends it (lender.hpp).
  explicit postgres_store(const lender& from, const postgres_options& options = {});
  /// Closes its connections; no call may be under way.
  ~postgres_store() override;

  /// Brings the schema up to date, under a lock: any number of processes may start at once.
  /// Returns how many migrations that took. Among existing tables it makes the table of parked
  /// updates, if that is named and not there, and nothing else; where those are not what the names
  /// say it throws a `store_error` and makes nothing. Where tables are distributed (Citus), new
  /// ones are too; a server that is not the coordinator throws one as well.
  std::size_t migrate();
  /// From now on waybill's own tables keep a feed (`feed()`), which they do not by themselves: it
  /// costs whoever writes (examples/guide/feed.md). The entries that are there are taken in, for
  /// which it reads the whole log. False if they do already. To be called where the tables are
  /// made, before this store is used. A program that wrote without it is refused
  /// from then on (`store_failure::misconfigured`) until it opens its store anew. Existing tables
  /// keep none, and throw a `store_error`.
  bool keep_feed();
  /// How many migrations the schema lacks; 0 if it is up to date. A schema that is newer than this
  /// version throws a `store_error`.
  [[nodiscard]] std::size_t pending_migrations();
  /// Looks at the tables, which for existing ones otherwise the first call does, and tries each
  /// kind of write in a transaction that is rolled back: a `store_error` says at once all that is
  /// missing, of a wrong type, without a right, hidden by row-level security, distributed otherwise
  /// than by tenant, or refused, each with what would fix it. Returns what works and should be
  /// changed, settings of the server that risk what was acknowledged among it, a sentence each.
  /// Triggers of the tables fire, and sequences move.
  std::vector<std::string> check_schema();

  [[nodiscard]] std::vector<std::vector<tracked_message>> load(
      std::span<const message_key> keys) override;
  [[nodiscard]] std::vector<std::size_t> apply(std::span<const change> changes) override;

  [[nodiscard]] send_store* sends() noexcept override;
  /// None where `schema_names::parked_update` is empty.
  [[nodiscard]] parking_store* parking() noexcept override;
  [[nodiscard]] report_store* reports() noexcept override;
  /// None on existing tables: their owner makes the campaigns, instances and contacts.
  [[nodiscard]] catalog_store* catalog() noexcept override;
  /// None on existing tables, whose log has other writers and ids of its own.
  [[nodiscard]] feed_store* feed() noexcept override;

 private:
  friend class own_transaction;  // the same statements, on another connection

  struct parts;
  std::unique_ptr<parts> parts_;
};

}  // namespace waybill
