#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <waybill/waybill.hpp>

namespace waybill_cli {

/// The tables of a store, where it has any, and the steps that make them.
class schema {
 public:
  virtual ~schema() = default;
  /// Brings the tables up to date; returns how many steps that took.
  virtual std::size_t migrate() = 0;
  [[nodiscard]] virtual std::size_t pending() = 0;
  [[nodiscard]] virtual std::size_t steps() const = 0;
  /// Looks at tables that belong to somebody else; returns what had better be changed.
  virtual std::vector<std::string> check() = 0;
  /// All steps as one script.
  [[nodiscard]] virtual std::string sql() const = 0;
};

/// Whether a file has each webhook on the disk before it is answered, as in a server, or gets there
/// a little later, which is many times as fast and risks the last ones in a power cut.
enum class durability : std::uint8_t { full, relaxed };

struct work_options;

/// What `--store` names, opened.
class opened_store {
 public:
  /// `sqlite:FILE`, a URL of PostgreSQL, or `memory:`. Throws with a sentence for anything else.
  explicit opened_store(const work_options& options, durability how = durability::full);
  ~opened_store();
  opened_store(const opened_store&) = delete;
  opened_store& operator=(const opened_store&) = delete;

  [[nodiscard]] waybill::store& operator*() const noexcept { return *store_; }
  /// Where campaigns, instances and contacts are added. Throws with a sentence for tables that
  /// belong to somebody else.
  [[nodiscard]] waybill::catalog_store& catalog() const;
  [[nodiscard]] bool is_file() const noexcept { return !file_.empty(); }
  /// Nothing for a store that keeps nothing.
  [[nodiscard]] waybill_cli::schema* schema() const noexcept { return schema_.get(); }
  /// Makes the tables, or brings them up to date, and tells of a file that this makes. Returns how
  /// many steps that took.
  std::size_t migrate();

 private:
  template <typename Store>
  void keep(std::unique_ptr<Store> store);

  std::string file_;  ///< of a store in a file
  std::unique_ptr<waybill::store> store_;
  std::unique_ptr<waybill_cli::schema> schema_;
};

/// What commands work on unless they are told: a file in the folder they are started in, and where
/// waybill was built without SQL stores, memory.
#ifdef WAYBILL_CLI_WITH_SOCI
inline constexpr auto default_store = "sqlite:./waybill.db";
#else
inline constexpr auto default_store = "memory:";
#endif

/// What the commands that work on a store are told about it and about the rules.
struct work_options {
  std::string store = default_store;
  std::string schema_file{};  ///< names of existing tables; empty for waybill's own
  std::string tenant{};
  std::string policy = "default";
  bool sends_counted_elsewhere = false;
  std::string dialect = "evolution";
  std::string numbers = "reference";

  void add_store(CLI::App& command);
  void add_tenant(CLI::App& command);
  void add_policy(CLI::App& command);
  void add_dialect(CLI::App& command);

  [[nodiscard]] waybill::policy chosen_policy() const;
  [[nodiscard]] waybill::dialect chosen_dialect() const;
  /// A tracker's options with both.
  [[nodiscard]] waybill::tracker_options tracker() const;
};

/// The bytes of a file, or of standard input for `-`. Throws with a sentence where it cannot be
/// read.
[[nodiscard]] std::string read_file(const std::string& name);

}  // namespace waybill_cli
