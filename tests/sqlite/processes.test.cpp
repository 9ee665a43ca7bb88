// Several processes on one file.

#include <cstddef>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "sqlite/sqlite_world.hpp"
#include "support/day_outcome.hpp"
#include "support/eventually.hpp"
#include "support/process.hpp"

using namespace waybill_test;
using waybill::policy;

namespace {

/// A file with the campaign of the day.
struct day_place : sqlite_place {
  day_place() {
    store.add_campaign(day_tenant, day_campaign);
    store.add_instance(day_tenant, "shop-1");
  }
  void play_in_processes(std::size_t count, const std::string& policy_name) {
    std::vector<process> workers;
    for (unsigned seed = 1; seed <= count; ++seed) {
      workers.emplace_back(WAYBILL_WORKER, file(), policy_name, seed);
    }
    for (const auto& each : workers) CHECK(each.wait() == 0);
  }
};

}  // namespace

TEST_CASE("four processes with the same day in four orders end as one thread in memory does") {
  day_place place;
  place.play_in_processes(4, "order_independent");
  CHECK(outcome(place.store) == outcome_in_memory(policy::order_independent()));
  CHECK(place.store.parked_after(0, 10).empty());
}

TEST_CASE("four copies that arrive together from four processes count once") {
  day_place place;
  place.play_in_processes(4, "default");
  const auto audit = place.store.audit(day_tenant, day_campaign).value();
  CHECK(audit.holds());
  CHECK(audit.counters.sent == static_cast<std::int64_t>(day_messages));
  // One line a milestone, never two.
  CHECK(place.look.value("SELECT count(*) FROM (SELECT 1 FROM campaign_log"
                         " GROUP BY whatsapp_message_id, log_type HAVING count(*) > 1)") == "0");
}

TEST_CASE("a process that is killed in the middle of its day leaves nothing half done") {
  for (const int killed_after : {5, 40, 150}) {
    CAPTURE(killed_after);
    day_place place;
    const process victim{WAYBILL_WORKER, place.file(), "order_independent", 1};
    CHECK(eventually([&] {
      return std::stoi(place.look.value("SELECT count(*) FROM campaign_log")) >= killed_after;
    }));
    victim.kill();
    CHECK(victim.wait() == -1);
    CHECK(place.store.audit(day_tenant, day_campaign)->holds());
    place.play_in_processes(1, "order_independent");
    CHECK(outcome(place.store) == outcome_in_memory(policy::order_independent()));
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
  CHECK(file_observer{file}.value("SELECT count(*) FROM schema_migration") == "1");
}
