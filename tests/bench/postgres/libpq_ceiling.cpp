#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <libpq-fe.h>

#include <waybill/testing/contract/together.hpp>

#include "contenders.hpp"
#include "stopwatch.hpp"

namespace waybill_bench {

namespace {

constexpr auto load_sql = R"sql(
SELECT c.id, c.status,
  (c.sent_at IS NOT NULL)::int + (c.delivered_at IS NOT NULL)::int * 2
    + (c.read_at IS NOT NULL)::int * 4 + (c.failed_at IS NOT NULL)::int * 8,
  k.name
FROM unnest($2::text[]) WITH ORDINALITY AS e(message_id, ord)
JOIN waybill.campaign_contact c ON c.tenant_id = $1 AND c.whatsapp_message_id = e.message_id
LEFT JOIN waybill.contact k ON k.tenant_id = c.tenant_id AND k.id = c.contact_id
ORDER BY e.ord
)sql";

constexpr auto apply_sql = R"sql(
WITH chosen AS MATERIALIZED (
  SELECT c.tenant_id, c.id, b.next
  FROM unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::text[])
    AS b(id, message_id, status, reached, next)
  JOIN waybill.campaign_contact c ON c.tenant_id = $1 AND c.id = b.id
  WHERE c.whatsapp_message_id = b.message_id AND c.status = b.status
    AND (c.sent_at IS NOT NULL)::int + (c.delivered_at IS NOT NULL)::int * 2
      + (c.read_at IS NOT NULL)::int * 4 + (c.failed_at IS NOT NULL)::int * 8 = b.reached
  ORDER BY c.id
  FOR NO KEY UPDATE OF c
),
moved AS (
  UPDATE waybill.campaign_contact c SET
    status = n.next,
    delivered_at = CASE WHEN n.next = 'delivered' THEN now() ELSE c.delivered_at END,
    read_at = CASE WHEN n.next = 'read' THEN now() ELSE c.read_at END
  FROM chosen n
  WHERE c.tenant_id = n.tenant_id AND c.id = n.id
  RETURNING c.tenant_id, c.id, c.campaign_id, c.contact_id, c.instance, c.whatsapp_message_id,
    c.status
),
counted AS (
  UPDATE waybill.campaign w SET
    delivered_count = w.delivered_count + d.delivered, read_count = w.read_count + d.read
  FROM (
    SELECT g.*
    FROM (
      SELECT tenant_id, campaign_id, count(*) FILTER (WHERE status = 'delivered') AS delivered,
        count(*) FILTER (WHERE status = 'read') AS read
      FROM moved GROUP BY 1, 2
    ) g
    JOIN waybill.campaign x ON x.tenant_id = g.tenant_id AND x.id = g.campaign_id
    ORDER BY x.id
    FOR NO KEY UPDATE OF x
  ) d
  WHERE w.tenant_id = d.tenant_id AND w.id = d.campaign_id
),
gauged AS (
  UPDATE waybill.instance w SET
    msgs_delivered_today = w.msgs_delivered_today + d.delivered,
    msgs_read_today = w.msgs_read_today + d.read,
    health_score = least(100, w.health_score + d.delivered + d.read),
    consecutive_errors = CASE WHEN d.delivered > 0 THEN 0 ELSE w.consecutive_errors END,
    last_success_at = CASE WHEN d.delivered > 0 THEN now() ELSE w.last_success_at END
  FROM (
    SELECT g.*
    FROM (
      SELECT tenant_id, instance, count(*) FILTER (WHERE status = 'delivered') AS delivered,
        count(*) FILTER (WHERE status = 'read') AS read
      FROM moved GROUP BY 1, 2
    ) g
    JOIN waybill.instance x ON x.tenant_id = g.tenant_id AND x.name = g.instance
    ORDER BY x.name
    FOR NO KEY UPDATE OF x
  ) d
  WHERE w.tenant_id = d.tenant_id AND w.name = d.instance
),
touched AS (
  UPDATE waybill.contact w SET last_interaction_date = now()
  FROM (
    SELECT x.tenant_id, x.id
    FROM moved m
    JOIN waybill.contact x ON x.tenant_id = m.tenant_id AND x.id = m.contact_id
    WHERE m.status = 'read'
    ORDER BY x.id
    FOR NO KEY UPDATE OF x
  ) d
  WHERE w.tenant_id = d.tenant_id AND w.id = d.id
),
logged AS (
  INSERT INTO waybill.campaign_log (
    tenant_id, campaign_id, log_type, severity, campaign_contact_id, contact_id, instance,
    whatsapp_message_id, old_status, new_status, implied, error_code, error_message, created_at)
  SELECT tenant_id, campaign_id, 'message_' || status, 'info', id, contact_id, instance,
    whatsapp_message_id, CASE status WHEN 'read' THEN 'delivered' ELSE 'sent' END, status, false,
    '', '', now()
  FROM moved
)
SELECT count(*) FROM moved
)sql";

