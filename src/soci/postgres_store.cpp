#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <waybill/soci/postgres_store.hpp>
#include <waybill/store_error.hpp>

#include "catalogue.hpp"
#include "postgres_database.hpp"
#include "report_rows.hpp"
#include "schema_trial.hpp"
#include "stored_key.hpp"

namespace waybill {

postgres_store::implementation::implementation(const std::string& connection,
                                               const postgres_options& options)
    : names_(options.schema), owns_tables_(names_ == schema_names::waybill()),
      tenants_at_once_(options.one_tenant_statements ? detail::tenants_at_once::one
                                                     : detail::tenants_at_once::several),
      pool_(connection, options) {
  if (owns_tables_) tables_ = make_tables({});
}

std::unique_ptr<const detail::table_map> postgres_store::implementation::make_tables(
    const detail::column_catalogue& catalogue) const {
  return std::make_unique<detail::table_map>(names_, catalogue, tenants_at_once_);
}

const detail::table_map& postgres_store::implementation::tables() {
  {
    const std::scoped_lock lock{mutex_};
    if (tables_) return *tables_;
  }
  look_up_tables(detail::schema_look::structure);
  return *tables_;
}

void postgres_store::implementation::look_up_tables(detail::schema_look how) {
  const auto seen = detail::read_catalogue(*pool_.borrow(), names_, how);
  detail::expect_none(seen.found);
  keep_tables(seen.columns);
}

void postgres_store::implementation::keep_tables(const detail::column_catalogue& columns) {
  const std::scoped_lock lock{mutex_};
  // Whoever came first made the statements that are in use.
  if (!tables_) tables_ = make_tables(columns);
}

std::vector<std::string> postgres_store::implementation::check_schema() {
  const auto session = pool_.borrow();
  auto seen = detail::read_catalogue(*session, names_, detail::schema_look::everything);
  if (seen.is_usable) {
    keep_tables(seen.columns);
    detail::try_writes(*session, *tables_, seen.found);
  }
  detail::expect_none(seen.found);
  return std::move(seen.found.warnings);
}

std::string postgres_store::implementation::stored_tenant(std::string_view tenant) {
  if (owns_tables_) return std::string{tenant};
  const auto& known = tables();
  const auto& only = names_.only_tenant;
  if (known.has_tenants() && only.empty()) {
    if (auto stored = detail::stored_key(known.tenant_type(), tenant)) return *std::move(stored);
    throw store_error{failure_kind::misconfigured,
                      fmt::format("the tenant of the call is no {}, as those of the tables are; "
                                  "call for a tenant as it is stored",
                                  known.tenant_type())};
  }
  if (tenant.empty() || tenant == only) return only;
  throw store_error{
      failure_kind::misconfigured,
      only.empty() ? "the tables have no tenant, and the call is for one; name it as only_tenant"
                   : "the call is for another tenant than only_tenant, whose the tables are; call "
                     "for that one, or for none"};
}

std::optional<detail::parameters> postgres_store::implementation::campaign_keys(
    std::string_view tenant, std::string_view campaign) {
  auto stored = stored_tenant(tenant);
  const auto key = tables().key("campaign", "id", campaign);
  if (!key) return std::nullopt;
  return detail::report_keys(stored, *key);
}

const detail::command& postgres_store::implementation::command_of(make_command make) {
  const auto& known = tables();
  const std::scoped_lock lock{mutex_};
  const auto found = commands_.find(make);
  return found != commands_.end() ? found->second
                                  : commands_.emplace(make, make(known)).first->second;
}

postgres_store::postgres_store(const std::string& connection, const postgres_options& options)
    : implementation_(std::make_unique<implementation>(connection, options)) {}

postgres_store::~postgres_store() = default;

std::vector<std::string> postgres_store::check_schema() { return implementation_->check_schema(); }

parking_store* postgres_store::parking() noexcept {
  return implementation_->names().parked_update.empty() ? nullptr : this;
}

catalog_store* postgres_store::catalog() noexcept {
  return implementation_->owns_tables() ? this : nullptr;
}

}  // namespace waybill
