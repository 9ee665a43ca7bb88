#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <waybill/soci/postgres_store.hpp>

#include "postgres_load.hpp"
#include "postgres_parts.hpp"

namespace waybill {

namespace {

/// A connection of its own for who listens to the feed; a lent one goes back after each call, so
/// that they look from time to time.
[[nodiscard]] std::string to_listen_on(const std::string& connection) { return connection; }
[[nodiscard]] std::string to_listen_on(const lender& /*from*/) { return {}; }

}  // namespace

template <typename Source>
postgres_store::parts::parts(const Source& source, const postgres_options& options)
    : database(source, options), applier(database), sends(detail::make_postgres_sends(database)),
      reports(detail::make_postgres_reports(database)) {
  if (!options.schema.parked_update.empty()) parking = detail::make_postgres_parking(database);
  if (!database.owns_tables()) return;
  catalog = detail::make_postgres_catalog(database);
  feed = detail::make_postgres_feed(database, to_listen_on(source), options);
}

postgres_store::postgres_store(const std::string& connection, const postgres_options& options)
    : parts_(std::make_unique<parts>(connection, options)) {}

postgres_store::postgres_store(const lender& from, const postgres_options& options)
    : parts_(std::make_unique<parts>(from, options)) {}

postgres_store::~postgres_store() = default;

send_store* postgres_store::sends() noexcept { return parts_->sends.get(); }
parking_store* postgres_store::parking() noexcept { return parts_->parking.get(); }
report_store* postgres_store::reports() noexcept { return parts_->reports.get(); }
catalog_store* postgres_store::catalog() noexcept { return parts_->catalog.get(); }
feed_store* postgres_store::feed() noexcept {
  try {
    return parts_->feed && parts_->database.tables().keeps_feed() ? parts_->feed.get() : nullptr;
  } catch (...) {
    return parts_->feed.get();  // whose calls say what is wrong
  }
}

std::vector<std::string> postgres_store::check_schema() { return parts_->database.check_schema(); }

std::vector<std::vector<tracked_message>> postgres_store::load(std::span<const message_key> keys) {
  return detail::load_messages(parts_->database, keys);
}

std::vector<std::size_t> postgres_store::apply(std::span<const change> changes) {
  return parts_->applier.apply(changes);
}

}  // namespace waybill
