// Several processes on one PostgreSQL.

#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <waybill/soci/schema.hpp>

#include "postgres/postgres_world.hpp"
#include "support/day_outcome.hpp"
#include "support/eventually.hpp"
#include "support/process.hpp"

using namespace waybill_test;
using waybill::policy;

namespace {

/// A database with the campaign of the day.
struct day_place : postgres_place {
  day_place() {
    store.add_campaign(day_tenant, day_campaign);
    store.add_instance(day_tenant, "shop-1");
  }
  void play_in_processes(std::size_t count, const std::string& policy_name) {
    std::vector<process> workers;
    for (unsigned seed = 1; seed <= count; ++seed) {
      workers.emplace_back(WAYBILL_WORKER, url(), policy_name, seed);
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
  CHECK(place.look.value("SELECT count(*) FROM (SELECT FROM waybill.campaign_log"
                         " GROUP BY whatsapp_message_id, log_type HAVING count(*) > 1) d") == "0");
}

TEST_CASE("a process that is killed in the middle of its day leaves nothing half done") {
  for (const int killed_after : {5, 40, 150}) {
    CAPTURE(killed_after);
    day_place place;
    const process victim{WAYBILL_WORKER, place.url(), "order_independent", 1};
    CHECK(eventually([&] {
      return std::stoi(place.look.value("SELECT count(*) FROM waybill.campaign_log")) >=
             killed_after;
    }));
    victim.kill();
    CHECK(victim.wait() == -1);
    CHECK(place.store.audit(day_tenant, day_campaign)->holds());
    place.play_in_processes(1, "order_independent");
    CHECK(outcome(place.store) == outcome_in_memory(policy::order_independent()));
  }
}

TEST_CASE("any number of processes may migrate an empty database at once") {
  const auto url = cluster::shared().new_database();
  std::vector<pid_t> children;
  for (int i = 0; i < 8; ++i) {
    const auto child = ::fork();
    if (child == 0) {
      try {
        waybill::postgres_store store{url};
        store.migrate();
        ::_exit(store.pending_migrations() == 0 ? 0 : 1);
      } catch (...) {
        ::_exit(2);
      }
    }
    children.push_back(child);
  }
  for (const auto child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(WEXITSTATUS(status) == 0);
  }
  CHECK(observer{url}.value("SELECT count(*) FROM waybill.schema_migration") ==
        std::to_string(waybill::postgres_migrations().size()));
}
