// What breaks on a cluster while webhooks come in.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "citus/citus_place.hpp"
#include "citus/shard_server.hpp"
#include "citus/tenants.hpp"
#include "support/eventually.hpp"

using namespace waybill_test;

namespace {

using clock = std::chrono::steady_clock;

/// Reports of a crowd of tenants in the background.
class reporting {
 public:
  explicit reporting(many_tenants& crowd)
      : crowd_(crowd), thread_([this] { static_cast<void>(crowd_.report_all(8)); }) {}
  ~reporting() {
    if (thread_.joinable()) thread_.join();
  }
  reporting(const reporting&) = delete;
  reporting& operator=(const reporting&) = delete;

  /// Waits until a share of the reports has been taken.
  void wait_for(double share) const {
    CHECK(eventually([&] { return crowd_.done() >= share; }));
  }
  /// Waits for all.
  void finish() { thread_.join(); }

 private:
  many_tenants& crowd_;
  std::thread thread_;
};

/// The port of the server that keeps a tenant's rows.
[[nodiscard]] std::string port_of(observer& look, const std::string& tenant) {
  return look.value(
      "SELECT nodeport FROM pg_dist_shard_placement WHERE shardid ="
      " get_shard_id_for_distribution_column('waybill.campaign', $1::text)",
      {tenant});
}

}  // namespace

TEST_CASE("backends that are killed on all servers lose nothing and count nothing twice") {
  citus_place place;
  many_tenants crowd{place.store, 16, 20};
  reporting reports{crowd};
  for (int i = 1; i <= 4; ++i) {
    reports.wait_for(i / 8.0);
    place.look.run(
        "SELECT run_command_on_all_nodes($$SELECT count(pg_terminate_backend(pid))"
        " FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND (application_name = 'waybill' OR application_name LIKE 'citus_internal%')$$)");
  }
  reports.finish();
  CHECK(crowd.wrong().empty());
}

TEST_CASE("shards that move while reports come in lose nothing") {
  citus_place place;
  many_tenants crowd{place.store, 16, 60};
  reporting reports{crowd};
  for (int i = 1; i <= 2; ++i) {
    reports.wait_for(i / 10.0);
    const auto moved = place.look.run(
        "SELECT citus_move_shard_placement(p.shardid, p.nodename, p.nodeport, n.nodename,"
        " n.nodeport) FROM pg_dist_shard_placement p JOIN pg_dist_node n"
        " ON n.shouldhaveshards AND (n.nodename, n.nodeport) <> (p.nodename, p.nodeport)"
        " WHERE p.shardid = get_shard_id_for_distribution_column('waybill.campaign', $1::text) "
        "LIMIT 1",
        {crowd.names().front()});
    CHECK(moved.size() == 1);
  }
  CHECK(crowd.done() < 1);
  reports.finish();
  CHECK(crowd.wrong().empty());
}

TEST_CASE("a server that stops costs its own tenants a 503 in time, and nobody anything else") {
  citus_place place{one_tenant({.sessions = 64})};
  many_tenants crowd{place.store, 64, 2};
  for (const auto& each : crowd.names()) CHECK(crowd.report(each, 0).http_status == 200);
  observer worker{place.through_worker()};
  const auto port = worker.value("SHOW port");
  std::set<std::string> cut_off;
  for (const auto& each : crowd.names()) {
    if (port_of(place.look, each) == port) cut_off.insert(each);
  }
  CHECK(cut_off.size() > 10);
  CHECK(cut_off.size() < 54);
  shard_server stopped{worker};
  stopped.stop();
  std::atomic<std::size_t> refused = 0;
  std::atomic<std::size_t> late = 0;
  std::vector<std::thread> callers;
  for (const auto& each : crowd.names()) {
    callers.emplace_back([&] {
      const auto began = clock::now();
      const bool is_cut_off = cut_off.contains(each);
      if (crowd.report(each, 1).http_status == (is_cut_off ? 503 : 200)) ++refused;
      const auto took = clock::now() - began;
      if (took > many_tenants::deadline + std::chrono::milliseconds{700}) ++late;
    });
  }
  for (auto& each : callers) each.join();
  CHECK(refused == crowd.names().size());
  CHECK(late == 0);
  stopped.start();
  CHECK(crowd.report_all(8) == 0);
  CHECK(crowd.wrong().empty());
}
