#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "postgres/cluster.hpp"
#include "postgres/observer.hpp"
#include "server/browser.hpp"
#include "server/example_server.hpp"

using namespace waybill_test;
using waybill::receipt;

namespace {

constexpr std::size_t updates = 1'000;

/// Beside the one message that the campaign has.
constexpr auto sent_to_all = R"sql(
INSERT INTO waybill.campaign_contact
    (tenant_id, id, campaign_id, contact_id, instance, whatsapp_message_id, status, sent_at)
  SELECT c.tenant_id, c.id || n, c.campaign_id, c.contact_id, c.instance,
    c.whatsapp_message_id || n, 'sent', now()
  FROM waybill.campaign_contact c, generate_series(1, 99999) AS n;
UPDATE waybill.campaign SET total_contacts = 100000, sent_count = 100000;
ANALYZE;
)sql";

/// The browser's own account of tasks that kept the page from answering for 50 ms or longer.
constexpr auto watch_long_tasks =
    "(window.longTasks = 0, new PerformanceObserver(list => {"
    " for (const task of list.getEntries()) window.longTasks += task.duration;"
    "}).observe({type: 'longtask'}), true)";

/// In a task of its own: one that a driver evaluates is not counted.
constexpr auto keep_it_busy =
    "setTimeout(() => { const end = performance.now() + 100; while (performance.now() < end); }) > "
    "0";

/// Reports of the first messages, 500 of them due in each second.
void post_reports(const example_server& to) {
  using namespace std::chrono_literals;
  const auto begin = std::chrono::steady_clock::now();
  std::atomic<std::size_t> next = 1;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, client = to.client()]() mutable {
      for (auto n = next++; n <= updates; n = next++) {
        std::this_thread::sleep_until(begin + n * 2ms);
        post(client, webhook_path, report_of("3EB0m" + std::to_string(n), receipt::delivered));
      }
    });
  }
  for (auto& each : threads) each.join();
}

}  // namespace

TEST_CASE("100,000 recipients and 500 updates a second leave the page fluid") {
  const auto database = cluster::shared().new_database();
  example_server server{database};
  auto client = server.client();
  send(client, "m", "spring sale");
  observer{database}.script(sent_to_all);
  browser window{1100, 800};
  window.open(server.url());
  CHECK(window.becomes("document.getElementById('sent_count').textContent === '100,000'"));
  CHECK(window.becomes("document.getElementById('connection').dataset.state === 'live'"));
  CHECK(window.value(watch_long_tasks) == true);
  CHECK(window.value(keep_it_busy) == true);
  CHECK(window.becomes("window.longTasks >= 100"));
  CHECK(window.value("window.longTasks = 0") == 0);
  const auto began = std::chrono::steady_clock::now();
  post_reports(server);
  CHECK(window.becomes("document.getElementById('delivered_count').textContent === '1,000'"));
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
  const double long_tasks = window.value("window.longTasks");
  MESSAGE("of ", took.count(), " ms, long tasks had ", long_tasks);
  // A page that draws for each update is busy all the time. Who tests beside this one may slow it.
  CHECK(long_tasks < took.count() / 4);
}
