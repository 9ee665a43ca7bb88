#pragma once

#include <memory>
#include <string>

#include <waybill/config.hpp>
#include <waybill/feed_store.hpp>
#include <waybill/soci/sqlite_options.hpp>
#include <waybill/soci/sqlite_store.hpp>
#include <waybill/store_parts.hpp>

#include "sqlite_database.hpp"

namespace waybill {

namespace detail {

// What a `sqlite_store` can do beside `load` and `apply`; each stands in the file of its name. The
// database must outlive it.

[[nodiscard]] std::unique_ptr<send_store> make_sqlite_sends(sqlite_database& database);
[[nodiscard]] std::unique_ptr<parking_store> make_sqlite_parking(sqlite_database& database);
[[nodiscard]] std::unique_ptr<report_store> make_sqlite_reports(sqlite_database& database);
[[nodiscard]] std::unique_ptr<catalog_store> make_sqlite_catalog(sqlite_database& database);
[[nodiscard]] std::unique_ptr<feed_store> make_sqlite_feed(sqlite_database& database);

}  // namespace detail

struct WAYBILL_HIDDEN sqlite_store::parts {
  parts(const std::string& file, const sqlite_options& options)
      : database(file, options), sends(detail::make_sqlite_sends(database)),
        parking(detail::make_sqlite_parking(database)),
        reports(detail::make_sqlite_reports(database)),
        catalog(detail::make_sqlite_catalog(database)), feed(detail::make_sqlite_feed(database)) {}

  detail::sqlite_database database;
  std::unique_ptr<send_store> sends;
  std::unique_ptr<parking_store> parking;
  std::unique_ptr<report_store> reports;
  std::unique_ptr<catalog_store> catalog;
  std::unique_ptr<feed_store> feed;
};

}  // namespace waybill
