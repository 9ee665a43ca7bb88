#include "options.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <regex>
#include <stdexcept>
#include <vector>

#include <nlohmann/json.hpp>

namespace waybill_harness {

namespace {

[[nodiscard]] std::vector<std::string> policy_names() {
  std::vector<std::string> names;
  for (const auto& [name, knobs] : waybill::named_policies) names.emplace_back(name);
  return names;
}

[[nodiscard]] std::vector<std::string> dialect_names() {
  std::vector<std::string> names;
  for (const auto& each : waybill::known_dialects) names.emplace_back(each.name);
  return names;
}

/// A word for a shell, in quotes where it needs them.
[[nodiscard]] std::string quoted(const std::string& word) {
  constexpr auto plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:@%+=,";
  return word.find_first_not_of(plain) == std::string::npos
             ? word
             : '\'' + std::regex_replace(word, std::regex{"'"}, R"('\'')") + '\'';
}

#ifdef WAYBILL_HARNESS_WITH_SOCI

using nlohmann::json;

[[nodiscard]] waybill::schema_names preset(const std::string& name) {
  if (name == "waybill") return waybill::schema_names::waybill();
  if (name == "reference") return waybill::schema_names::reference();
  throw std::invalid_argument{"preset must be waybill or reference, not '" + name + "'"};
}

/// Sets every name below a value; objects nest by the parts of a path.
void set_names(waybill::schema_names& names, const json& value, const std::string& path) {
  if (value.is_string()) return set_schema_name(names, path, value.get<std::string>());
  if (!value.is_object()) throw std::invalid_argument{path + " must be a text"};
  for (const auto& [name, inner] : value.items()) {
    if (path.empty() && name == "preset") continue;
    set_names(names, inner, path.empty() ? name : path + '.' + name);
  }
}

#endif

}  // namespace

void work_options::add_store(CLI::App& command) {
  command.add_option("--store", store, "sqlite:FILE, postgresql://user@host/database, or memory:")
      ->envname("WAYBILL_STORE")
      ->capture_default_str();
#ifdef WAYBILL_HARNESS_WITH_SOCI
  command
      .add_option("--schema", schema_file,
                  "JSON file with the names of existing tables in PostgreSQL")
      ->envname("WAYBILL_SCHEMA");
  command
      .add_flag("--pooler", behind_pooler,
                "The server is reached through a pooler that shares connections by the transaction")
      ->envname("WAYBILL_POOLER");
  command
      .add_flag("--one-tenant", one_tenant,
                "The tables are distributed by tenant: each statement is of one tenant alone")
      ->envname("WAYBILL_ONE_TENANT");
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
  auto* const option =
      command
          .add_option("--dialect,--gateway", dialect,
                      dialect.empty() ? "Whose webhooks they are; without, whose they look like"
                                      : "Whose webhooks they are")
          ->check(CLI::IsMember(dialect_names()));
  if (!dialect.empty()) option->capture_default_str();
  command
      .add_option("--numbers", numbers,
                  "What a status that is a number means: 2 is delivered by the reference's table, "
                  "and sent by Baileys'")
      ->check(CLI::IsMember({"reference", "baileys"}));
  command.add_option(
      "--own-address", own_addresses,
      "Addresses of our own accounts, phone numbers and LIDs: with --dialect baileys "
      "they tell who read in a group");
}

waybill::policy work_options::chosen_policy() const {
  auto knobs = waybill::find_policy(policy).value();
  if (sends_counted_elsewhere) knobs.counts_sends = false;
  return knobs;
}

waybill::dialect work_options::chosen_dialect() const {
  waybill::dialect_settings settings;
  settings.own_addresses = own_addresses;
  if (numbers == "baileys") settings.numbers = waybill::baileys_numbers;
  if (numbers == "reference") settings.numbers = waybill::reference_numbers;
  return waybill::find_dialect(dialect, settings).value();
}

waybill::dialect work_options::dialect_for(const std::string& body) const {
  auto chosen = *this;
  // Who says what numbers mean speaks of Evolution's.
  if (dialect.empty() && numbers.empty()) chosen.dialect = waybill::recognise(body).dialect;
  if (chosen.dialect.empty()) chosen.dialect = "evolution";
  return chosen.chosen_dialect();
}

waybill::tracker_options work_options::tracker() const {
  waybill::tracker_options result;
  result.policy = chosen_policy();
  result.dialect = chosen_dialect();
  return result;
}

#ifdef WAYBILL_HARNESS_WITH_SOCI

waybill::schema_names work_options::schema_names() const {
  if (schema_file.empty()) return {};
  try {
    const auto settings = json::parse(read_file(schema_file));
    auto names = preset(settings.value("preset", "waybill"));
    set_names(names, settings, "");
    return names;
  } catch (const json::exception& error) {
    throw usage_error{schema_file + " is not a JSON object: " + error.what()};
  } catch (const std::invalid_argument& error) {
    throw usage_error{schema_file + ": " + error.what()};
  }
}

#endif

std::string work_options::shown_store() const {
  static const std::regex in_front_of_host{"(://[^:/?]*):[^/?]*@"};
  static const std::regex as_parameter{"([?&]password=)[^&]*"};
  const auto shown = std::regex_replace(store, in_front_of_host, "$1:***@");
  return std::regex_replace(shown, as_parameter, "$1***");
}

std::string work_options::to_type(std::initializer_list<std::string> command) const {
  std::string result = "waybill";
  for (const auto& word : command) result += ' ' + quoted(word);
  if (store != default_store) result += " --store " + quoted(shown_store());
  if (!schema_file.empty()) result += " --schema " + quoted(schema_file);
  if (behind_pooler) result += " --pooler";
  if (one_tenant) result += " --one-tenant";
  if (!tenant.empty()) result += " --tenant " + quoted(tenant);
  return result;
}

usage_error work_options::unknown_campaign(const std::string& campaign) const {
  auto text = "there is no campaign \"" + campaign + '"';
  if (!tenant.empty()) text += " of the tenant \"" + tenant + '"';
  // `campaign list` does not list those of existing tables.
  if (!schema_file.empty()) return usage_error{text + "; its id is that of its row in your tables"};
  return usage_error{text + "; to see those that are: " + to_type({"campaign", "list"})};
}

std::string read_file(const std::string& name) {
  if (name == "-") return {std::istreambuf_iterator<char>{std::cin}, {}};
  std::ifstream file{name, std::ios::binary};
  if (!file) throw usage_error{name + " cannot be read: " + std::strerror(errno)};
  // A folder can be opened, and not read.
  if (std::filesystem::is_directory(name)) throw usage_error{name + " cannot be read: a folder"};
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace waybill_harness
