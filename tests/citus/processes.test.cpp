// Several processes and many threads on one cluster.

#include <string>

#include <doctest/doctest.h>

#include "citus/citus_place.hpp"
#include "support/crowd.hpp"
#include "support/day_processes.hpp"

using namespace waybill_test;

namespace {

/// Where the day is played.
struct day_place : citus_place {
  [[nodiscard]] std::string where() const { return url(); }
  [[nodiscard]] int logged() {
    return std::stoi(look.value("SELECT count(*) FROM waybill.campaign_log"));
  }
  [[nodiscard]] int logged_twice() {
    return std::stoi(
        look.value("SELECT count(*) FROM (SELECT log_type FROM waybill.campaign_log"
                   " GROUP BY whatsapp_message_id, log_type HAVING count(*) > 1) d"));
  }
};

[[nodiscard]] service_options one_tenant_batches() {
  auto options = patient();
  options.one_tenant_batches = true;
  return options;
}

}  // namespace

TEST_CASE("on a cluster four processes with the same day end as one thread in memory does") {
  day_place place;
  check_orders_of_a_day(place);
}

TEST_CASE("on a cluster four copies that arrive together from four processes count once") {
  day_place place;
  check_copies_of_a_day(place);
}

TEST_CASE("on a cluster a process that is killed in the middle leaves nothing half done") {
  day_place place;
  check_killed_day(place, 40);
}

TEST_CASE("on a cluster 64 threads with copies of the same day end as one thread does") {
  citus_place place;
  add_campaign_to(place.store);
  check_crowd_ends_as_one(place.store, 12, one_tenant_batches());
}

TEST_CASE("on a cluster 64 threads count what the rows show, each transition told once") {
  citus_place place;
  add_campaign_to(place.store);
  check_crowd_counts_rows(place.store, 12, {});
}
