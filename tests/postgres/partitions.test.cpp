// Partitioned tables, made by the statements of examples/guide/past_one_server.md.

#include <fstream>
#include <iterator>
#include <string>

#include <doctest/doctest.h>

#include <waybill/testing/store_contract.hpp>

#include "postgres/postgres_world.hpp"
#include "support/contains.hpp"
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

}  // namespace

TEST_CASE("with messages partitioned by hash and the log by month, every promise is kept") {
  postgres_place place;
  place.look.script(messages_by_hash());
  place.look.script(log_by_month());
  CHECK(place.store.check_schema().empty());
  const auto report = waybill::testing::check_store_contract(postgres_worlds(place));
  for (const auto& [promise, what] : report.violations) FAIL_CHECK(promise << ": " << what);
  CHECK(report.not_checked == the_feed_alone);
}

TEST_CASE("a month of the log is dropped, and the rest of it and all counters stay") {
  postgres_place place;
  const waybill::tracker tracker{place.store};
  place.store.catalog()->add_campaign({tenant, campaign});
  static_cast<void>(tracker.record_sent(send_of("row", "M1")));
  place.look.run("UPDATE waybill.campaign_log SET created_at = '2026-10-15 12:00:00+00'");
  place.look.script(log_by_month());
  static_cast<void>(tracker.handle(report_of("M1", waybill::receipt::read), {tenant, {}}));
  const auto lines = [&] { return place.store.reports()->read_log({tenant, campaign}, {}, 10); };
  REQUIRE(lines().size() == 3);
  place.look.script(month_dropped());
  REQUIRE(lines().size() == 2);
  CHECK(lines().back().entry.type == waybill::log_type::message_delivered);
  CHECK(tracker.verify({tenant, campaign})->holds());
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
