#include "yard.hpp"

#include <numeric>
#include <stdexcept>

#include <fmt/format.h>

#include <waybill/soci/postgres_store.hpp>

#include "../bodies.hpp"

namespace waybill_bench {

namespace {

/// About the golden part of the table, and no divisor in common with it: visits every message once.
[[nodiscard]] std::size_t jump(std::size_t messages) {
  auto step = static_cast<std::size_t>(static_cast<double>(messages) * 0.618);
  while (std::gcd(step, messages) != 1) ++step;
  return step;
}

}  // namespace

void make_log_files(waybill_test::cluster& server) {
  waybill_test::observer look{server.url()};
  constexpr int files = 64;
  for (int i = 0; i < files; ++i) {
    look.run("SELECT pg_logical_emit_message(false, 'waybill', 'one more'), pg_switch_wal()");
  }
  look.run("CHECKPOINT");  // keeps them to be used again
}

std::string body_of(const report& what) {
  return v2(what.message_id, what.what == waybill::receipt::read ? "READ" : "DELIVERY_ACK");
}

yard::yard(waybill_test::cluster& where, std::size_t messages, std::size_t campaigns,
           const layout& tables)
    : server_(where), tables_(tables), url_(where.new_database()), look_(url_), messages_(messages),
      step_(jump(messages)) {
  if (!tables.ddl.empty()) look_.script(tables.ddl);
  waybill::postgres_store store{url_, options()};
  store.migrate();
  if (tables.keeps_feed) store.keep_feed();
  look_.script(fmt::format(fmt::runtime(tables.fill), fmt::arg("tenant", tenant),
                           fmt::arg("instance", instance), fmt::arg("messages", messages),
                           fmt::arg("campaigns", campaigns)));
  look_.script("VACUUM ANALYZE");
  look_.script("CHECKPOINT");
}

waybill::postgres_options yard::options() const {
  waybill::postgres_options result;
  result.sessions = 1;
  result.schema = tables_.names;
  result.feed_notices = tables_.tells_feed;
  return result;
}

std::vector<report> yard::next(std::size_t count) {
  std::vector<report> reports;
  for (std::size_t i = 0; i < count; ++i) {
    reports.push_back(
        next_of(delivered_ < messages_ ? waybill::receipt::delivered : waybill::receipt::read));
  }
  return reports;
}

std::vector<report> yard::next_under_way(std::size_t count) {
  constexpr std::size_t later = 4000;
  std::vector<report> reports;
  for (std::size_t i = 0; i < count; ++i) {
    const bool read = delivered_ == messages_ || (i % 2 == 1 && delivered_ > read_ + later);
    reports.push_back(next_of(read ? waybill::receipt::read : waybill::receipt::delivered));
  }
  return reports;
}

report yard::next_of(waybill::receipt what) {
  auto& visits = what == waybill::receipt::read ? read_ : delivered_;
  if (visits == messages_) throw std::logic_error{"too few messages"};
  const auto number = visits++ * step_ % messages_;
  return {fmt::format("r{}", number), fmt::format("3EB0{:016}", number), what};
}

void yard::fill_parking(std::size_t updates) {
  look_.run(
      "INSERT INTO waybill.parked_update (tenant_id, whatsapp_message_id, allowed_instances,"
      " instance, receipt, word, error_code, error_message, arrived_at)"
      " SELECT $1, '3B' || md5(n::text), '{}', $2, 'delivered', '', '', '', now()"
      " FROM generate_series(1, $3::int) AS n",
      {tenant, instance, std::to_string(updates)});
}

double yard::hot_share() {
  // The server tells its statistics when a session has nothing to do for a moment, or ends.
  return std::stod(
      look_.value("SELECT n_tup_hot_upd::float8 / greatest(n_tup_upd, 1) FROM pg_stat_user_tables"
                  " WHERE relname = 'campaign_contact'"));
}

double yard::wal_bytes() {
  return std::stod(look_.value("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')"));
}

void yard::check() {
  const auto counted = look_.run(tables_.count);
  const auto expected = std::vector{std::to_string(delivered_), std::to_string(read_),
                                    std::to_string(delivered_ + read_)};
  if (counted.at(0) != expected) throw std::logic_error{"a contender counted wrong"};
}

}  // namespace waybill_bench
