#pragma once

#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include <waybill/waybill.hpp>

namespace waybill {
class postgres_store;
}

namespace waybill_cli {

/// What `--store` names, opened.
class opened_store {
 public:
  /// `memory:` or a URL of PostgreSQL. Throws with a sentence for anything else.
  explicit opened_store(const std::string& name);
  ~opened_store();
  opened_store(const opened_store&) = delete;
  opened_store& operator=(const opened_store&) = delete;

  [[nodiscard]] waybill::store& operator*() const noexcept { return *store_; }
  /// Where campaigns, instances and contacts are added.
  [[nodiscard]] waybill::catalog_store& catalog() const { return *store_->catalog(); }
  /// Nothing unless the store is in PostgreSQL.
  [[nodiscard]] waybill::postgres_store* postgres() const noexcept { return postgres_; }

 private:
  std::unique_ptr<waybill::store> store_;
  waybill::postgres_store* postgres_ = nullptr;
};

/// What the commands that work on a store are told about it and about the rules.
struct work_options {
  std::string store{};
  std::string tenant{};
  std::string policy = "default";
  std::string dialect = "evolution";
  std::string numbers = "reference";

  void add_store(CLI::App& command, const std::string& preset = {});
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
