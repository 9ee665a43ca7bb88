// Statements of one tenant each, as a distributed PostgreSQL wants them: what the server was sent
// is read in its own log.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <future>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <waybill/testing/contract/samples.hpp>

#include "postgres/lock_waits.hpp"
#include "postgres/postgres_world.hpp"
#include "support/eventually.hpp"
#include "support/every_promise.hpp"
#include "support/ingest_shop.hpp"
#include "support/marked_calls.hpp"

using namespace waybill_test;
namespace contract = waybill::testing::contract;

namespace {

constexpr auto logs_statements =
    "logging_collector = on\nlog_destination = 'jsonlog'\nlog_statement = 'all'";

[[nodiscard]] waybill::postgres_options one_tenant() {
  waybill::postgres_options options;
  options.one_tenant_statements = true;
  return options;
}

/// A statement as the server heard it, and its values by number.
struct heard {
  std::string sql;
  std::map<std::string, std::string> values{};
};

/// What the server was sent through the extended protocol so far, which the store alone uses.
[[nodiscard]] std::vector<heard> heard_by(const cluster& server) {
  static const std::regex value{R"(\$(\d+) = '([^']*)')"};
  std::vector<heard> result;
  for (const auto& file : std::filesystem::directory_iterator{server.folder() + "/data/log"}) {
    if (file.path().extension() != ".json") continue;
    std::ifstream lines{file.path()};
    for (std::string line; std::getline(lines, line);) {
      const auto entry = nlohmann::json::parse(line, nullptr, false);
      if (!entry.is_object()) continue;  // its end is not written yet
      const auto message = entry.value("message", "");
      if (!message.starts_with("execute ")) continue;
      heard each{message};
      const auto detail = entry.value("detail", "");
      for (std::sregex_iterator at{detail.begin(), detail.end(), value}, end; at != end; ++at) {
        each.values[(*at)[1]] = (*at)[2];
      }
      result.push_back(std::move(each));
    }
  }
  return result;
}

/// The same once all of it is written, which the server does in the background.
[[nodiscard]] std::vector<heard> all_heard_by(const cluster& server, waybill::postgres_store& store,
                                              const std::string& mark) {
  static_cast<void>(store.catalog()->campaigns(mark));
  std::vector<heard> result;
  CHECK(eventually([&] {
    result = heard_by(server);
    return !result.empty() && result.back().values["1"] == mark;
  }));
  return result;
}

/// The tables that a statement reads or writes under a name, and that name.
[[nodiscard]] std::set<std::string> names_of_tables(const std::string& sql) {
  static const std::regex named{R"re((?:FROM|JOIN|UPDATE|USING)\s+"?waybill"?\."?\w+"?\s+(\w+))re"};
  std::set<std::string> names;
  for (std::sregex_iterator at{sql.begin(), sql.end(), named}, end; at != end; ++at) {
    names.insert((*at)[1]);
  }
  return names;
}

/// The numbers of the values that a name's tenant is compared with as they are. A table without a
/// name of its own seems to be called by the WHERE that follows.
[[nodiscard]] std::set<std::string> tenants_of(const std::string& sql, const std::string& name) {
  const std::regex compared{"\\b" + name + R"re([. ]"?tenant_id"? = \$(\d+)::text(?!\[))re"};
  std::set<std::string> numbers;
  for (std::sregex_iterator at{sql.begin(), sql.end(), compared}, end; at != end; ++at) {
    numbers.insert((*at)[1]);
  }
  return numbers;
}

/// The pages of a sweep go through all tenants; they only read.
[[nodiscard]] bool is_page_of_all_tenants(const std::string& sql) {
  return sql.find("WHERE p.id >") != std::string::npos;
}

/// After whatever happens here.
constexpr waybill::time_point some_day = std::chrono::sys_days{std::chrono::year{2100} / 1 / 1};

/// Two tenants' sends, webhooks that come early and in time, reports and a sweep.
void play_two_tenants(waybill::postgres_store& store) {
  auto options = patient();
  options.one_tenant_batches = true;
  const waybill::tracker tracker{store, options.tracker};
  waybill::ingestor ingestor{tracker, options};
  for (const auto* const whose : {"one", "two"}) {
    store.catalog()->add_campaign({whose, campaign});
    store.catalog()->add_instance({whose, instance});
    store.catalog()->add_contact({whose, contact}, "Ana");
    CHECK(ingestor.handle(report_of("M1", waybill::receipt::read), {whose, {}}).http_status == 200);
    auto sent = send_of("row", "M0");
    sent.origin.tenant = whose;
    static_cast<void>(tracker.record_sent(sent));
    sent.row = "other row";
    sent.response = gateway_answer("M1");
    static_cast<void>(tracker.record_sent(sent));
    CHECK(ingestor.handle(report_of("M0", waybill::receipt::failed), {whose, {}}).http_status ==
          200);
    CHECK(ingestor.handle(report_of("never", waybill::receipt::read), {whose, {}}).http_status ==
          200);
  }
  ingestor.sweep();
  for (const auto* const whose : {"one", "two"}) {
    CHECK(tracker.campaign_stats({whose, campaign})->counters ==
          waybill::campaign_delta{2, 1, 1, 1});
    CHECK(tracker.verify({whose, campaign})->holds());
    tracker.recount({whose, campaign});
    CHECK(store.reports()->read_log({whose, campaign}, {}, 100).size() > 2);
    CHECK(store.reports()->find_stalled(whose, waybill::time_point{}, 10).empty());
    CHECK(store.reports()->remove_log(whose, some_day, 100) > 2);
  }
}

/// Two messages that were sent, and are delivered in the same minute.
struct two_sent {
  two_sent() {
    place.store.catalog()->add_campaign({tenant, campaign});
    const waybill::tracker tracker{place.store, patient().tracker};
    for (const auto* const id : {"M0", "M1"}) {
      static_cast<void>(tracker.record_sent(send_of(id, id)));
    }
  }

