#include "postgres_database.hpp"

#include <utility>

#include <fmt/format.h>

#include <waybill/store_error.hpp>

#include "report_rows.hpp"
#include "schema_distribution.hpp"
#include "schema_tables.hpp"
#include "schema_trial.hpp"
#include "stored_key.hpp"

namespace waybill::detail {

postgres_database::postgres_database(const std::string& connection, const postgres_options& options)
    : names_(without_others_pace(options.schema)), owns_tables_(names_ == schema_names::waybill()),
      tenants_at_once_(options.one_tenant_statements ? tenants_at_once::one
                                                     : tenants_at_once::several),
      pool_(connection, options) {
  if (owns_tables_) tables_ = make_tables({});
}

std::unique_ptr<const table_map> postgres_database::make_tables(
    const column_catalogue& catalogue) const {
  return std::make_unique<table_map>(names_, catalogue, tenants_at_once_);
}

const table_map& postgres_database::tables() {
  {
    const std::scoped_lock lock{mutex_};
    if (tables_) return *tables_;
  }
  look_up_tables(schema_look::structure);
  return *tables_;
}

void postgres_database::look_up_tables(schema_look how) {
  const auto seen = look_at_schema(*pool_.borrow(), names_, how);
  expect_none(seen.found);
  keep_tables(seen.columns);
}

void postgres_database::keep_tables(const column_catalogue& columns) {
  const std::scoped_lock lock{mutex_};
  // The first to come made the statements that are in use.
  if (!tables_) tables_ = make_tables(columns);
}

std::vector<std::string> postgres_database::check_schema() {
  const auto session = pool_.borrow();
  auto seen = look_at_schema(*session, names_, schema_look::everything);
  if (seen.is_usable) {
    keep_tables(seen.columns);
    const auto problems = seen.found.problems.size();
    look_at_distribution(*session, names_, tenants_at_once_, seen.found);
    // On servers that keep them otherwise every write fails, and the server names no cause.
    if (seen.found.problems.size() == problems) try_writes(*session, *tables_, seen.found);
  }
  expect_none(seen.found);
  return std::move(seen.found.warnings);
}

std::optional<std::string> postgres_database::find_stored_tenant(std::string_view tenant) {
  if (owns_tables_) return std::string{tenant};
  const auto& known = tables();
  const auto& only = names_.only_tenant;
  if (known.has_tenants() && only.empty()) return stored_key(known.tenant_type(), tenant);
  if (tenant.empty() || tenant == only) return only;
  return std::nullopt;
}

std::string postgres_database::stored_tenant(std::string_view tenant) {
  if (auto stored = find_stored_tenant(tenant)) return *std::move(stored);
  const auto& known = tables();
  const auto& only = names_.only_tenant;
  if (known.has_tenants() && only.empty()) {
    throw store_error{store_failure::misconfigured,
                      fmt::format("the tenant of the call is no {}, as those of the tables are; "
                                  "call for a tenant as it is stored",
                                  known.tenant_type())};
  }
  throw store_error{
      store_failure::misconfigured,
      only.empty() ? "the tables have no tenant, and the call is for one; name it as only_tenant"
                   : "the call is for another tenant than only_tenant, whose the tables are; call "
                     "for that one, or for none"};
}

std::optional<parameters> postgres_database::campaign_keys(const campaign_key& campaign) {
  auto stored = stored_tenant(campaign.tenant);
  const auto key = tables().key("campaign", "id", campaign.campaign);
  if (!key) return std::nullopt;
  return report_keys(stored, *key);
}

const command& postgres_database::command_of(make_command make) {
  const auto& known = tables();
  const std::scoped_lock lock{mutex_};
  const auto found = commands_.find(make);
  return found != commands_.end() ? found->second
                                  : commands_.emplace(make, make(known)).first->second;
}

}  // namespace waybill::detail
