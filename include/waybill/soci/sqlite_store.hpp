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
#include <waybill/soci/sqlite_options.hpp>
#include <waybill/store.hpp>

namespace waybill {

/// A store in one SQLite file (SQLite 3.38 or later), which needs no server.
///
///     waybill::sqlite_store store{"/var/lib/app/waybill.db"};
///     store.migrate();                       // makes the file; on every start: safe to run twice
///     waybill::tracker tracker{store};
///
/// The file is in WAL mode: beside it lie `-wal` and `-shm` files that belong to it, and it must be
/// on a disk of this machine. Any number of processes may use it; one of them writes at a time.
///
/// Threads: every member may be called from any number of threads. One connection writes, because
/// SQLite lets one write, and threads queue for it without polling; a few others read meanwhile and
/// never wait for a writer. Do not use it in a child after `fork`: make a new one there.
/// Errors: `store_error` without a SQLSTATE. It names the operation, SQLite's result and what to
/// do; never SQL or bound values. The store never retries.
class WAYBILL_EXPORT sqlite_store final : public store,
                                          public send_store,
                                          public parking_store,
                                          public report_store,
                                          public catalog_store {
 public:
  /// `file` is a path; opened when first used. Only `migrate` makes a file that is not there.
  explicit sqlite_store(const std::string& file, const sqlite_options& options = {});
  /// Closes its connections; no call may be under way.
  ~sqlite_store() override;

  /// Brings the schema up to date, under a lock: any number of processes may start at once.
  /// Returns how many migrations that took.
  std::size_t migrate();
  /// How many migrations the schema lacks, all of them if there is no file; 0 if it is up to date.
  /// A schema that is newer than this version throws a `store_error`.
  [[nodiscard]] std::size_t pending_migrations();
  /// Whether the tables and columns of this version are all there: a `store_error` names each that
  /// is missing, such as one that somebody dropped.
  void check_schema();

  [[nodiscard]] std::vector<std::vector<tracked_message>> load(
      std::span<const message_key> keys) override;
  [[nodiscard]] std::vector<std::size_t> apply(std::span<const change> changes) override;

  [[nodiscard]] send_store* sends() noexcept override { return this; }
  [[nodiscard]] parking_store* parking() noexcept override { return this; }
  [[nodiscard]] report_store* reports() noexcept override { return this; }
  [[nodiscard]] catalog_store* catalog() noexcept override { return this; }

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
