#include "keep_feed.hpp"

#include <string>

#include "command.hpp"
#include "schema_distribution.hpp"

namespace waybill::detail {

namespace {

constexpr auto keep_feed_sql = R"sql(
-- From here to the commit nobody writes the log.
ALTER TABLE waybill.campaign_log ADD COLUMN in_feed boolean NOT NULL DEFAULT true;
ALTER TABLE waybill.campaign_log ALTER COLUMN in_feed DROP DEFAULT;
INSERT INTO waybill.feed_batch (tenant_id, last_place, campaign_ids, log_ids)
  SELECT tenant_id, max(place), array_agg(campaign_id ORDER BY place), array_agg(id ORDER BY place)
  FROM (SELECT tenant_id, campaign_id, id,
          row_number() OVER (PARTITION BY tenant_id ORDER BY id) AS place
        FROM waybill.campaign_log) l
  GROUP BY tenant_id, (place - 1) / 250;
INSERT INTO waybill.feed_head (tenant_id, last_place)
  SELECT tenant_id, max(last_place) FROM waybill.feed_batch GROUP BY tenant_id;
)sql";

}  // namespace

bool is_feed_kept(postgres_session& session) {
  static const command what{
      "keep_feed",
      "SELECT count(*)::text FROM pg_attribute WHERE attrelid = to_regclass('waybill.campaign_log')"
      " AND attname = '" +
          std::string{feed_column} + "' AND NOT attisdropped",
      1, false};
  return session.run(what).number(0, 0) != 0;
}

void begin_feed(postgres_session& session) {
  session.run_script({"keep_feed", one_by_one(keep_feed_sql)});
}

}  // namespace waybill::detail
