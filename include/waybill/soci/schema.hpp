#pragma once

#include <span>
#include <string>
#include <string_view>

#include <waybill/config.hpp>
#include <waybill/soci/schema_names.hpp>

namespace waybill {

/// One numbered step of a schema. Released ones are never edited.
struct migration {
  int number = 0;           ///< from 1 on, without gaps
  std::string_view name{};  ///< of its file, without the number
  std::string_view sql{};   ///< its statements
};

/// The steps that make the tables of `postgres_store`, in order.
[[nodiscard]] WAYBILL_EXPORT std::span<const migration> postgres_migrations() noexcept;

/// All of them as one script, to run DDL by other means than `postgres_store::migrate`.
/// It may be run again: each step is left out where it was made already.
[[nodiscard]] WAYBILL_EXPORT std::string postgres_schema_sql();

/// The same for existing tables of another owner: the table of early updates
/// alone, or nothing where `names` do without. Run where that table is there, it fails and changes
/// nothing.
[[nodiscard]] WAYBILL_EXPORT std::string postgres_schema_sql(const schema_names& names);

/// The statements that spread these tables over the servers of a Citus cluster, by tenant, for
/// `postgres_options::one_tenant_statements`; to be run on the coordinator once the tables are
/// there, and again where one was added. Moves the rows that they have.
[[nodiscard]] WAYBILL_EXPORT std::string postgres_distribution_sql(const schema_names& names = {});

/// The steps that make the tables of `sqlite_store`, in order.
[[nodiscard]] WAYBILL_EXPORT std::span<const migration> sqlite_migrations() noexcept;

/// All of them as one script for a new file.
[[nodiscard]] WAYBILL_EXPORT std::string sqlite_schema_sql();

}  // namespace waybill
