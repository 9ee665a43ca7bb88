// Partitioned tables, made by the statements of examples/guide/past_one_server.md.

#include <chrono>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "postgres/postgres_world.hpp"
#include "support/contains.hpp"
#include "support/every_promise.hpp"
#include "support/feed_run.hpp"
#include "support/ingest_shop.hpp"
#include "support/marked_calls.hpp"

using namespace waybill_test;

namespace {

/// The block of SQL that follows a line of the page.
[[nodiscard]] std::string block_after(const std::string& line) {
  std::ifstream file{WAYBILL_TEST_DATA "/../examples/guide/past_one_server.md"};
  const std::string page{std::istreambuf_iterator<char>{file}, {}};
  const auto heading = page.find(line);
  REQUIRE(heading != std::string::npos);
  const std::string begin = "```sql\n";
  const auto at = page.find(begin, heading) + begin.size();
  return page.substr(at, page.find("```", at) - at);
}

[[nodiscard]] std::string messages_by_hash() {
  return block_after("Messages by a hash of their tenant");
}
[[nodiscard]] std::string log_by_month() { return block_after("The log by month"); }
[[nodiscard]] std::string month_dropped() { return block_after("A month is dropped"); }

/// Those in which a `feed_run` logs, but for one, which is of the partition for all others.
constexpr auto months_of_a_run =
    "CREATE TABLE waybill.campaign_log_2026_03 PARTITION OF waybill.campaign_log"
    " FOR VALUES FROM ('2026-03-01') TO ('2026-04-01');"
    "CREATE TABLE waybill.campaign_log_2026_04 PARTITION OF waybill.campaign_log"
    " FOR VALUES FROM ('2026-04-01') TO ('2026-05-01')";

constexpr auto messages_by_time =
    "DROP TABLE waybill.campaign_contact;"
    "CREATE TABLE waybill.campaign_contact ("
    " tenant_id text, id text, campaign_id text, contact_id text, instance text,"
    " whatsapp_message_id text, status text NOT NULL DEFAULT 'pending', sent_at timestamptz,"
    " delivered_at timestamptz, read_at timestamptz, failed_at timestamptz,"
    " error_code text NOT NULL DEFAULT '', error_message text NOT NULL DEFAULT '',"
    " failure_kind text NOT NULL DEFAULT '',"
    " created_at timestamptz NOT NULL DEFAULT clock_timestamp(),"
    " PRIMARY KEY (tenant_id, id, created_at)) PARTITION BY RANGE (created_at);"
    "CREATE TABLE waybill.campaign_contact_all PARTITION OF waybill.campaign_contact DEFAULT";

/// A message that was sent in October, as a log by month then has it, and that is read now.
void log_two_months(postgres_place& place) {
  const waybill::tracker tracker{place.store};
  place.store.catalog()->add_campaign({tenant, campaign});
  static_cast<void>(tracker.record_sent(send_of("row", "M1")));
  place.look.run("UPDATE waybill.campaign_log SET created_at = '2026-10-15 12:00:00+00'");
  place.look.script(log_by_month());
  static_cast<void>(tracker.handle(report_of("M1", waybill::receipt::read), {tenant, {}}));
}

}  // namespace

TEST_CASE("with messages partitioned by hash and the log by month, every promise is kept") {
  postgres_place place;
  place.look.script(messages_by_hash());
  place.look.script(log_by_month());
  CHECK(place.store.check_schema().empty());
  check_every_promise(postgres_worlds(place), the_feed_alone);
}

TEST_CASE("a month of the log is dropped, and the rest of it and all counters stay") {
  postgres_place place;
  log_two_months(place);
  const auto lines = [&] { return place.store.reports()->read_log({tenant, campaign}, {}, 10); };
  REQUIRE(lines().size() == 3);
  place.look.script(month_dropped());
  REQUIRE(lines().size() == 2);
  CHECK(lines().back().entry.type == waybill::log_type::message_delivered);
  CHECK(waybill::tracker{place.store}.verify({tenant, campaign})->holds());
}

TEST_CASE(
    "listeners to a log by month hear all that several writers commit, once and in its order") {
  for (const bool keeps_feed_before : {true, false}) {
    CAPTURE(keeps_feed_before);
    waybill::postgres_options options;
    options.sessions = 8;
    postgres_place place{options};
    if (keeps_feed_before) place.store.keep_feed();
    place.look.script(log_by_month());
    place.look.script(months_of_a_run);
    if (!keeps_feed_before) place.store.keep_feed();
    CHECK(place.store.check_schema().empty());
    for (const auto seed : feed_seeds(2)) {
      CAPTURE(seed);
      CHECK(feed_run{place.store, place.store, seed, {}}.run() == std::vector<std::string>{});
    }
    CHECK(place.look.value("SELECT count(DISTINCT tableoid) FROM waybill.campaign_log") == "3");
  }
}

TEST_CASE("listeners pass over a month that is dropped, and the next shortening tells them") {
  postgres_place place;
  place.store.keep_feed();
  log_two_months(place);
  auto& feed = *place.store.feed();
  REQUIRE(feed.read_feed(tenant, 0, 10).entries.size() == 3);
  place.look.script(month_dropped());
  const auto passed = feed.read_feed(tenant, 0, 10);
  CHECK(passed.entries.size() == 2);
  CHECK(passed.next == 3);
  CHECK(passed.removed_through == 0);
  CHECK(place.store.reports()->remove_log(tenant, waybill::time_point{}, 10) == 1);
  const auto told = feed.read_feed(tenant, 0, 10);
  CHECK(told.removed_through == 1);
  CHECK(told.entries == passed.entries);
  constexpr waybill::time_point later = std::chrono::sys_days{std::chrono::year{2100} / 1 / 1};
  CHECK(place.store.reports()->remove_log(tenant, later, 10) == 2);
  CHECK(place.look.value("SELECT count(*) FROM waybill.campaign_log") == "0");
}

TEST_CASE("messages partitioned by time are refused, because none of them is made only once") {
  postgres_place place;
  place.look.script(messages_by_time);
  const auto told = error_of([&] { place.store.check_schema(); });
  CHECK(contains(told.what(),
                 R"("waybill"."campaign_contact" has no unique key of "tenant_id", "id")"));
  CHECK(contains(told.what(), R"(PARTITION BY HASH ("tenant_id", "id"))"));
  place.store.catalog()->add_campaign({tenant, campaign});
  const auto error = error_of(
      [&] { static_cast<void>(waybill::tracker{place.store}.record_sent(send_of("row", "M1"))); });
  CHECK(error.sqlstate() == "42P10");
  CHECK(error.misconfigured());
  CHECK(place.look.value("SELECT count(*) FROM waybill.campaign_contact") == "0");
}
