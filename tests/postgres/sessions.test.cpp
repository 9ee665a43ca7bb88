// Connection strings, sessions and what they keep.

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/soci/postgres_store.hpp>
#include <waybill/store_error.hpp>

#include "postgres/cluster.hpp"
#include "postgres/observer.hpp"
#include "soci/connection_string.hpp"
#include "soci/postgres_session.hpp"
#include "soci/session_pool.hpp"
#include "support/marked_calls.hpp"

using namespace waybill_test;
using namespace waybill::detail;
using waybill::postgres_store;
using waybill::store_error;

namespace {

/// A server that asks for passwords, and a user with an awkward one.
struct guarded_server {
  inline static const std::string password = R"(it's "a" \secret\ = with spaces)";

  cluster server;
  std::string address = "127.0.0.1:" + std::to_string(server.port());

  guarded_server() {
    observer look{server.url()};
    look.script(
        "CREATE ROLE guest LOGIN SUPERUSER PASSWORD 'it''s \"a\" \\secret\\ = with spaces'");
    look.script(
        "COPY (SELECT 'host all guest 127.0.0.1/32 scram-sha-256' UNION ALL"
        " SELECT 'host all waybill 127.0.0.1/32 trust') TO '" +
        server.folder() + "/data/pg_hba.conf'");
    look.script("SELECT pg_reload_conf()");
  }
};

const command one{"one", "SELECT 1::text", 1, false, true};

/// The pages that a process got from the system so far.
[[nodiscard]] long pages_of(const std::string& process) {
  std::ifstream file{"/proc/" + process + "/stat"};
  std::string line;
  std::getline(file, line);
  std::istringstream after_name{line.substr(line.rfind(')') + 1)};
  std::string skipped;
  for (int field = 3; field < 10; ++field) after_name >> skipped;
  long pages = 0;
  after_name >> pages;
  REQUIRE(pages > 0);
  return pages;
}

[[nodiscard]] postgres_session open(const std::string& url, watchdog& dog) {
  return {connection_string(url, {}), true, dog, std::chrono::seconds{5}};
}

}  // namespace

TEST_CASE("both forms of connection string carry any password") {
  const guarded_server guarded;
  const auto port = std::to_string(guarded.server.port());
  const std::vector<std::string> connections{
      R"(host=127.0.0.1 dbname=postgres user=guest password='it\'s "a" \\secret\\ = with spaces' port=)" +
          port,
      "host = 127.0.0.1  dbname = postgres  user = guest  port = " + port +
          R"(  password = 'it\'s "a" \\secret\\ = with spaces')",
      "postgresql://guest:it%27s%20%22a%22%20%5Csecret%5C%20%3D%20with%20spaces@" +
          guarded.address + "/postgres",
      "postgres://guest:it%27s%20%22a%22%20%5Csecret%5C%20%3D%20with%20spaces@" + guarded.address +
          "/postgres?application_name=other"};
  for (const auto& connection : connections) {
    CAPTURE(connection);
    postgres_store store{connection};
    CHECK_NOTHROW(static_cast<void>(store.pending_migrations()));
  }
  postgres_store wrong{"postgresql://guest:other@" + guarded.address + "/postgres"};
  CHECK_THROWS_AS(static_cast<void>(wrong.pending_migrations()), store_error);
}

TEST_CASE("what libpq does not understand is refused without being repeated") {
  for (const std::string text :
       {"M4RK3D", "host=x M4RK3D", "postgresql://[M4RK3D", "pass word=M4RK3D"}) {
    CAPTURE(text);
    try {
      const postgres_store store{text};
      FAIL_CHECK("it was taken");
    } catch (const store_error& error) {
      CHECK(error.permanent());
      CHECK(std::string{error.what()}.find("M4RK3D") == std::string::npos);
      CHECK(std::string{error.what()}.find("postgresql://") != std::string::npos);
    }
  }
}

TEST_CASE("the user's own settings go before waybill's") {
  const auto text = connection_string(
      "host=x connect_timeout=9 application_name=mine options='-c statement_timeout=7'", {});
  CHECK(text.find("connect_timeout=9&") != std::string::npos);
  CHECK(text.find("application_name=mine&") != std::string::npos);
  CHECK(text.find("timeout%3D30000") < text.find("timeout%3D7"));
  const auto pooled = connection_string("host=x", {.pooler_mode = true});
  CHECK(pooled.find("options=") == std::string::npos);
}

