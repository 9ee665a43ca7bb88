#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <waybill/dialects/known.hpp>
#include <waybill/waybill.hpp>

#ifdef WAYBILL_HARNESS_WITH_SOCI
#include <waybill/soci/schema_names.hpp>
#endif

#include "commands.hpp"

namespace waybill_harness {

/// The store without `--store`: a file in the current folder, or memory where waybill was built
/// without SQL stores.
#ifdef WAYBILL_HARNESS_WITH_SOCI
inline constexpr auto default_store = "sqlite:./waybill.db";
#else
inline constexpr auto default_store = "memory:";
#endif

/// Options that several commands share: the store, the tenant, the policy, the dialect.
struct work_options {
  std::string store = default_store;
  std::string schema_file{};  ///< names of existing tables; empty for waybill's own
  bool behind_pooler = false;
  bool one_tenant = false;   ///< statements and batches of one tenant each
  bool distributed = false;  ///< tell how the tables are distributed too
  std::string tenant{};
  std::string policy = "default";
  bool sends_counted_elsewhere = false;
  std::string dialect = "evolution";  ///< empty for the one that a body looks like
  std::string numbers{};              ///< the table of status numbers; empty where none was chosen
  std::vector<std::string> own_addresses{};

  void add_store(CLI::App& command);
  void add_tenant(CLI::App& command);
  void add_policy(CLI::App& command);
  void add_dialect(CLI::App& command);

  [[nodiscard]] waybill::policy chosen_policy() const;
  [[nodiscard]] waybill::dialect chosen_dialect() const;
  /// The same, where none was chosen by the look of a body.
  [[nodiscard]] waybill::dialect dialect_for(const std::string& body) const;
  /// A tracker's options with both.
  [[nodiscard]] waybill::tracker_options tracker() const;
#ifdef WAYBILL_HARNESS_WITH_SOCI
  /// The names of existing tables from the JSON file, or waybill's own without one:
  ///
  ///     {"preset": "reference",
  ///      "only_tenant": "tenant_abc",
  ///      "campaign": {"table": "app.campaigns", "total_contacts": ""},
  ///      "campaign_log": {"constants": {"is_archived": "false"}}}
  ///
  /// `preset` is `waybill` or `reference`; what follows changes it, by the paths of
  /// `waybill::set_schema_name`. Throws `usage_error` for anything else.
  [[nodiscard]] waybill::schema_names schema_names() const;
#endif

  /// The store without its password.
  [[nodiscard]] std::string shown_store() const;
  /// A command on the same store and tenant, as people type it.
  [[nodiscard]] std::string to_type(std::initializer_list<std::string> command) const;
  [[nodiscard]] usage_error unknown_campaign(const std::string& campaign) const;
};

/// The bytes of a file, or of standard input for `-`. Throws `usage_error` where it cannot be read.
[[nodiscard]] std::string read_file(const std::string& name);

}  // namespace waybill_harness
