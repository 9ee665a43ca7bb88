#include "service.hpp"

#include <chrono>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <waybill/dialects/known.hpp>
#include <waybill/soci/postgres_store.hpp>
#include <waybill/soci/sqlite_store.hpp>

#include "text.hpp"
#include "views.hpp"

namespace waybill_server {

namespace {

template <typename Store, typename Options>
[[nodiscard]] std::unique_ptr<waybill::store> migrated(const std::string& where,
                                                       const Options& options) {
  auto store = std::make_unique<Store>(where, options);
  store->migrate();
  return store;
}

[[nodiscard]] std::unique_ptr<waybill::store> open_store(const std::string& where,
                                                         bool behind_pooler) {
  constexpr std::string_view file = "sqlite:";
  if (where.starts_with(file))
    return migrated<waybill::sqlite_store>(where.substr(file.size()), waybill::sqlite_options{});
  if (where.starts_with("postgresql://") || where.starts_with("postgres://")) {
    waybill::postgres_options options;
    options.pooler_mode = behind_pooler;
    return migrated<waybill::postgres_store>(where, options);
  }
  throw std::runtime_error{"--store must be sqlite:FILE or postgresql://user@host/database"};
}

/// Warnings and errors, for the operator.
void write_log(waybill::severity level, std::string_view text, const waybill::log_ids& about) {
  if (level == waybill::severity::info) return;
  // Ids come from the gateway: as JSON they cannot break the line.
  write_error_line(std::string{to_string(level)} + ": " + std::string{text} + " (message " +
                   to_text(about.message_id) + ", instance " + to_text(about.instance) + ')');
}

}  // namespace

service::service(const std::string& where, std::string tenant, const std::string& gateway,
                 bool behind_pooler)
    : service(where, std::move(tenant), waybill::find_dialect(gateway).value(), behind_pooler) {}

service::service(const std::string& where, std::string tenant, waybill::dialect gateway,
                 bool behind_pooler)
    : tenant_(std::move(tenant)), gateway_(gateway.name),
      takes_forms_(gateway.read_form != nullptr), store_(open_store(where, behind_pooler)),
      tracker_(*store_, {.dialect = std::move(gateway),
                         .on_log = write_log,
                         .observers = {[this](const auto& moved) { feed_.publish(moved); }}}),
      ingestor_(tracker_) {}

std::vector<instance_view> service::read_instances() {
  std::vector<instance_view> result;
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  for (const auto& name : store_->catalog()->instances(tenant_)) {
    const auto gauges = tracker_.instance_stats({tenant_, name});
    if (!gauges) continue;
    health_.note(name, gauges->health_score, now);
    result.push_back({name, *gauges, health_.read(name)});
  }
  return result;
}

}  // namespace waybill_server
