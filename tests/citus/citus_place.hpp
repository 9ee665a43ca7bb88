#pragma once

#include <cstdlib>
#include <stdexcept>
#include <string>

#include <waybill/soci/schema.hpp>

#include "postgres/observer.hpp"
#include "postgres/postgres_world.hpp"

namespace waybill_test {

/// The coordinator of a cluster with Citus that is there already: tests/run.sh citus URL.
[[nodiscard]] inline std::string coordinator() {
  const char* const url = std::getenv("WAYBILL_CITUS_URL");
  if (url == nullptr || *url == '\0') {
    throw std::runtime_error{
        "WAYBILL_CITUS_URL must name a database on the coordinator of a cluster with Citus"};
  }
  return url;
}

/// What a test makes is told by this from what somebody else made.
inline constexpr auto made_by_tests = "made by the tests of waybill";

/// The database of the coordinator without the schema of the test before. Throws where the schema
/// is not a test's.
[[nodiscard]] inline std::string cleared_coordinator() {
  observer look{coordinator()};
  const auto foreign = look.value(
      "SELECT count(*) FROM pg_namespace WHERE nspname = 'waybill'"
      " AND obj_description(oid, 'pg_namespace') IS DISTINCT FROM $1",
      {made_by_tests});
  if (foreign != "0") {
    throw std::runtime_error{"the database has a schema waybill that no test made: name another"};
  }
  look.run("DROP SCHEMA IF EXISTS waybill CASCADE");
  look.run("CREATE SCHEMA waybill");
  look.run(std::string{"COMMENT ON SCHEMA waybill IS '"} + made_by_tests + "'");
  return coordinator();
}

[[nodiscard]] inline waybill::postgres_options one_tenant(waybill::postgres_options options = {}) {
  options.one_tenant_statements = true;
  return options;
}

/// The same database on a server that keeps shards.
[[nodiscard]] inline std::string through_worker(observer& look, const std::string& url) {
  const auto row = look.run(
                           "SELECT nodename, nodeport FROM pg_dist_node"
                           " WHERE shouldhaveshards ORDER BY nodeid LIMIT 1")
                       .at(0);
  const auto begin = url.rfind('@') + 1;
  return url.substr(0, begin) + row[0] + ":" + row[1] + url.substr(url.find('/', begin));
}

/// Tables on all servers of the cluster, and a store on the coordinator.
struct citus_place : postgres_place {
  explicit citus_place(const waybill::postgres_options& options = one_tenant())
      : postgres_place{options, cleared_coordinator()} {
    look.script(waybill::postgres_distribution_sql());
  }

  [[nodiscard]] std::string through_worker() { return waybill_test::through_worker(look, url()); }
};

}  // namespace waybill_test