  /// Returns what lost.
  std::vector<std::size_t> deliver(std::size_t number) {
    const waybill::message_key key{tenant, message(number)};
    const std::vector changes{contract::delivered(place.store.load({&key, 1}).at(0).at(0))};
    return place.store.apply(changes);
  }
  [[nodiscard]] std::string delivered_that_minute() {
    return place.look.value(
        "SELECT sum(messages) FROM waybill.campaign_pace WHERE kind = 'delivered' AND slot = $1",
        {minute});
  }

  const std::string minute = std::to_string(
      std::chrono::floor<std::chrono::minutes>(contract::at(60)).time_since_epoch().count());
  postgres_place place{one_tenant()};
};

}  // namespace

TEST_CASE("with statements of one tenant each, the PostgreSQL store keeps every promise") {
  postgres_place place{one_tenant()};
  check_every_promise(postgres_worlds(place), the_feed_alone);
}

TEST_CASE("with statements of one tenant each, each kind of write is tried on the tables") {
  postgres_place place{one_tenant()};
  place.store.catalog()->add_campaign({tenant, campaign});
  static_cast<void>(waybill::tracker{place.store}.record_sent(send_of("row", "M1")));
  CHECK(place.store.check_schema().empty());
  place.look.script("ALTER TABLE waybill.campaign_log ADD CHECK (log_type <> 'message_read')");
  const auto refused = error_of([&] { place.store.check_schema(); });
  CHECK(contains(refused.what(), "tried a report of read, rolled back: apply (SQLSTATE 23514)"));
}

TEST_CASE("a log that is a statement of its own belongs to the transaction of its change") {
  postgres_place place{one_tenant()};
  place.store.catalog()->add_campaign({tenant, campaign});
  const waybill::tracker tracker{place.store, patient().tracker};
  static_cast<void>(tracker.record_sent(send_of("row", "M1")));
  place.look.script(
      "CREATE FUNCTION public.drop_line() RETURNS trigger LANGUAGE plpgsql AS"
      " 'BEGIN RETURN NULL; END';"
      "CREATE TRIGGER drop_line BEFORE INSERT ON waybill.campaign_log"
      " FOR EACH ROW EXECUTE FUNCTION public.drop_line()");
  const auto report = report_of("M1", waybill::receipt::delivered);
  CHECK(tracker.handle(report, {tenant, {}}).http_status == 503);
  CHECK(place.look.value("SELECT status FROM waybill.campaign_contact") == "sent");
  place.look.script("DROP TRIGGER drop_line ON waybill.campaign_log");
  CHECK(tracker.handle(report, {tenant, {}}).http_status == 200);
  CHECK(place.look.value("SELECT count(*) FROM waybill.campaign_log") == "2");
}

