#pragma once

#include <memory>
#include <string>

#include <waybill/config.hpp>
#include <waybill/feed_store.hpp>
#include <waybill/soci/postgres_options.hpp>
#include <waybill/soci/postgres_store.hpp>
#include <waybill/store_parts.hpp>

#include "postgres_apply.hpp"
#include "postgres_database.hpp"

namespace waybill {

namespace detail {

// What a `postgres_store` can do beside `load` and `apply`; each stands in the file of its name.
// The database must outlive it.

[[nodiscard]] std::unique_ptr<send_store> make_postgres_sends(postgres_database& database);
[[nodiscard]] std::unique_ptr<parking_store> make_postgres_parking(postgres_database& database);
[[nodiscard]] std::unique_ptr<report_store> make_postgres_reports(postgres_database& database);
[[nodiscard]] std::unique_ptr<catalog_store> make_postgres_catalog(postgres_database& database);
/// Listens on a connection of its own.
[[nodiscard]] std::unique_ptr<feed_store> make_postgres_feed(postgres_database& database,
                                                             const std::string& connection,
                                                             const postgres_options& options);

}  // namespace detail

struct WAYBILL_HIDDEN postgres_store::parts {
  /// `Source` is a connection string or a lender.
  template <typename Source>
  parts(const Source& source, const postgres_options& options);

  detail::postgres_database database;
  detail::postgres_apply applier;
  std::unique_ptr<send_store> sends;
  std::unique_ptr<parking_store> parking;  ///< none without its table
  std::unique_ptr<report_store> reports;
  std::unique_ptr<catalog_store> catalog;  ///< none on existing tables
  std::unique_ptr<feed_store> feed;        ///< none on existing tables
};

}  // namespace waybill
