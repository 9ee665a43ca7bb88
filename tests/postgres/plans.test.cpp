// The work of a statement grows with its batch and not with the tables, whatever plan the planner
// takes: told by the rows that its plan goes through, and not by time.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <waybill/testing/contract/samples.hpp>

#include "postgres/plan_log.hpp"
#include "postgres/postgres_world.hpp"
#include "soci/connection_string.hpp"
#include "soci/postgres_session.hpp"
#include "support/contains.hpp"

using namespace waybill_test;
using waybill::testing::contract::at;

namespace {

constexpr std::size_t batch = 64;
constexpr std::size_t table = 40'000;
/// So many rows may each item of a batch cost, over all parts of a plan, and so many a call.
constexpr double linear = 60.0 * batch + 1000;
/// Where nothing may be hashed, lists of the batch itself meet each other row by row.
constexpr double pairs = linear + 3.0 * batch * batch;
/// A look for each key is a nested loop, and rows in order of their keys are an index scan. Who
/// forbids either makes statements go through a table: a few times, but never for each item.
constexpr double few_passes = 6.0 * table + linear;
/// The log has no index that finds what is old, beyond the places where it lies.
constexpr double one_pass = table + linear;
static_assert(pairs < table);

struct planner {
  std::string settings{};  ///< with a comma between them
  double bound = linear;
};

const std::vector<planner> planners{
    {""},
    {"enable_hashjoin = off", pairs},
    {"enable_mergejoin = off"},
    {"enable_seqscan = off"},
    {"enable_bitmapscan = off"},
    {"enable_indexonlyscan = off"},
    {"enable_indexscan = off", few_passes},
    {"enable_nestloop = off", few_passes},
    {"enable_nestloop = off, enable_hashjoin = off", few_passes},
};
const std::vector<std::string> plan_caches{"auto", "force_generic_plan"};

/// Most of the rows are of one tenant with one campaign; "few" has some, in the middle of the
/// others'.
const std::string fill = fmt::format(R"sql(
INSERT INTO waybill.instance (tenant_id, name) VALUES ('many', 'i'), ('few', 'i');
INSERT INTO waybill.campaign (tenant_id, id) VALUES ('many', 'c'), ('few', 'c');
CREATE TEMPORARY TABLE given AS
  SELECT CASE WHEN n % 200 = 0 THEN 'few' ELSE 'many' END AS tenant, n
  FROM generate_series(0, {0} - 1) AS n;
INSERT INTO waybill.contact (tenant_id, id, name) SELECT tenant, n, 'Ana' FROM given;
INSERT INTO waybill.campaign_contact
    (tenant_id, id, campaign_id, contact_id, instance, whatsapp_message_id, status, sent_at)
  SELECT tenant, n, 'c', n, 'i', 'M' || n, 'sent', '2026-03-14 09:26:53Z' FROM given;
INSERT INTO waybill.campaign_log (tenant_id, campaign_id, log_type, severity, campaign_contact_id,
    whatsapp_message_id, old_status, new_status, implied, error_code, error_message, created_at)
  SELECT tenant, 'c', 'message_sent', 'info', n, 'M' || n, 'pending', 'sent', false, '', '',
    '2026-03-14 09:26:53Z' FROM given;
INSERT INTO waybill.parked_update (tenant_id, whatsapp_message_id, allowed_instances, instance,
    receipt, word, error_code, error_message, arrived_at)
  SELECT tenant, 'P' || n, '{{}}', '', 'delivered', '', '', '', '2026-03-14 09:26:53Z' FROM given;
)sql",
                                     table);

/// The planner has heard of ten other tenants, and of all that they have.
constexpr auto tenant_unheard_of = R"sql(
CREATE TEMPORARY TABLE kept AS SELECT * FROM waybill.campaign_contact;
UPDATE waybill.campaign_contact SET tenant_id = 'other ' || right(id, 1);
ANALYZE waybill.campaign_contact;
DELETE FROM waybill.campaign_contact;
INSERT INTO waybill.campaign_contact SELECT * FROM kept;
)sql";

/// A database whose tables are full, though the planner knows nothing of it.
class young_database {
 public:
  /// `before` is run while the tables are empty.
  young_database(cluster& server, const std::string& before)
      : place_({.sessions = 1}, server.new_database()),
        name_(place_.look.value("SELECT current_database()")) {
    place_.look.script(before);
    set(log_plans_here);
    speaker_ = std::make_unique<observer>(place_.url());
    log_ = std::make_unique<plan_log>(server, *speaker_);
  }

