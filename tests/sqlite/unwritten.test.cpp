// What keeps a row from being written without an error: the whole step fails, and says which table.

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "sqlite/sqlite_world.hpp"
#include "support/obstacles.hpp"

using namespace waybill_test;

namespace {

[[nodiscard]] obstacle ignoring(const std::string& event, const std::string& table) {
  return {"CREATE TRIGGER ignores BEFORE " + event + " ON " + table +
              " BEGIN SELECT RAISE(IGNORE); END",
          "DROP TRIGGER ignores", "a row of " + table + " is there"};
}

}  // namespace

TEST_CASE("a row of the file that a trigger keeps from being written fails the step") {
  sqlite_place place;
  sqlite_world world{place};
  expect_told(place.look, world,
              {ignoring("UPDATE", "campaign_contact"), ignoring("UPDATE", "campaign"),
               ignoring("UPDATE", "instance"), ignoring("UPDATE", "contact"),
               ignoring("INSERT", "campaign_log")});
}

TEST_CASE("a recount of the file that could not correct says so") {
  sqlite_place place;
  sqlite_world world{place};
  const two_messages here{world};
  place.look.script("UPDATE campaign SET sent_count = 1");
  const auto ignored = ignoring("UPDATE", "campaign");
  place.look.script(ignored.there);
  const auto& campaign = here.rows[0].campaign;
  const auto error = error_of([&] {
    static_cast<void>(place.store.reports()->repair({two_messages::tenant, campaign}));
  });
  CHECK(contains(error.what(), ignored.table));
  place.look.script(ignored.gone);
  CHECK(place.store.reports()->repair({two_messages::tenant, campaign}).has_value());
  CHECK(place.look.value("SELECT sent_count FROM campaign") == "2");
}
