// Several processes on one PostgreSQL.

#include <map>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <waybill/testing/contract/describe.hpp>

#include "postgres/eventually.hpp"
#include "postgres/postgres_world.hpp"
#include "postgres/shared_day.hpp"

using namespace waybill_test;
using waybill::policy;

namespace {

/// A worker process.
class process {
 public:
  process(const std::string& url, const std::string& policy_name, unsigned seed) : id_(::fork()) {
    if (id_ != 0) return;
    ::execl(WAYBILL_WORKER, WAYBILL_WORKER, url.c_str(), policy_name.c_str(),
            std::to_string(seed).c_str(), nullptr);
    ::_exit(127);
  }
  void kill() const { ::kill(id_, SIGKILL); }
  /// How it ended; -1 if by a signal.
  int wait() const {
    int status = 0;
    ::waitpid(id_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t id_;
};

/// A database with the campaign of the day.
struct day_place : postgres_place {
  day_place() {
    store.add_campaign(day_tenant, day_campaign);
    store.add_instance(day_tenant, "shop-1");
  }
  void play_in_processes(std::size_t count, const std::string& policy_name) {
    std::vector<process> workers;
    for (unsigned seed = 1; seed <= count; ++seed) workers.emplace_back(url(), policy_name, seed);
    for (const auto& each : workers) CHECK(each.wait() == 0);
  }
};

/// Rows and counters, as text.
[[nodiscard]] std::string outcome(waybill::store& where) {
  using waybill::testing::describe;
  auto result = describe::of(where.reports()->read_campaign(day_tenant, day_campaign));
  std::vector<waybill::row_key> keys;
  for (std::size_t i = 0; i < day_messages; ++i) {
    keys.push_back({day_tenant, "row-" + std::to_string(i)});
  }
  for (const auto& row : where.sends()->load_rows(keys)) {
    result += '\n' + describe::of(row->status) + std::to_string(row->state().reached.bits());
  }
  return result;
}

/// The same day by one thread in memory.
[[nodiscard]] std::string outcome_in_memory(const policy& knobs) {
  waybill::memory_store store;
  store.add_campaign(day_tenant, day_campaign);
  waybill::tracker_options options;
  options.policy = knobs;
  const waybill::tracker tracker{store, options};
  for (const auto& each : shared_day()) CHECK(play(tracker, each));
  return outcome(store);
}

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
    const process victim{place.url(), "order_independent", 1};
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
  CHECK(observer{url}.value("SELECT count(*) FROM waybill.schema_migration") == "1");
}