  /// For sessions to come.
  void set(const std::string& setting) {
    place_.look.script("ALTER DATABASE " + name_ + " SET " + setting);
  }
  void plan_with(const planner& how, const std::string& plan_cache) {
    place_.look.script("ALTER DATABASE " + name_ + " RESET ALL");
    set(log_plans_here);
    set("plan_cache_mode = " + plan_cache);
    for (std::size_t begin = 0, end = 0; begin < how.settings.size(); begin = end + 2) {
      end = std::min(how.settings.find(", ", begin), how.settings.size());
      set(how.settings.substr(begin, end - begin));
    }
  }
  void run(const std::string& script) { place_.look.script(script); }
  void fill_tables() { place_.look.script(fill); }
  [[nodiscard]] const std::string& url() const { return place_.url(); }
  [[nodiscard]] plan_log& log() { return *log_; }

 private:
  postgres_place place_;
  std::string name_;
  std::unique_ptr<observer> speaker_;
  std::unique_ptr<plan_log> log_;
};

/// Messages that no turn before has touched, some of them of the tenant that has few.
[[nodiscard]] std::vector<waybill::message_key> messages_of(std::size_t turn) {
  std::vector<waybill::message_key> keys;
  for (auto n = turn * batch + 1; n <= (turn + 1) * batch; ++n) {
    keys.push_back({n % 200 == 0 ? "few" : "many", "M" + std::to_string(n)});
  }
  return keys;
}

/// The instance of one message is not there: to tell that, the statement looks for all rows.
void look_for_rows(waybill::postgres_store& store, std::span<const waybill::message_key> keys) {
  using namespace waybill::testing::contract;
  std::vector<waybill::change> changes;
  for (const auto& found : store.load(keys)) changes.push_back(failed(found.at(0)));
  changes.front() = sent(store.load(keys).at(0).at(0), {keys[0].message_id, "absent", true});
  CHECK(store.apply(changes).empty());
}

using make_change = waybill::change (*)(const waybill::tracked_message& row);
/// What happens to messages one after the other; each needs other parts of a statement.
constexpr std::array<make_change, 5> steps{
    [](const auto& row) { return waybill::testing::contract::delivered(row); },
    [](const auto& row) { return waybill::testing::contract::read(row); },
    [](const auto& row) { return waybill::testing::contract::failed(row); },
    [](const auto& row) {
      return waybill::testing::contract::sent(row, {row.message_id, "i", true});
    },
    [](const auto& row) {
      return row.key.row.back() % 2 == 0 ? waybill::testing::contract::delivered(row)
                                         : waybill::testing::contract::read(row);
    },
};

void move_loaded(waybill::postgres_store& store, std::span<const waybill::message_key> keys,
                 make_change step) {
  std::vector<waybill::change> changes;
  for (const auto& found : store.load(keys)) changes.push_back(step(found.at(0)));
  CHECK(store.apply(changes).empty());
}

void move_messages(waybill::postgres_store& store, std::size_t turn) {
  const auto keys = messages_of(turn);
  const std::span all{keys};
  for (const auto step : steps) {
    move_loaded(store, all.first(batch - 1), step);
    move_loaded(store, all.last(1), step);
  }
  std::vector<waybill::row_key> found_rows;
  for (const auto& found : store.load(keys)) found_rows.push_back(found.at(0).key);
  CHECK(store.sends()->load_rows(found_rows).size() == batch);
  CHECK(store.sends()->load_rows({found_rows.data(), 1}).at(0));
  look_for_rows(store, keys);
  std::vector<waybill::new_row> made;
  for (std::size_t i = 0; i < batch; ++i) {
    made.push_back({{"many", fmt::format("new {} {}", turn, i)}, "c", ""});
  }
  store.sends()->add_rows(made);
}

void park_updates(waybill::postgres_store& store, std::size_t turn) {
  std::vector<waybill::incoming_update> updates;
  std::vector<waybill::message_key> keys;
  for (std::size_t i = 0; i < batch; ++i) {
    auto& each = updates.emplace_back();
    each.from.tenant = i % 2 == 0 ? "few" : "many";
    each.update.message_id = fmt::format("X{} {}", turn, i);
    keys.push_back({each.from.tenant, each.update.message_id});
  }
  const auto ids = store.parking()->park(updates);
  static_cast<void>(store.load(keys));
  CHECK(store.parking()->parked_for(keys).size() == batch);
  CHECK(store.parking()->parked_after(ids.front() - 1, batch).size() == batch);
  std::vector<waybill::parked_key> parked;
  for (std::size_t i = 0; i < batch; ++i) parked.push_back({keys[i].tenant, ids[i]});
  store.parking()->forget(std::span{parked}.first(batch / 2));
  CHECK(store.parking()->forget_unknown(parked) == batch / 2);
}

