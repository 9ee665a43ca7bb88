// Several processes on one file.

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/soci/schema.hpp>

#include "sqlite/sqlite_world.hpp"
#include "support/day_processes.hpp"

using namespace waybill_test;

namespace {

/// Where the day is played.
struct day_place : sqlite_place {
  [[nodiscard]] std::string where() const { return file(); }
  [[nodiscard]] int logged() { return std::stoi(look.value("SELECT count(*) FROM campaign_log")); }
  [[nodiscard]] int logged_twice() {
    return std::stoi(
        look.value("SELECT count(*) FROM (SELECT 1 FROM campaign_log"
                   " GROUP BY whatsapp_message_id, log_type HAVING count(*) > 1)"));
  }
};

}  // namespace

TEST_CASE("four processes with the same day in four orders end as one thread in memory does") {
  day_place place;
  check_orders_of_a_day(place);
}

TEST_CASE("four copies that arrive together from four processes count once") {
  day_place place;
  check_copies_of_a_day(place);
}

TEST_CASE("a process that is killed in the middle of its day leaves nothing half done") {
  for (const int killed_after : {5, 40, 150}) {
    day_place place;
    check_killed_day(place, killed_after);
  }
}

TEST_CASE("any number of processes may make and migrate one file at once") {
  const scratch_folder folder;
  const auto file = folder.path("waybill.db");
  std::vector<process> children;
  for (int i = 0; i < 8; ++i) {
    children.emplace_back([&] {
      waybill::sqlite_store store{file};
      store.migrate();
      return store.pending_migrations() == 0 ? 0 : 1;
    });
  }
  for (const auto& each : children) CHECK(each.wait() == 0);
  CHECK(file_observer{file}.value("SELECT count(*) FROM schema_migration") ==
        std::to_string(waybill::sqlite_migrations().size()));
}