TEST_CASE("a statement that the server forgot is prepared anew") {
  const auto url = cluster::shared().new_database();
  watchdog dog;
  auto session = open(url, dog);
  CHECK(session.run(one).text(0, 0) == "1");
  session.run_script({"forget", "DEALLOCATE ALL"});
  try {
    session.run(one);
    FAIL_CHECK("the server did not forget it");
  } catch (const store_error& error) {
    CHECK(error.sqlstate() == "26000");
    CHECK(error.retry_safe());
  }
  CHECK(session.run(one).text(0, 0) == "1");
}

TEST_CASE("a statement outlives a change of its table") {
  const auto url = cluster::shared().new_database();
  postgres_store store{url};
  store.migrate();
  const waybill::message_key key{"", "3EB0"};
  for (int i = 0; i < 8; ++i) CHECK(store.load({&key, 1}).front().empty());
  observer{url}.script("ALTER TABLE waybill.campaign_contact ADD COLUMN note text");
  CHECK(store.load({&key, 1}).front().empty());
}

TEST_CASE(
    "a statement whose table changed is prepared anew, and another form is somebody's fault") {
  const auto url = cluster::shared().new_database();
  observer look{url};
  look.script(
      "CREATE TABLE note (id int); CREATE FUNCTION refuse() RETURNS text LANGUAGE plpgsql AS"
      " 'BEGIN RAISE feature_not_supported; END'");
  watchdog dog;
  auto session = open(url, dog);
  const command all{"all", "SELECT * FROM note", 1, false, true};
  static_cast<void>(session.run(all));
  look.script("ALTER TABLE note ALTER COLUMN id TYPE text");
  const auto changed = error_of([&] { session.run(all); });
  CHECK(changed.sqlstate() == "0A000");
  CHECK(changed.retry_safe());
  CHECK_NOTHROW(static_cast<void>(session.run(all)));
  const auto refused = error_of([&] {
    session.run({"refused", "SELECT refuse()", 1, false, true});
  });
  CHECK(refused.sqlstate() == "0A000");
  CHECK(refused.misconfigured());
}

TEST_CASE("a session that comes back in a transaction is rolled back") {
  const auto url = cluster::shared().new_database();
  observer{url}.script("CREATE TABLE note (text text)");
  session_pool pool{url, {.sessions = 1}};
  {
    const auto session = pool.borrow();
    session->begin();
    session->run_script({"insert", "INSERT INTO note VALUES ('lost')"});
  }
  const auto session = pool.borrow();
  CHECK(session->run({"count", "SELECT count(*)::text FROM note", 1, false}).text(0, 0) == "0");
}

TEST_CASE("the server's process keeps the memory of a batch for the next one") {
  session_pool pool{cluster::shared().url(), {.sessions = 1}};
  const auto session = pool.borrow();
  const command large{
      "large", "SELECT array_length(array_agg(n), 1)::text FROM generate_series(1, 60000) AS n", 1,
      false, true};
  const auto process = session->backend_id();
  for (int i = 0; i < 8; ++i) session->run(large);
  const auto before = pages_of(process);
  for (int i = 0; i < 10; ++i) session->run(large);
  CHECK(pages_of(process) - before < 10 * 100);
}

TEST_CASE("a commit that the server turned into a rollback is an error") {
  const auto url = cluster::shared().new_database();
  watchdog dog;
  auto session = open(url, dog);
  session.begin();
  CHECK_THROWS_AS(session.run({"broken", "SELECT 1 / 0", 1, false}), store_error);
  CHECK_THROWS_AS(session.commit(), store_error);
  CHECK(session.is_clean());
}

TEST_CASE("more rows than are fetched at once all come") {
  watchdog dog;
  auto session = open(cluster::shared().url(), dog);
  for (const std::size_t count : {0U, 1U, 127U, 128U, 129U, 1000U}) {
    const auto rows = session.run(
        {"rows", "SELECT n::text, (n * 2)::text FROM generate_series(1, :count::int) AS n", 2,
         false},
        {{"count", std::to_string(count)}});
    CHECK(rows.size() == count);
    if (count > 0) CHECK(rows.number(count - 1, 1) == static_cast<std::int64_t>(2 * count));
  }
}