/// One column of a batch as the text of an array. Nothing here needs quoting.
class column {
 public:
  void add(const std::string& value) { text_ += (text_.size() > 1 ? "," : "") + value; }
  [[nodiscard]] const char* finish() { return (text_ += '}').c_str(); }

 private:
  std::string text_{"{"};
};

/// What each message of a batch is in, in the order of the batch.
struct loaded {
  column rows;
  column statuses;
  column reached;
};

class by_hand final : public contender {
 public:
  by_hand(const yard& where, bool loads)
      : loads_(loads), connection_(PQconnectdb(where.url().c_str()), &PQfinish) {
    expect(PQprepare(connection_.get(), "load", load_sql, 2, nullptr), PGRES_COMMAND_OK);
    expect(PQprepare(connection_.get(), "apply", apply_sql, 6, nullptr), PGRES_COMMAND_OK);
  }

  double take(std::span<const report> reports) override {
    const stopwatch watch;
    column message_ids;
    column next;
    for (const auto& each : reports) {
      message_ids.add(each.message_id);
      next.add(each.what == waybill::receipt::read ? "read" : "delivered");
    }
    const auto* const ids = message_ids.finish();
    auto now = loads_ ? load(ids) : guess(reports);
    const auto moved =
        run("apply", std::array{yard::tenant.c_str(), now.rows.finish(), ids, now.statuses.finish(),
                                now.reached.finish(), next.finish()});
    if (std::stoul(PQgetvalue(moved.get(), 0, 0)) != reports.size()) {
      throw std::logic_error{"the ceiling lost a race"};
    }
    return watch.seconds();
  }

 private:
  using result = std::unique_ptr<PGresult, decltype(&PQclear)>;

  [[nodiscard]] loaded load(const char* message_ids) {
    const auto rows = run("load", std::array{yard::tenant.c_str(), message_ids});
    loaded now;
    for (int i = 0; i < PQntuples(rows.get()); ++i) {
      now.rows.add(PQgetvalue(rows.get(), i, 0));
      now.statuses.add(PQgetvalue(rows.get(), i, 1));
      now.reached.add(PQgetvalue(rows.get(), i, 2));
    }
    return now;
  }

  [[nodiscard]] static loaded guess(std::span<const report> reports) {
    loaded now;
    for (const auto& each : reports) {
      const auto read = each.what == waybill::receipt::read;
      now.rows.add(each.row);
      now.statuses.add(read ? "delivered" : "sent");
      now.reached.add(read ? "3" : "1");
    }
    return now;
  }

  template <std::size_t Count>
  [[nodiscard]] result run(const char* statement, const std::array<const char*, Count>& values) {
    return expect(PQexecPrepared(connection_.get(), statement, static_cast<int>(Count),
                                 values.data(), nullptr, nullptr, 0),
                  PGRES_TUPLES_OK);
  }

  result expect(PGresult* raw, ExecStatusType status) {
    result done{raw, &PQclear};
    if (PQresultStatus(raw) != status) {
      throw std::runtime_error{PQerrorMessage(connection_.get())};
    }
    return done;
  }

  bool loads_;
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

/// Connections in a thread each, which take the next batch as soon as their last one is durable.
class side_by_side final : public contender {
 public:
  side_by_side(const yard& where, std::size_t connections, std::size_t batch) : batch_(batch) {
    for (std::size_t i = 0; i < connections; ++i) {
      writers_.push_back(std::make_unique<by_hand>(where, true));
    }
  }

  double take(std::span<const report> reports) override {
    std::atomic<std::size_t> next = 0;
    std::vector<std::function<void()>> work;
    for (const auto& writer : writers_) {
      work.emplace_back([&] {
        for (auto at = next.fetch_add(batch_); at < reports.size(); at = next.fetch_add(batch_)) {
          static_cast<void>(
              writer->take(reports.subspan(at, std::min(batch_, reports.size() - at))));
        }
      });
    }
    const stopwatch watch;
    waybill::testing::contract::run_together(work);
    return watch.seconds();
  }

 private:
  std::size_t batch_;
  std::vector<std::unique_ptr<contender>> writers_;
};

}  // namespace

std::unique_ptr<contender> libpq_ceiling(const yard& where) {
  return std::make_unique<by_hand>(where, false);
}

std::unique_ptr<contender> libpq_load_and_apply(const yard& where) {
  return std::make_unique<by_hand>(where, true);
}

std::unique_ptr<contender> libpq_side_by_side(const yard& where, std::size_t connections,
                                              std::size_t batch) {
  return std::make_unique<side_by_side>(where, connections, batch);
}

}  // namespace waybill_bench
