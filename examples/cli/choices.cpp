#include "choices.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <vector>

#ifdef WAYBILL_CLI_WITH_SOCI
#include <waybill/soci/postgres_store.hpp>
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

}  // namespace

opened_store::opened_store(const std::string& name) {
  if (name == "memory:") {
    store_ = std::make_unique<waybill::memory_store>();
    return;
  }
  if (!names_postgres(name)) {
    throw std::runtime_error{"--store must be postgresql://user@host/database or memory:"};
  }
#ifdef WAYBILL_CLI_WITH_SOCI
  auto store = std::make_unique<waybill::postgres_store>(name);
  postgres_ = store.get();
  store_ = std::move(store);
#else
  throw std::runtime_error{"this waybill was built without PostgreSQL: WAYBILL_WITH_SOCI was off"};
#endif
}

opened_store::~opened_store() = default;

void work_options::add_store(CLI::App& command, const std::string& preset) {
  auto* const option =
      command.add_option("--store", store, "postgresql://user@host/database, or memory:")
          ->envname("WAYBILL_STORE");
  if (preset.empty()) {
    option->required();
  } else {
    store = preset;
    option->capture_default_str();
  }
}

void work_options::add_tenant(CLI::App& command) {
  command.add_option("--tenant", tenant, "Whose campaign it is; without, that of the only tenant")
      ->envname("WAYBILL_TENANT");
}

void work_options::add_policy(CLI::App& command) {
  command.add_option("--policy", policy, "Which rules decide")
      ->check(CLI::IsMember(policy_names()))
      ->capture_default_str();
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

waybill::policy work_options::chosen_policy() const { return waybill::find_policy(policy).value(); }

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