void make_room(waybill::postgres_store& store) {
  CHECK(store.parking()->make_room("many", 500, batch) == batch);
  static_cast<void>(store.parking()->make_room("few", 150, batch));
  CHECK(store.parking()->make_room("few", 500, batch) == 0);
}

/// A page of a log, a campaign and an instance; what reads all it is about, of little.
void read_reports(waybill::postgres_store& store) {
  CHECK(store.reports()->read_campaign({"many", "c"}));
  CHECK(store.reports()->read_instance({"many", "i"}));
  CHECK(store.reports()->read_log({"many", "c"}, {}, batch).size() == batch);
  CHECK(store.reports()->remove_log("many", at(60), batch) == batch);
  static_cast<void>(store.reports()->find_stalled("few", at(60), batch));
  const waybill::campaign_key campaign{"many", "c"};
  auto page = store.reports()->read_recipients(campaign, {.limit = batch});
  CHECK(page.recipients.size() == batch);
  page = store.reports()->read_recipients(campaign, {.after = page.next, .limit = batch});
  CHECK(page.recipients.size() == batch);
  CHECK(store.reports()->find_message(page.recipients.front().key));
  CHECK(store.reports()->audit({"few", "c"}));
  CHECK(store.reports()->repair({"few", "c"}));
}

void do_everything(waybill::postgres_store& store, std::size_t turn) {
  move_messages(store, turn);
  park_updates(store, turn);
  make_room(store);
  read_reports(store);
}

[[nodiscard]] bool removes_log(const std::string& sql) {
  return contains(sql, "campaign_log") && contains(sql, "SKIP LOCKED");
}

/// Fails for each statement that went through more rows than its bound; returns how many there
/// were.
std::size_t check_plans(const std::vector<executed>& statements, double bound) {
  for (const auto& each : statements) {
    const auto own_bound = removes_log(each.sql) ? std::max(bound, one_pass) : bound;
    if (each.visited <= own_bound) continue;
    FAIL_CHECK(each.visited << " rows, more than " << own_bound << ":\n"
                            << each.sql << '\n'
                            << each.plan);
  }
  return statements.size();
}

/// Some hundred rows that wait and some hundred that failed, of two kinds.
constexpr auto few_of_each = R"sql(
UPDATE waybill.campaign_contact SET status = 'pending', sent_at = NULL, whatsapp_message_id = NULL
  WHERE tenant_id = 'many' AND id BETWEEN '20' AND '2011' AND id <> '20';
UPDATE waybill.campaign_contact SET status = 'failed', failed_at = sent_at,
    failure_kind = CASE WHEN id LIKE '%7' THEN 'media' ELSE 'account' END
  WHERE tenant_id = 'many' AND id BETWEEN '3000' AND '3011' AND id <> '3000';
)sql";

struct report_read {
  waybill::recipient_query query;
  const char* index;
  double bound;  ///< rows that the plan may go through
};
constexpr double page_rows = 10.0 * 51;
constexpr double looked_at = 6.0 * 1001;
const std::vector<report_read> report_reads{
    {{}, "campaign_contact_recipients", page_rows},
    {{.after = "25"}, "campaign_contact_recipients", page_rows},
    {{.status = waybill::message_status::sent}, "campaign_contact_recipients", page_rows + 1000},
    {{.status = waybill::message_status::read}, "campaign_contact_recipients", looked_at},
    {{.status = waybill::message_status::pending}, "campaign_contact_pending", page_rows},
    {{.status = waybill::message_status::failed}, "campaign_contact_failed", page_rows},
    {{.kind = waybill::failure_kind::media}, "campaign_contact_failure_kind", page_rows},
    {{.kind = waybill::failure_kind::unknown}, "campaign_contact_failed", 2 * page_rows},
};

