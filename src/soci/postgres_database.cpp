#include "postgres_database.hpp"

#include <utility>

#include <fmt/format.h>

#include <waybill/store_error.hpp>

#include "keep_feed.hpp"
#include "report_rows.hpp"
#include "schema_distribution.hpp"
#include "schema_tables.hpp"
#include "schema_trial.hpp"
#include "stored_key.hpp"

namespace waybill::detail {

namespace {

[[nodiscard]] tenants_at_once postgres_tenants_at_once(const postgres_options& options) noexcept {
  return options.one_tenant_statements ? tenants_at_once::one : tenants_at_once::several;
}

}  // namespace

postgres_database::postgres_database(const std::string& connection, const postgres_options& options)
    : names_(without_others_pace(options.schema)), owns_tables_(names_ == schema_names::waybill()),
      tenants_at_once_(postgres_tenants_at_once(options)), tells_feed_(options.feed_notices),
      words_(std::make_shared<vocabulary>()), pool_(connection, options) {}

postgres_database::postgres_database(const lender& from, const postgres_options& options)
    : names_(without_others_pace(options.schema)), owns_tables_(names_ == schema_names::waybill()),
      tenants_at_once_(postgres_tenants_at_once(options)), tells_feed_(options.feed_notices),
      words_(std::make_shared<vocabulary>()), pool_(from, options) {}

postgres_database::postgres_database(postgres_database& like, savepoint& in)
    : names_(like.names_), owns_tables_(like.owns_tables_), tenants_at_once_(like.tenants_at_once_),
      tells_feed_(like.tells_feed_), in_callers_transaction_(true), words_(like.words_),
      pool_(like.pool_, in) {}

std::unique_ptr<const table_map> postgres_database::make_tables(const column_catalogue& catalogue,
                                                                bool has_feed) const {
  const auto kept = tells_feed_ ? feed_keeping::told : feed_keeping::silent;
  return std::make_unique<table_map>(names_, catalogue, tenants_at_once_,
                                     has_feed ? kept : feed_keeping::none);
}

const table_map& postgres_database::tables() {
  {
    const std::scoped_lock lock{words_->mutex};
    if (words_->tables) return *words_->tables;
  }
  if (owns_tables_) {
    keep_tables({}, is_feed_kept(*pool_.borrow()));
  } else {
    look_up_tables(schema_look::structure);
  }
  return *words_->tables;
}

void postgres_database::look_up_tables(schema_look how) {
  const auto seen = look_at_schema(*pool_.borrow(), names_, how);
  expect_none(seen.found);
  keep_tables(seen.columns, false);
}

void postgres_database::keep_tables(const column_catalogue& columns, bool has_feed) {
  const std::scoped_lock lock{words_->mutex};
  // The first to come made the statements that are in use.
  if (!words_->tables) words_->tables = make_tables(columns, has_feed);
}

std::vector<std::string> postgres_database::check_schema() {
  const auto session = pool_.borrow();
  auto seen = look_at_schema(*session, names_, schema_look::everything);
  if (seen.is_usable) {
    keep_tables(seen.columns, owns_tables_ && is_feed_kept(*session));
    const auto problems = seen.found.problems.size();
    look_at_distribution(*session, names_, tenants_at_once_, seen.found);
    // On servers that keep them otherwise every write fails, and the server names no cause.
    if (seen.found.problems.size() == problems) try_writes(*session, *words_->tables, seen.found);
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
  const std::scoped_lock lock{words_->mutex};
  auto& commands = words_->commands;
  const auto found = commands.find(make);
  return found != commands.end() ? found->second
                                 : commands.emplace(make, make(known)).first->second;
}

}  // namespace waybill::detail
