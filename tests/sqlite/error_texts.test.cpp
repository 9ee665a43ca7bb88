// What a store's errors say, and what they never say.

#include <csignal>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <waybill/soci/schema.hpp>
#include <waybill/soci/sqlite_store.hpp>
#include <waybill/store_error.hpp>

#include "soci/sqlite_failure.hpp"
#include "sqlite/batches.hpp"
#include "sqlite/sqlite_world.hpp"
#include "support/marked_calls.hpp"
#include "support/process.hpp"

using namespace waybill_test;
using waybill::sqlite_store;
using waybill::store_error;
using waybill::store_failure;

namespace {

void expect_discreet(const store_error& error) {
  waybill_test::expect_discreet(error, {"json_each", "campaign_contact"});
  CHECK(error.sqlstate().empty());
}

[[nodiscard]] store_error migration_error(const std::string& file) {
  return error_of([&] { sqlite_store{file}.migrate(); });
}

}  // namespace

TEST_CASE("without tables every operation names itself, the result and what to do") {
  const scratch_folder folder;
  sqlite_store store{folder.write("waybill.db", "")};
  const auto errors = errors_of(store);
  CHECK(errors.size() == marked_calls<sqlite_store>().size());
  for (const auto& error : errors) {
    expect_discreet(error);
    CHECK(contains(error.what(), "(SQLITE_ERROR): the tables are not there"));
    CHECK(contains(error.what(), "migrate the schema"));
    CHECK(error.retry_safe());
  }
  CHECK(std::string{errors[1].what()}.starts_with("apply "));
}

TEST_CASE("without a file every operation says so, and none makes it") {
  const scratch_folder folder;
  sqlite_store store{folder.path("waybill.db")};
  for (const auto& error : errors_of(store)) {
    CHECK(std::string{error.what()}.starts_with("open: there is no file " + folder.path("")));
    CHECK(error.retry_safe());
  }
  CHECK(store.pending_migrations() == waybill::sqlite_migrations().size());
  CHECK(::access(folder.path("waybill.db").c_str(), F_OK) != 0);
}

TEST_CASE("a file that cannot be made says why") {
  const scratch_folder folder;
  const auto missing = migration_error(folder.path("no/such/waybill.db"));
  CHECK(contains(missing.what(), "/no/such/waybill.db cannot be made: No such file or directory"));
  CHECK(missing.retry_safe());
  CHECK(contains(error_of([] { sqlite_store{":memory:"}; }).what(), "give the name of a file"));
}

