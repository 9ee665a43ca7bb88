#include <array>
#include <memory>
#include <stdexcept>
#include <string>

#include <libpq-fe.h>

#include "contenders.hpp"
#include "stopwatch.hpp"

namespace waybill_bench {

namespace {

constexpr auto sql = R"sql(
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

class by_hand final : public contender {
 public:
  explicit by_hand(const yard& where) : connection_(PQconnectdb(where.url().c_str()), &PQfinish) {
    expect(PQprepare(connection_.get(), "apply", sql, 6, nullptr), PGRES_COMMAND_OK);
  }

  double take(std::span<const report> reports) override {
    const stopwatch watch;
    column rows;
    column message_ids;
    column statuses;
    column reached;
    column next;
    for (const auto& each : reports) {
      const auto read = each.what == waybill::receipt::read;
      rows.add(each.row);
      message_ids.add(each.message_id);
      statuses.add(read ? "delivered" : "sent");
      reached.add(read ? "3" : "1");
      next.add(read ? "read" : "delivered");
    }
    const std::array values{yard::tenant.c_str(), rows.finish(),    message_ids.finish(),
                            statuses.finish(),    reached.finish(), next.finish()};
    const auto moved =
        expect(PQexecPrepared(connection_.get(), "apply", static_cast<int>(values.size()),
                              values.data(), nullptr, nullptr, 0),
               PGRES_TUPLES_OK);
    if (std::stoul(PQgetvalue(moved.get(), 0, 0)) != reports.size()) {
      throw std::logic_error{"the ceiling lost a race"};
    }
    return watch.seconds();
  }

 private:
  using result = std::unique_ptr<PGresult, decltype(&PQclear)>;

  result expect(PGresult* raw, ExecStatusType status) {
    result done{raw, &PQclear};
    if (PQresultStatus(raw) != status) {
      throw std::runtime_error{PQerrorMessage(connection_.get())};
    }
    return done;
  }

  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

}  // namespace

std::unique_ptr<contender> libpq_ceiling(const yard& where) {
  return std::make_unique<by_hand>(where);
}

}  // namespace waybill_bench
