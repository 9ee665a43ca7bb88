#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/soci/sqlite_store.hpp>
#include <waybill/tracker.hpp>

#include "server/event_reader.hpp"
#include "server/example_server.hpp"
#include "support/eventually.hpp"
#include "support/scratch_folder.hpp"

using namespace waybill_test;
using waybill::receipt;

namespace {

constexpr int sent_messages = 150;
constexpr int callers = 16;

/// Callers that post reports, round after round, until the server is gone; what was answered 200 is
/// noted.
class burst {
 public:
  explicit burst(const example_server& to) {
    for (int i = 0; i < callers; ++i) {
      threads_.emplace_back([this, client = to.client()]() mutable { call(client); });
    }
  }
  [[nodiscard]] std::size_t answered() {
    const std::scoped_lock lock{mutex_};
    return acknowledged_.size();
  }
  /// Waits for all callers; the messages whose report was acknowledged.
  [[nodiscard]] std::set<std::string> end() {
    for (auto& each : threads_) each.join();
    return acknowledged_;
  }

 private:
  void call(httplib::Client& client) {
    while (true) {
      const auto id = "3EB0" + std::to_string(next_++ % sent_messages + 1);
      const auto answer =
          client.Post(webhook_path, report_of(id, receipt::read), "application/json");
      if (!answer || answer->status != 200) return;
      const std::scoped_lock lock{mutex_};
      acknowledged_.insert(id);
    }
  }

  std::mutex mutex_;
  std::set<std::string> acknowledged_;
  std::atomic<int> next_ = 0;
  std::vector<std::thread> threads_;
};

/// A server with messages that are sent, under a burst of reports.
struct busy_place {
  scratch_folder folder{};
  std::string file = folder.path("waybill.db");
  example_server server{"sqlite:" + file};

  busy_place() {
    auto client = server.client();
    for (int i = 1; i <= sent_messages; ++i) send(client, std::to_string(i));
  }

  /// The messages whose report is stored.
  [[nodiscard]] std::set<std::string> stored() const {
    waybill::sqlite_store store{file};
    std::vector<waybill::message_key> keys;
    for (int i = 1; i <= sent_messages; ++i) keys.push_back({"", "3EB0" + std::to_string(i)});
    std::set<std::string> result;
    for (const auto& found : store.load(keys)) {
      if (found.at(0).status == waybill::message_status::read) result.insert(found[0].message_id);
    }
    return result;
  }
  [[nodiscard]] bool counters_hold() const {
    waybill::sqlite_store store{file};
    return waybill::tracker{store}.verify({"", "spring"})->holds();
  }
};

}  // namespace

TEST_CASE(
    "a server that is asked to end answers whatever it stored, and stores whatever it answered") {
  busy_place here;
  burst traffic{here.server};
  CHECK(eventually([&] { return traffic.answered() > 50; }));
  CHECK(here.server.end() == 0);
  const auto acknowledged = traffic.end();
  CHECK(here.stored() == acknowledged);
  CHECK(here.counters_hold());
}

TEST_CASE("a server that is killed has lost nothing that it acknowledged") {
  busy_place here;
  burst traffic{here.server};
  CHECK(eventually([&] { return traffic.answered() > 50; }));
  here.server.kill();
  const auto acknowledged = traffic.end();
  const auto stored = here.stored();
  CHECK(std::includes(stored.begin(), stored.end(), acknowledged.begin(), acknowledged.end()));
  CHECK(here.counters_hold());
}

TEST_CASE("readers of live events do not keep a server from ending") {
  const scratch_folder folder;
  example_server server{"sqlite:" + folder.path("waybill.db")};
  auto client = server.client();
  send(client, "1");
  event_reader reader{server, "spring"};
  reader.wait_for("counters", [](const auto&) { return true; });
  CHECK(server.end() == 0);
  CHECK(reader.ends());
}