TEST_CASE("a file that is no database, or a damaged one, says so") {
  const scratch_folder folder;
  const auto text = migration_error(folder.write("letter.txt", std::string(5000, 'x')));
  CHECK(contains(text.what(), "(SQLITE_NOTADB): the file is no SQLite database"));
  CHECK(text.retry_safe());

  sqlite_place place;
  place.look.script("PRAGMA wal_checkpoint(TRUNCATE)");
  {
    std::fstream file{place.file(), std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(4096);
    file << std::string(60'000, 'x');
  }
  sqlite_store store{place.file()};
  const auto errors = errors_of(store);
  CHECK_FALSE(errors.empty());
  for (const auto& error : errors) {
    expect_discreet(error);
    CHECK(contains(error.what(), "(SQLITE_CORRUPT): the file is damaged"));
    CHECK(error.retry_safe());
  }
}

TEST_CASE("a schema that is newer than the program asks for a newer program") {
  sqlite_place place;
  place.look.script("INSERT INTO schema_migration (number, name) VALUES (99, 'later')");
  for (const auto& error : {migration_error(place.file()), error_of([&] {
                              static_cast<void>(place.store.pending_migrations());
                            })}) {
    CHECK(contains(error.what(), "the schema is at 99, newer than"));
    CHECK(error.permanent());
  }
}

TEST_CASE("what a trigger of the file refuses is nobody's item, and nothing is left") {
  sqlite_place place;
  place.look.script(
      "CREATE TRIGGER refuse BEFORE INSERT ON parked_update BEGIN"
      " SELECT raise(ABORT, 'no'); END;"
      " CREATE TRIGGER refuse_too BEFORE INSERT ON campaign BEGIN"
      " SELECT raise(ABORT, 'no'); END");
  const auto errors = errors_of(place.store);
  CHECK(errors.size() == 2);
  for (const auto& error : errors) {
    expect_discreet(error);
    CHECK(contains(error.what(), "(SQLITE_CONSTRAINT)"));
    CHECK(error.misconfigured());
  }
  CHECK(place.look.value("SELECT count(*) FROM parked_update") == "0");
}

TEST_CASE("a file that may not be written says so") {
  sqlite_place place;
  ::chmod(place.file().c_str(), 0444);
  const process stranger{[&] {
    // Root may write everywhere.
    if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) return 3;
    sqlite_store store{place.file()};
    const auto error = error_of([&] { store.catalog()->add_campaign({"a", "b"}); });
    const std::string text{error.what()};
    const bool told = contains(text, "SQLITE_READONLY") || contains(text, "SQLITE_CANTOPEN") ||
                      contains(text, "there is no file");
    return told && contains(text, "open") && error.retry_safe() ? 0 : 1;
  }};
  CHECK(stranger.wait() == 0);
}

TEST_CASE("a disk that fails a commit leaves the outcome unknown, and the next call works") {
  sqlite_place place;
  sqlite_world world{place};
  world.add_campaign(batch_tenant, batch_campaign);
  world.add_instance(batch_tenant, "shop-1", {});
  std::vector<waybill::tracked_message> rows;
  for (std::size_t i = 0; i < batch_size; ++i) rows.push_back(sent_row(i));
  world.add_messages(rows);
  const process on_bad_disk{[&] {
    // Writing beyond this size fails, as on a disk that has no more room for the log.
    std::signal(SIGXFSZ, SIG_IGN);
    sqlite_store store{place.file()};
    static_cast<void>(store.catalog()->campaigns(batch_tenant));
    const rlimit none{16, RLIM_INFINITY};
    const rlimit all{RLIM_INFINITY, RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &none);
    const auto error = error_of([&] { static_cast<void>(store.apply(deliveries_of(0))); });
    ::setrlimit(RLIMIT_FSIZE, &all);
    if (!contains(error.what(), "SQLITE_IOERR") && !contains(error.what(), "SQLITE_FULL")) return 1;
    if (error.permanent()) return 3;
    static_cast<void>(store.apply(deliveries_of(0)));
    return store.reports()->audit({batch_tenant, batch_campaign})->counters.delivered == batch_size
               ? 0
               : 4;
  }};
  CHECK(on_bad_disk.wait() == 0);
  CHECK(place.store.reports()->audit({batch_tenant, batch_campaign})->holds());
}

TEST_CASE("each result of SQLite tells whether to send again") {
  using waybill::detail::classify_sqlite;
  using waybill::detail::sqlite_step;
  using enum store_failure;
  struct expectation {
    int result;
    store_failure of_statement;
    store_failure of_commit;
  };
  const std::vector<expectation> kinds{{SQLITE_BUSY, retry_safe, retry_safe},
                                       {SQLITE_LOCKED, retry_safe, retry_safe},
                                       {SQLITE_INTERRUPT, retry_safe, retry_safe},
                                       {SQLITE_ERROR, retry_safe, outcome_unknown},
                                       {SQLITE_IOERR, retry_safe, outcome_unknown},
                                       {SQLITE_FULL, retry_safe, outcome_unknown},
                                       {SQLITE_NOMEM, retry_safe, outcome_unknown},
                                       {SQLITE_READONLY, retry_safe, outcome_unknown},
                                       {SQLITE_CORRUPT, retry_safe, outcome_unknown},
                                       {SQLITE_NOTADB, retry_safe, outcome_unknown},
                                       {SQLITE_CONSTRAINT, misconfigured, misconfigured},
                                       {SQLITE_TOOBIG, permanent, permanent},
                                       {SQLITE_MISMATCH, misconfigured, misconfigured}};
  for (const auto& each : kinds) {
    CAPTURE(each.result);
    CHECK((classify_sqlite(each.result, sqlite_step::statement) == each.of_statement));
    CHECK((classify_sqlite(each.result, sqlite_step::commit) == each.of_commit));
  }
}

TEST_CASE("a file's name is taken as it is") {
  const scratch_folder folder;
  for (const auto* const name : {"a b.db", "a=b.db", "a=b  c.db", "it's \"so\".db"}) {
    CAPTURE(name);
    sqlite_store{folder.path(name)}.migrate();
    CHECK(file_observer{folder.path(name)}.value("SELECT count(*) FROM schema_migration") ==
          std::to_string(waybill::sqlite_migrations().size()));
  }
  CHECK(contains(migration_error(folder.path("a=\"b\".db")).what(), "= or quotes, not both"));
}

TEST_CASE(
    "a text with a NUL, which could not be read back, is refused before anything is written") {
  sqlite_place place;
  sqlite_world world{place};
  world.add_message(sent_row(0));
  const std::string cut{"b\0c", 3};
  auto odd_reason = deliveries_of(0).at(0);
  odd_reason.reason.text = cut;
  const std::vector<waybill::row_key> odd_row{{"a", cut}};
  for (const auto& error :
       {error_of([&] {
          static_cast<void>(place.store.apply({&odd_reason, 1}));
        }),
        error_of([&] { static_cast<void>(place.store.sends()->load_rows(odd_row)); }),
        error_of([&] {
          place.store.catalog()->add_campaign({"a", cut});
        })}) {
    CHECK(contains(error.what(), ": a text holds a NUL"));
    CHECK(error.permanent());
  }
  CHECK(place.look.value("SELECT status FROM campaign_contact") == "sent");
}
