#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <waybill/config.hpp>
#include <waybill/soci/sqlite_options.hpp>
#include <waybill/store.hpp>
#include <waybill/store_parts.hpp>

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
class WAYBILL_EXPORT sqlite_store final : public store {
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

  [[nodiscard]] send_store* sends() noexcept override;
  [[nodiscard]] parking_store* parking() noexcept override;
  [[nodiscard]] report_store* reports() noexcept override;
  [[nodiscard]] catalog_store* catalog() noexcept override;
  [[nodiscard]] feed_store* feed() noexcept override;

 private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

}  // namespace waybill
