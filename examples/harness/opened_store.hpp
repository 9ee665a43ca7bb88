#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <waybill/waybill.hpp>

#include "options.hpp"

namespace waybill_harness {

/// The tables of a store, where it has any, and the steps that make them.
class schema {
 public:
  virtual ~schema() = default;
  /// Brings the tables up to date; returns how many steps that took.
  virtual std::size_t migrate() = 0;
  [[nodiscard]] virtual std::size_t pending() = 0;
  /// Keeps a feed from now on; false where one is kept already.
  virtual bool keep_feed() = 0;
  /// How many steps there are. Among existing tables, only those for waybill's own table count.
  [[nodiscard]] virtual std::size_t steps() const = 0;
  /// Checks the tables: throws `store_error` where they are wrong, and returns warnings.
  virtual std::vector<std::string> check() = 0;
  /// All steps as one script.
  [[nodiscard]] virtual std::string sql() const = 0;
};

/// Whether each webhook is on the disk before it is answered, as in a server, or a little later,
/// which is many times as fast and may lose the last ones in a power cut.
enum class durability : std::uint8_t { full, relaxed };

/// What `--store` names, opened, with or without tables.
class opened_store {
 public:
  /// `sqlite:FILE`, a URL of PostgreSQL, or `memory:`. Throws `usage_error` for anything else. The
  /// options must outlive it.
  explicit opened_store(const work_options& options, durability how = durability::full);
  ~opened_store();
  opened_store(const opened_store&) = delete;
  opened_store& operator=(const opened_store&) = delete;

  [[nodiscard]] waybill::store& operator*() const noexcept { return *store_; }
  /// Where campaigns, instances and contacts are added. Throws `usage_error` for existing tables.
  [[nodiscard]] waybill::catalog_store& catalog() const;
  [[nodiscard]] bool is_file() const noexcept { return !file_.empty(); }
  [[nodiscard]] const std::string& file() const noexcept { return file_; }
  /// Whether it is a file that is yet to be made.
  [[nodiscard]] bool lacks_file() const;
  /// Null for a store in memory.
  [[nodiscard]] waybill_harness::schema* schema() const noexcept { return schema_.get(); }

  /// How many steps the tables lack. Throws `store_error` with what to do where the store cannot be
  /// reached.
  [[nodiscard]] std::size_t pending() const;
  /// Brings the tables up to date, if there are any; returns how many steps that took.
  std::size_t migrate() const;
  /// Throws `store_error` with what to do where tables are missing.
  void expect_tables() const;

 protected:
  const work_options& options_;

 private:
  void open_file(durability how);
  void open_server();
  template <typename Store>
  void keep(std::unique_ptr<Store> store, std::size_t steps, std::function<std::string()> sql);

  std::string file_;  ///< of a store in a file
  std::unique_ptr<waybill::store> store_;
  std::unique_ptr<waybill_harness::schema> schema_;
};

/// A store with all its tables, for a command to work on. Its tracker follows the options, and
/// writes warnings and errors to standard error, each sentence once.
class ready_store : public opened_store {
 public:
  explicit ready_store(const work_options& options) : opened_store(options) { expect_tables(); }

  [[nodiscard]] waybill::tracker tracker() const;
};

}  // namespace waybill_harness
