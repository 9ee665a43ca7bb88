#include "keep_feed.hpp"

#include "command.hpp"
#include "schema_distribution.hpp"

namespace waybill::detail {

namespace {

constexpr auto keep_feed_sql = R"sql(
-- From here to the commit nobody writes the log. The index is what tells that a feed is kept. Not
-- unique: among partitions by time it could not be, and the head already says that it is.
CREATE INDEX campaign_log_feed ON waybill.campaign_log (tenant_id, id);
INSERT INTO waybill.log_head (tenant_id, last_id)
  SELECT tenant_id, max(id) FROM waybill.campaign_log GROUP BY tenant_id;

-- A program that does not know of it, and would still give other ids, is to fail rather than to
-- write what the feed passes over. Citus keeps the identity, so there it runs out of numbers on each server.
DO $feed$
DECLARE
  numbers text := pg_get_serial_sequence('waybill.campaign_log', 'id');
  is_spread boolean := false;
BEGIN
  IF to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL THEN
    EXECUTE 'SELECT EXISTS (SELECT FROM pg_dist_partition'
      ' WHERE logicalrelid = ''waybill.campaign_log''::regclass)' INTO is_spread;
  END IF;
  IF is_spread THEN
    EXECUTE 'SELECT count(*) FROM run_command_on_all_nodes($1)' USING format(
      'SELECT setval(%1$L, (SELECT seqmax FROM pg_sequence WHERE seqrelid = %1$L::regclass))',
      numbers);
  ELSE
    ALTER TABLE waybill.campaign_log ALTER COLUMN id DROP IDENTITY IF EXISTS;
  END IF;
END $feed$;
)sql";

}  // namespace

bool is_feed_kept(postgres_session& session) {
  static const command what{
      "keep_feed", "SELECT (to_regclass('waybill.campaign_log_feed') IS NOT NULL)::int::text", 1,
      false};
  return session.run(what).number(0, 0) != 0;
}

void begin_feed(postgres_session& session) {
  session.run_script({"keep_feed", one_by_one(keep_feed_sql)});
}

}  // namespace waybill::detail
