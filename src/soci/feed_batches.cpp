#include "feed_batches.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "command.hpp"

namespace waybill::detail {

namespace {

/// The tenant's name is not told: any role of the database may listen.
constexpr auto notice = ", pg_notify('waybill_feed', hashtextextended(h.tenant_id, 0)::text)";

/// What was logged for each tenant, in the order of its lines, in which ids were drawn.
constexpr auto logged_by_tenant = R"sql(
  SELECT tenant_id, count(*) AS entries, array_agg(id) AS log_ids,
    CASE WHEN min(campaign_id) = max(campaign_id) THEN ARRAY[min(campaign_id)]
      ELSE array_agg(campaign_id) END AS campaign_ids
  FROM (SELECT * FROM logged ORDER BY tenant_id, id) o
  GROUP BY tenant_id)sql";

constexpr auto logged_one = R"sql(
  SELECT tenant_id, 1 AS entries, ARRAY[id] AS log_ids, ARRAY[campaign_id] AS campaign_ids
  FROM logged)sql";

}  // namespace

std::string feed_parts(const apply_statement& in) {
  return fmt::format(
      R"sql(,
fed AS MATERIALIZED ({}
),
feed_head AS (
  INSERT INTO waybill.feed_head AS h (tenant_id, last_place)
  SELECT tenant_id, entries FROM fed ORDER BY tenant_id
  ON CONFLICT (tenant_id) DO UPDATE SET last_place = h.last_place + EXCLUDED.last_place
  RETURNING h.tenant_id, h.last_place{}
),
feed_batch AS (
  INSERT INTO waybill.feed_batch (tenant_id, last_place, campaign_ids, log_ids)
  SELECT h.tenant_id, h.last_place, f.campaign_ids, f.log_ids
  FROM feed_head h JOIN fed f ON f.tenant_id = h.tenant_id
  RETURNING 1
))sql",
      in.is_one() ? logged_one : logged_by_tenant, in.tables.notes_feed() ? notice : "");
}

std::string next_batches(std::uint64_t limit) {
  return fmt::format(
      R"sql(
      SELECT b.* FROM waybill.feed_batch b
      WHERE b.tenant_id = :tenant::text AND b.last_place > h.begins
        AND b.last_place <= coalesce((
          SELECT min(n.last_place) FROM waybill.feed_batch n
          WHERE n.tenant_id = :tenant::text AND n.last_place >= h.begins + {0}), h.last_place)
      ORDER BY b.last_place LIMIT {0})sql",
      place_text(limit));
}

std::string next_entries(std::uint64_t limit) {
  return fmt::format(
      R"sql((
    SELECT * FROM (
      SELECT b.last_place, b.last_place - cardinality(b.log_ids) + u.ord AS place,
        coalesce(u.campaign_id, b.campaign_ids[1]) AS campaign_id, u.log_id
      FROM ({}
      ) b
      CROSS JOIN LATERAL unnest(b.campaign_ids, b.log_ids)
        WITH ORDINALITY AS u(campaign_id, log_id, ord)
    ) of_batches
    WHERE place > h.begins AND place <= h.begins + {}
  ))sql",
      next_batches(limit), place_text(limit));
}

std::string place_text(std::uint64_t place) { return limit_text(std::min(place, no_limit / 2)); }

}  // namespace waybill::detail
