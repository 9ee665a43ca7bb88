#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/catalog_store.hpp>
#include <waybill/config.hpp>
#include <waybill/parking_store.hpp>
#include <waybill/report_store.hpp>
#include <waybill/send_store.hpp>
#include <waybill/soci/postgres_options.hpp>
#include <waybill/store.hpp>

namespace waybill {

/// A store in PostgreSQL (13 or later), in tables of its own in the schema `waybill`.
///
///     waybill::postgres_store store{"host=db.internal dbname=app user=app"};
///     store.migrate();                       // once, or on every start: it is safe to run twice
///     waybill::tracker tracker{store};
///
/// Or in tables that are there already and belong to somebody else (schema_names.hpp):
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
class WAYBILL_EXPORT postgres_store final : public store,
                                            public send_store,
                                            public parking_store,
                                            public report_store,
                                            public catalog_store {
 public:
  /// `connection` in either of libpq's forms: `host=… dbname=…` or `postgresql://…`. Connects when
  /// first used; what it does not say comes from libpq's environment variables and defaults.
  explicit postgres_store(const std::string& connection, const postgres_options& options = {});
  /// Closes its connections; no call may be under way.
  ~postgres_store() override;

  /// Brings the schema up to date, under a lock: any number of processes may start at once.
  /// Returns how many migrations that took. Among existing tables it makes the table of parked
  /// updates, if that is named and not there, and nothing else; where those are not what the names
  /// say it throws a `store_error` and makes nothing.
  std::size_t migrate();
  /// How many migrations the schema lacks; 0 if it is up to date. A schema that is newer than this
  /// version throws a `store_error`.
  [[nodiscard]] std::size_t pending_migrations();
  /// Looks at the tables, which for existing ones otherwise the first call does, and tries each
  /// kind of write in a transaction that is rolled back: a `store_error` says at once all that is
  /// missing, of a wrong type, without a right, hidden by row-level security or refused, each with
  /// what would fix it. Returns what works and had better be changed, settings of the server that
  /// risk what was acknowledged among it, a sentence each. Triggers of the tables fire, and
  /// sequences move.
  std::vector<std::string> check_schema();

  [[nodiscard]] std::vector<std::vector<tracked_message>> load(
      std::span<const message_key> keys) override;
  [[nodiscard]] std::vector<std::size_t> apply(std::span<const change> changes) override;

  [[nodiscard]] send_store* sends() noexcept override { return this; }
  [[nodiscard]] parking_store* parking() noexcept override;
  [[nodiscard]] report_store* reports() noexcept override { return this; }
  /// None on existing tables: what is in them is made by whoever owns them.
  [[nodiscard]] catalog_store* catalog() noexcept override;

  [[nodiscard]] std::vector<std::optional<tracked_message>> load_rows(
      std::span<const row_key> rows) override;
  bool add_rows(std::span<const new_row> rows) override;
  [[nodiscard]] bool knows_instance(std::string_view tenant, std::string_view name) override;

  [[nodiscard]] std::vector<parked_id> park(std::span<const incoming_update> updates) override;
  std::size_t make_room(std::string_view tenant, std::size_t cap, std::size_t limit) override;
  [[nodiscard]] std::vector<parked_update> parked_for(std::span<const message_key> keys) override;
  [[nodiscard]] std::vector<parked_update> parked_after(parked_id after,
                                                        std::size_t limit) override;
  void forget(std::span<const parked_key> keys) override;
  std::size_t forget_unknown(std::span<const parked_key> keys) override;

  [[nodiscard]] std::optional<campaign_stats> read_campaign(std::string_view tenant,
                                                            std::string_view campaign) override;
  [[nodiscard]] std::optional<instance_stats> read_instance(std::string_view tenant,
                                                            std::string_view instance) override;
  [[nodiscard]] std::vector<tracked_message> find_stalled(std::string_view tenant,
                                                          time_point sent_before,
                                                          std::size_t limit) override;
  [[nodiscard]] std::optional<campaign_audit> audit(std::string_view tenant,
                                                    std::string_view campaign) override;
  std::optional<campaign_audit> repair(std::string_view tenant, std::string_view campaign) override;
  [[nodiscard]] std::vector<logged_entry> read_log(std::string_view tenant,
                                                   std::string_view campaign,
                                                   std::optional<log_id> before,
                                                   std::size_t limit) override;
  std::size_t remove_log(std::string_view tenant, time_point older_than,
                         std::size_t limit) override;

  /// On existing tables, where `catalog()` is null, what follows throws `std::logic_error`.
  void add_campaign(std::string_view tenant, std::string_view campaign) override;
  void add_instance(std::string_view tenant, std::string_view name) override;
  void add_contact(std::string_view tenant, std::string_view contact,
                   std::string_view name) override;
  [[nodiscard]] std::vector<std::string> campaigns(std::string_view tenant) override;
  [[nodiscard]] std::vector<std::string> instances(std::string_view tenant) override;

 private:
  class implementation;
  std::unique_ptr<implementation> implementation_;
};

}  // namespace waybill