TEST_CASE(
    "slots of the pace that are a statement of their own belong to the transaction of their "
    "change") {
  postgres_place place{one_tenant()};
  place.store.catalog()->add_campaign({tenant, campaign});
  const waybill::tracker tracker{place.store, patient().tracker};
  static_cast<void>(tracker.record_sent(send_of("row", "M1")));
  place.look.script("ALTER TABLE waybill.campaign_pace ADD CHECK (kind <> 'delivered')");
  const auto report = report_of("M1", waybill::receipt::delivered);
  CHECK(tracker.handle(report, {tenant, {}}).http_status != 200);
  CHECK(place.look.value("SELECT status FROM waybill.campaign_contact") == "sent");
  place.look.script("ALTER TABLE waybill.campaign_pace DROP CONSTRAINT campaign_pace_kind_check");
  CHECK(tracker.handle(report, {tenant, {}}).http_status == 200);
  CHECK(tracker.pace({tenant, campaign}).value().answered == 1);
}

TEST_CASE("slots of the pace that are there take no statement of their own") {
  two_sent here;
  CHECK(here.deliver(0).empty());
  here.place.look.script(
      "CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS"
      " 'BEGIN RAISE EXCEPTION ''a new slot''; END';"
      "CREATE TRIGGER refuse BEFORE INSERT ON waybill.campaign_pace"
      " FOR EACH STATEMENT EXECUTE FUNCTION public.refuse()");
  CHECK(here.deliver(1).empty());
  CHECK(here.delivered_that_minute() == "2");
}

TEST_CASE("a slot of the pace that another writer makes meanwhile is added to") {
  two_sent here;
  auto& other = here.place.look;
  observer watch{here.place.url()};
  other.script("BEGIN; SELECT FROM waybill.campaign FOR NO KEY UPDATE");
  auto delivering = std::async(std::launch::async, [&] { return here.deliver(0); });
  CHECK(come_to_wait_for_locks(watch, 1));
  other.script(
      fmt::format("INSERT INTO waybill.campaign_pace SELECT tenant_id, id, 'delivered', {}, 1"
                  " FROM waybill.campaign; COMMIT",
                  here.minute));
  CHECK(delivering.get().empty());
  CHECK(here.delivered_that_minute() == "2");
}

TEST_CASE("a log that several servers numbered is read from its end, page by page") {
  postgres_place place{one_tenant()};
  place.store.catalog()->add_campaign({tenant, campaign});
  const waybill::tracker tracker{place.store, patient().tracker};
  static_cast<void>(tracker.record_sent(send_of("row", "M1")));
  // As Citus does it: the number of the server is before that of the entry.
  for (const auto& [reported, server] : {std::pair{waybill::receipt::delivered, 2},
                                         {waybill::receipt::read, 1},
                                         {waybill::receipt::failed, 3}}) {
    place.look.run("SELECT setval(pg_get_serial_sequence('waybill.campaign_log', 'id'), $1)",
                   {std::to_string((std::int64_t{server} << 48) + 1)});
    CHECK(tracker.handle(report_of("M1", reported), {tenant, {}}).http_status == 200);
  }
  std::vector<waybill::log_type> read;
  std::optional<waybill::log_id> before;
  const auto next = [&] { return place.store.reports()->read_log({tenant, campaign}, before, 1); };
  for (auto page = next(); !page.empty(); page = next()) {
    read.push_back(page.front().entry.type);
    before = page.front().id;
  }
  using enum waybill::log_type;
  CHECK(read == std::vector{message_failed, message_read, message_delivered, message_sent});
}

TEST_CASE("each statement names one tenant for every table it reads or locks") {
  cluster server{logs_statements};
  postgres_place place{one_tenant(), server.new_database()};
  const auto before = all_heard_by(server, place.store, "migrated").size();
  play_two_tenants(place.store);
  const auto statements = all_heard_by(server, place.store, "played");
  std::size_t looked_at = 0;
  for (std::size_t i = before; i < statements.size(); ++i) {
    const auto& [text, values] = statements[i];
    const std::string sql{text};
    CAPTURE(sql);
    if (is_page_of_all_tenants(sql)) continue;
    std::set<std::string> named;
    for (const auto& name : names_of_tables(sql)) {
      CAPTURE(name);
      const auto numbers = tenants_of(sql, name);
      CHECK_FALSE(numbers.empty());
      for (const auto& number : numbers) named.insert(values.at(number));
    }
    CHECK(named.size() <= 1);
    if (!named.empty()) ++looked_at;
  }
  CHECK(looked_at > 20);
}
