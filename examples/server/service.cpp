#include "service.hpp"

#include <cstdio>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <waybill/soci/postgres_store.hpp>
#include <waybill/soci/sqlite_store.hpp>

namespace waybill_server {

namespace {

template <typename Store>
[[nodiscard]] std::unique_ptr<waybill::store> migrated(const std::string& where) {
  auto store = std::make_unique<Store>(where);
  store->migrate();
  return store;
}

[[nodiscard]] std::unique_ptr<waybill::store> open_store(const std::string& where) {
  constexpr std::string_view file = "sqlite:";
  if (where.starts_with(file)) return migrated<waybill::sqlite_store>(where.substr(file.size()));
  if (where.starts_with("postgresql://") || where.starts_with("postgres://")) {
    return migrated<waybill::postgres_store>(where);
  }
  throw std::runtime_error{"--store must be sqlite:FILE or postgresql://user@host/database"};
}

/// What moved is in the campaign's log; here goes what somebody should look at.
void write_log(waybill::severity level, std::string_view text, const waybill::log_ids& about) {
  if (level == waybill::severity::info) return;
  // Ids come from the gateway: as JSON they can break no line.
  fmt::print(stderr, "{}: {} (message {}, instance {})\n", to_string(level), text,
             waybill::to_json_text(about.message_id), waybill::to_json_text(about.instance));
}

}  // namespace

service::service(const std::string& where, std::string tenant)
    : tenant_(std::move(tenant)), store_(open_store(where)),
      tracker_(*store_, {.on_log = write_log}),
      ingestor_(*store_, {.tracker = {.on_log = write_log},
                          .observers = {[this](const auto& moved) { feed_.publish(moved); }}}) {}

}  // namespace waybill_server
