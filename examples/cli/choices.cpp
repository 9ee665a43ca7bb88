#include "choices.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#ifdef WAYBILL_CLI_WITH_SOCI
#include <waybill/soci/postgres_store.hpp>
#include <waybill/soci/schema.hpp>
#include <waybill/soci/sqlite_store.hpp>

#include "schema_file.hpp"
#endif

namespace waybill_cli {

namespace {

[[nodiscard]] std::vector<std::string> policy_names() {
  std::vector<std::string> names;
  for (const auto& [name, knobs] : waybill::named_policies) names.emplace_back(name);
  return names;
}

[[nodiscard]] bool names_postgres(const std::string& name) {
  return name.starts_with("postgresql://") || name.starts_with("postgres://");
}

constexpr std::string_view sqlite_prefix = "sqlite:";

#ifdef WAYBILL_CLI_WITH_SOCI

using waybill::postgres_store;
using waybill::sqlite_store;

[[nodiscard]] std::span<const waybill::migration> steps_of(const postgres_store& /*store*/) {
  return waybill::postgres_migrations();
}
[[nodiscard]] std::span<const waybill::migration> steps_of(const sqlite_store& /*store*/) {
  return waybill::sqlite_migrations();
}
[[nodiscard]] std::string sql_of(const postgres_store& /*store*/) {
  return waybill::postgres_schema_sql();
}
[[nodiscard]] std::string sql_of(const sqlite_store& /*store*/) {
  return waybill::sqlite_schema_sql();
}

[[nodiscard]] std::vector<std::string> warnings_of(postgres_store& store) {
  return store.check_schema();
}
[[nodiscard]] std::vector<std::string> warnings_of(const sqlite_store& /*store*/) { return {}; }

/// The schema of either SQL store.
template <typename Store>
class schema_of final : public schema {
 public:
  explicit schema_of(Store& store) : store_(store) {}

  std::size_t migrate() override { return store_.migrate(); }
  [[nodiscard]] std::size_t pending() override { return store_.pending_migrations(); }
  [[nodiscard]] std::size_t steps() const override { return steps_of(store_).size(); }
  std::vector<std::string> check() override { return warnings_of(store_); }
  [[nodiscard]] std::string sql() const override { return sql_of(store_); }

 private:
  Store& store_;
};

#endif

}  // namespace

#ifdef WAYBILL_CLI_WITH_SOCI

template <typename Store>
void opened_store::keep(std::unique_ptr<Store> store) {
  schema_ = std::make_unique<schema_of<Store>>(*store);
  store_ = std::move(store);
}

opened_store::opened_store(const work_options& options, durability how) {
  const auto& name = options.store;
  if (!options.schema_file.empty() && !names_postgres(name)) {
    throw std::runtime_error{"--schema is for a store in PostgreSQL"};
  }
  if (name == "memory:") {
    store_ = std::make_unique<waybill::memory_store>();
  } else if (name.starts_with(sqlite_prefix)) {
    file_ = name.substr(sqlite_prefix.size());
    waybill::sqlite_options file;
    if (how == durability::relaxed) file.durability = waybill::sqlite_durability::normal;
    keep(std::make_unique<sqlite_store>(file_, file));
  } else if (names_postgres(name)) {
    waybill::postgres_options server;
    if (!options.schema_file.empty()) server.schema = read_schema_file(options.schema_file);
    keep(std::make_unique<postgres_store>(name, server));
  } else {
    throw std::runtime_error{
        "--store must be sqlite:FILE, postgresql://user@host/database or memory:"};
  }
}

#else

opened_store::opened_store(const work_options& options, durability /*how*/) {
  const auto& name = options.store;
  if (name.starts_with(sqlite_prefix) || names_postgres(name)) {
    throw std::runtime_error{
        "this waybill was built without SQL stores (WAYBILL_WITH_SOCI was off); it has memory: "
        "alone"};
  }
  if (name != "memory:") throw std::runtime_error{"--store must be memory:"};
  store_ = std::make_unique<waybill::memory_store>();
}

#endif

opened_store::~opened_store() = default;

waybill::catalog_store& opened_store::catalog() const {
  if (auto* const catalog = store_->catalog()) return *catalog;
  throw std::runtime_error{
      "campaigns, instances and contacts of existing tables are made by whoever owns the tables"};
}

std::size_t opened_store::migrate() {
  if (!schema_) return 0;
  const bool makes_file = !file_.empty() && !std::filesystem::exists(file_);
  const auto steps = schema_->migrate();
  if (makes_file) fmt::print("The store is a new file, {}.\n", file_);
  return steps;
}

void work_options::add_store(CLI::App& command) {
  command.add_option("--store", store, "sqlite:FILE, postgresql://user@host/database, or memory:")
      ->envname("WAYBILL_STORE")
      ->capture_default_str();
#ifdef WAYBILL_CLI_WITH_SOCI
  command
      .add_option("--schema", schema_file,
                  "JSON file with the names of existing tables in PostgreSQL")
      ->envname("WAYBILL_SCHEMA");
#endif
}

void work_options::add_tenant(CLI::App& command) {
  command.add_option("--tenant", tenant, "Whose campaign it is; without, that of the only tenant")
      ->envname("WAYBILL_TENANT");
}

void work_options::add_policy(CLI::App& command) {
  command.add_option("--policy", policy, "Which rules decide")
      ->check(CLI::IsMember(policy_names()))
      ->capture_default_str();
  command.add_flag("--sends-counted-elsewhere", sends_counted_elsewhere,
                   "Another program counts sends in the same counters");
}

void work_options::add_dialect(CLI::App& command) {
  command.add_option("--dialect", dialect, "Whose webhooks they are")
      ->check(CLI::IsMember({"evolution", "baileys"}))
      ->capture_default_str();
  command
      .add_option("--numbers", numbers,
                  "What a status that is a number means: 2 is delivered by the reference's table, "
                  "and sent by Baileys'")
      ->check(CLI::IsMember({"reference", "baileys"}))
      ->capture_default_str();
}

waybill::policy work_options::chosen_policy() const {
  auto knobs = waybill::find_policy(policy).value();
  if (sends_counted_elsewhere) knobs.counts_sends = false;
  return knobs;
}

waybill::dialect work_options::chosen_dialect() const {
  if (dialect == "baileys") return waybill::baileys();
  return waybill::evolution(numbers == "baileys" ? waybill::baileys_numbers
                                                 : waybill::reference_numbers);
}

waybill::tracker_options work_options::tracker() const {
  waybill::tracker_options result;
  result.policy = chosen_policy();
  result.dialect = chosen_dialect();
  return result;
}

std::string read_file(const std::string& name) {
  if (name == "-") return {std::istreambuf_iterator<char>{std::cin}, {}};
  std::ifstream file{name, std::ios::binary};
  std::string bytes{std::istreambuf_iterator<char>{file}, {}};
  // A folder opens and then does not read.
  if (!file.is_open() || file.bad()) {
    throw std::runtime_error{name + " cannot be read: " + std::strerror(errno)};
  }
  return bytes;
}

}  // namespace waybill_cli