/// Fails for each statement that goes through more rows or does not read that index, and for any
/// that reads a table otherwise than by an index.
void check_index_read(const std::vector<executed>& statements, const std::string& index,
                      double bound) {
  bool is_read = false;
  for (const auto& each : statements) {
    if (contains(each.sql, "pg_policy")) continue;
    CAPTURE(each.sql);
    CAPTURE(each.plan);
    CHECK(each.visited <= bound);
    CHECK_FALSE(contains(each.plan, "Seq Scan"));
    is_read = is_read || contains(each.plan, index);
  }
  CAPTURE(index);
  CHECK(is_read);
}

/// How room was made before, here of one tenant with a cap of 150: it goes back as far as the cap
/// for each row, if the planner likes.
constexpr auto room_for_each_row = R"sql(
WITH over AS MATERIALIZED (
  SELECT p.tenant_id, p.id
  FROM (SELECT DISTINCT tenant_id FROM unnest(ARRAY[$1::text]) AS e(tenant_id)) t
  JOIN waybill.parked_update p ON p.tenant_id = t.tenant_id
  WHERE p.id <= (
    SELECT q.id FROM waybill.parked_update q
    WHERE q.tenant_id = t.tenant_id ORDER BY q.id DESC OFFSET 150 LIMIT 1)
  ORDER BY p.tenant_id, p.id
  FOR UPDATE OF p
),
gone AS (
  DELETE FROM waybill.parked_update p USING over o
  WHERE p.tenant_id = o.tenant_id AND p.id = o.id RETURNING 1
)
SELECT count(*)::text FROM gone
)sql";

/// When a session's kept statements were prepared.
[[nodiscard]] std::string prepared_at(waybill::detail::postgres_session& session) {
  static const waybill::detail::command when{
      "when", "SELECT coalesce(max(prepare_time)::text, '') FROM pg_prepared_statements", 1};
  return session.run(when).text(0, 0);
}

}  // namespace

TEST_CASE("each statement is linear in its batch, whatever the planner knows and may do") {
  cluster server{logs_plans};
  for (const auto* const before : {"SELECT 'never analysed'", "VACUUM ANALYZE"}) {
    CAPTURE(std::string{before});
    young_database where{server, before};
    where.fill_tables();
    std::size_t turn = 0;
    for (const auto& how : planners) {
      for (const auto& plan_cache : plan_caches) {
        CAPTURE(how.settings);
        CAPTURE(plan_cache);
        where.plan_with(how, plan_cache);
        waybill::postgres_store store{where.url(), {.sessions = 1}};
        static_cast<void>(where.log().take());
        do_everything(store, ++turn);
        CHECK(check_plans(where.log().take(), how.bound) >= 45);
      }
    }
  }
}

TEST_CASE("each statement is linear in its batch for a tenant that the planner has not heard of") {
  cluster server{logs_plans};
  young_database where{server, "SELECT 'never analysed'"};
  where.fill_tables();
  where.run(tenant_unheard_of);
  std::size_t turn = 0;
  for (const std::string plan_cache : {"auto", "force_custom_plan"}) {
    CAPTURE(plan_cache);
    where.plan_with({}, plan_cache);
    waybill::postgres_store store{where.url(), {.sessions = 1}};
    static_cast<void>(where.log().take());
    do_everything(store, ++turn);
    CHECK(check_plans(where.log().take(), linear) >= 45);
  }
}

TEST_CASE(
    "what applies, parks and reads a page of a log is linear in its batch where each statement is "
    "of one tenant") {
  cluster server{logs_plans};
  young_database where{server, "SELECT 'never analysed'"};
  where.fill_tables();
  std::size_t turn = 0;
  for (const auto* const known : {"SELECT 'never analysed'", tenant_unheard_of}) {
    where.run(known);
    for (const auto& plan_cache : plan_caches) {
      CAPTURE(std::string{known});
      CAPTURE(plan_cache);
      where.plan_with({}, plan_cache);
      waybill::postgres_store store{where.url(), {.sessions = 1, .one_tenant_statements = true}};
      static_cast<void>(where.log().take());
      move_messages(store, ++turn);
      park_updates(store, turn);
      CHECK(store.reports()->read_log({"many", "c"}, {}, batch).size() == batch);
      CHECK(check_plans(where.log().take(), linear) >= 40);
    }
  }
}

