#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <waybill/soci/postgres_store.hpp>
#include <waybill/store_error.hpp>

#include "catalogue.hpp"
#include "postgres_database.hpp"
#include "row_security.hpp"

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
  look_up_tables();
  return *tables_;
}

std::vector<std::string> postgres_store::implementation::look_up_tables() {
  if (owns_tables_) return look_at_own_rows();
  auto found = detail::read_catalogue(*pool_.borrow(), names_);
  const std::scoped_lock lock{mutex_};
  // Whoever came first made the statements that are in use.
  if (!tables_) tables_ = make_tables(found.columns);
  return std::move(found.warnings);
}

std::vector<std::string> postgres_store::implementation::look_at_own_rows() {
  auto found = detail::read_row_security(*pool_.borrow(), names_);
  if (found.problems.empty()) return std::move(found.warnings);
  throw store_error{failure_kind::retry_safe,
                    fmt::format("check_schema: waybill does not reach its tables:\n- {}",
                                fmt::join(found.problems, "\n- "))};
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

std::vector<std::string> postgres_store::check_schema() {
  return implementation_->look_up_tables();
}

parking_store* postgres_store::parking() noexcept {
  return implementation_->names().parked_update.empty() ? nullptr : this;
}

catalog_store* postgres_store::catalog() noexcept {
  return implementation_->owns_tables() ? this : nullptr;
}

}  // namespace waybill
