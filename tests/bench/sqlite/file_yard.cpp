#include "file_yard.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <stdexcept>

#include <fmt/format.h>

#include <waybill/plan.hpp>

namespace waybill_bench {

namespace {

constexpr auto tenant = "tenant_abc";
constexpr auto instance = "campanha-01";

constexpr auto fill = R"sql(
BEGIN;
INSERT INTO instance (tenant_id, name) VALUES ('{tenant}', '{instance}');
WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n + 1 < {campaigns})
INSERT INTO campaign (tenant_id, id, total_contacts, sent_count)
  SELECT '{tenant}', 'c' || n,
    ({messages} + {campaigns} - 1 - n) / {campaigns}, ({messages} + {campaigns} - 1 - n) / {campaigns}
  FROM s;
WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n + 1 < {messages})
INSERT INTO contact (tenant_id, id, name) SELECT '{tenant}', 'k' || n, 'Contact ' || n FROM s;
WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n + 1 < {messages})
INSERT INTO campaign_contact
    (tenant_id, id, campaign_id, contact_id, instance, whatsapp_message_id, status, sent_at)
  SELECT '{tenant}', 'r' || n, 'c' || (n % {campaigns}), 'k' || n, '{instance}',
    '3EB0' || printf('%016d', n), 'sent', 1773480000000000
  FROM s;
COMMIT;
PRAGMA wal_checkpoint(TRUNCATE);
)sql";

/// Visits each of so many places once, in an order that jumps about: in steps of about their golden
/// part, with no divisor in common.
[[nodiscard]] std::size_t jump(std::size_t visit, std::size_t places) {
  auto step = static_cast<std::size_t>(static_cast<double>(places) * 0.618);
  while (std::gcd(step, places) != 1) ++step;
  return visit * step % places;
}

}  // namespace

file_yard::file_yard(std::size_t messages, std::size_t campaigns, arrival order)
    : messages_(messages), order_(order) {
  store.migrate();
  waybill_test::file_observer{file_}.script(
      fmt::format(fill, fmt::arg("tenant", tenant), fmt::arg("instance", instance),
                  fmt::arg("messages", messages), fmt::arg("campaigns", campaigns)));
}

std::size_t file_yard::reported_next() const noexcept {
  const auto visit = reported_ % messages_;
  if (order_ == arrival::scattered) return jump(visit, messages_);
  constexpr std::size_t neighbours = 1000;
  return visit / neighbours * neighbours + jump(visit % neighbours, neighbours);
}

std::vector<waybill::change> file_yard::next(std::size_t count) {
  if (reported_ + count > 2 * messages_) throw std::logic_error{"too few messages"};
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  std::vector<waybill::message_key> keys;
  std::vector<waybill::incoming_update> updates;
  for (std::size_t i = 0; i < count; ++i, ++reported_) {
    keys.push_back({tenant, fmt::format("3EB0{:016}", reported_next())});
    const auto what = reported_ < messages_ ? waybill::receipt::delivered : waybill::receipt::read;
    updates.push_back(
        {{tenant, {}},
         {.instance = instance, .message_id = keys.back().message_id, .receipt = what},
         now});
  }
  return waybill::plan(store.load(keys), updates, {}, now).changes;
}

void file_yard::check() {
  const auto counted =
      waybill_test::file_observer{file_}
          .run(
              "SELECT sum(delivered_count), sum(read_count), (SELECT count(*) FROM campaign_log)"
              " FROM campaign")
          .at(0);
  const auto delivered = std::min(reported_, messages_);
  if (counted != std::vector{std::to_string(delivered), std::to_string(reported_ - delivered),
                             std::to_string(reported_)}) {
    throw std::logic_error{"the store counted wrong"};
  }
}

}  // namespace waybill_bench