TEST_CASE("a page of recipients and a story are index reads, however many rows there are") {
  cluster server{logs_plans};
  young_database where{server, "SELECT 'never analysed'"};
  where.fill_tables();
  where.run(few_of_each);
  for (const auto* const known : {"SELECT 'never analysed'", "ANALYZE"}) {
    where.run(known);
    waybill::postgres_store store{where.url(), {.sessions = 1}};
    auto& reports = *store.reports();
    for (const auto& each : report_reads) {
      for (const auto order : {waybill::row_order::ascending, waybill::row_order::descending}) {
        auto query = each.query;
        query.order = order;
        static_cast<void>(where.log().take());
        static_cast<void>(reports.read_recipients({"many", "c"}, query));
        check_index_read(where.log().take(), each.index, each.bound);
      }
    }
    static_cast<void>(where.log().take());
    CHECK(reports.find_message({"many", "30001"})->log.size() == 1);
    check_index_read(where.log().take(), "campaign_log_row", 10);
    static_cast<void>(reports.failures({"many", "c"}));
    static_cast<void>(reports.failures_by_instance({"many", "c"}));
    check_index_read(where.log().take(), "campaign_contact_fail", page_rows);
  }
}

TEST_CASE("no index of messages mentions what reports of deliveries and reads change") {
  postgres_place place{{.sessions = 1}, cluster::shared().new_database()};
  // What an index is made of, its condition included.
  const std::string mentioned =
      "SELECT string_agg(DISTINCT a.attname::text, ' ' ORDER BY a.attname::text)"
      " FROM pg_index i JOIN pg_depend d ON d.classid = 'pg_class'::regclass"
      " AND d.objid = i.indexrelid AND d.refobjid = i.indrelid"
      " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = d.refobjsubid"
      " WHERE i.indrelid = 'waybill.campaign_contact'::regclass";
  CHECK(place.look.value(mentioned) ==
        "campaign_id failed_at failure_kind id tenant_id whatsapp_message_id");
}

TEST_CASE("a statement that makes room row by row is caught") {
  cluster server{logs_plans};
  young_database where{server, "SELECT 'never analysed'"};
  where.fill_tables();
  std::vector<double> visited;
  const auto make_room_of = [&](const std::string& tenant) {
    observer session{where.url()};
    static_cast<void>(where.log().take());
    session.script("BEGIN");
    session.run(room_for_each_row, {tenant});
    session.script("ROLLBACK");
    for (const auto& each : where.log().take()) visited.push_back(each.visited);
  };
  make_room_of("many");
  // Even a good plan takes all that is too much, however much that is.
  CHECK(visited.at(0) > few_passes);
  for (const auto& how : planners) {
    where.plan_with(how, "auto");
    make_room_of("few");
  }
  // A bad one, for 200 rows.
  const auto worst = *std::max_element(visited.begin() + 1, visited.end());
  CHECK(worst > linear);
  MESSAGE("rows visited to make room among 200, at worst: ", worst);
}

TEST_CASE("a session keeps a bounded number of statements prepared, those it used last") {
  waybill::detail::watchdog dog;
  waybill::detail::postgres_session session{
      waybill::detail::connection_string(cluster::shared().new_database(), {}), true, dog,
      std::chrono::seconds{30}};
  constexpr auto most = waybill::detail::most_kept_statements;
  const std::vector<waybill::detail::command> many(2 * most,
                                                   {"select", "SELECT '1'", 1, false, true});
  static const waybill::detail::command count{
      "count", "SELECT count(*)::text FROM pg_prepared_statements", 1};
  const auto kept = [&] { return session.run(count).number(0, 0); };
  for (const auto& each : many) session.run(each);
  CHECK(kept() == most);
  // The last one is among them, and the first one takes the place of another.
  session.run(many.back());
  session.run(many.front());
  CHECK(kept() == most);
}

TEST_CASE("what took long is planned anew, and what is quick is not") {
  waybill::detail::watchdog dog;
  waybill::detail::postgres_session session{
      waybill::detail::connection_string(cluster::shared().new_database(), {}), true, dog,
      std::chrono::seconds{30}};
  // Longer than any plan may take that is kept.
  static const waybill::detail::command sleeps{"sleep", "SELECT pg_sleep(:seconds::float8)::text",
                                               1, false, true};
  session.run(sleeps, {{"seconds", "0"}});
  const auto first = prepared_at(session);
  session.run(sleeps, {{"seconds", "0"}});
  CHECK(prepared_at(session) == first);
  session.run(sleeps, {{"seconds", "1.1"}});
  session.run(sleeps, {{"seconds", "0"}});
  CHECK(prepared_at(session) > first);
}
