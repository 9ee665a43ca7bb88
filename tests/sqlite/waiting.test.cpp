// Who waits for whom, and for how long: other processes that write, other threads, deadlines.

#include <chrono>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/deadline_scope.hpp>
#include <waybill/store_error.hpp>
#include <waybill/waybill.hpp>

#include "sqlite/batches.hpp"
#include "sqlite/sqlite_world.hpp"
#include "support/eventually.hpp"
#include "support/webhooks.hpp"

using namespace waybill_test;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using waybill::store_error;

namespace {

/// By how much a call may miss its time on a busy machine.
constexpr milliseconds margin{1500};

/// A file with two batches of sent messages.
struct campaign_place : sqlite_place {
  explicit campaign_place(const waybill::sqlite_options& options) : sqlite_place(options) {
    sqlite_world world{*this};
    world.add_campaign(batch_tenant, batch_campaign);
    world.add_instance(batch_tenant, "shop-1", {});
    std::vector<waybill::tracked_message> rows;
    for (std::size_t i = 0; i < 2 * batch_size; ++i) rows.push_back(sent_row(i));
    world.add_messages(rows);
  }
  [[nodiscard]] std::string picture() {
    std::string result;
    for (const auto* const table : {"campaign", "instance", "campaign_contact", "campaign_log"}) {
      for (const auto& row : look.run(std::string{"SELECT * FROM "} + table)) {
        for (const auto& value : row) result += value + '|';
      }
    }
    return result;
  }
};

/// Writes for as long as it is there, as another process might.
class other_writer {
 public:
  explicit other_writer(const std::string& file) : look_(file) { look_.script("BEGIN IMMEDIATE"); }

 private:
  file_observer look_;
};

struct refusal {
  store_error error;
  milliseconds after;
};

/// The error that some work ends in, and how long that took.
template <typename Work>
[[nodiscard]] refusal refusal_of(Work work) {
  const auto began = steady_clock::now();
  try {
    work();
  } catch (const store_error& error) {
    return {error, std::chrono::duration_cast<milliseconds>(steady_clock::now() - began)};
  }
  throw std::runtime_error{"it did not fail"};
}

}  // namespace

TEST_CASE("another process that writes for longer than busy_timeout may be tried again") {
  campaign_place place{{.busy_timeout = milliseconds{100}}};
  const auto before = place.picture();
  {
    const other_writer other{place.file()};
    const auto refused =
        refusal_of([&] { static_cast<void>(place.store.apply(deliveries_of(0))); });
    CHECK(refused.error.retry_safe());
    CHECK(std::string{refused.error.what()}.starts_with("apply (SQLITE_BUSY): another process"));
    CHECK(refused.after >= milliseconds{100});
    CHECK(refused.after <= milliseconds{100} + margin);
  }
  CHECK(place.picture() == before);
  CHECK(place.store.apply(deliveries_of(0)).empty());
}

TEST_CASE("another process that writes for a while is waited for") {
  campaign_place place{{.busy_timeout = seconds{60}}};
  auto other = std::make_unique<other_writer>(place.file());
  std::vector<std::size_t> lost{99};
  std::thread caller{[&] { lost = place.store.apply(deliveries_of(0)); }};
  CHECK(place.store.sends()->load_rows(std::vector{sent_row(0).key}).at(0)->status ==
        waybill::message_status::sent);
  other.reset();
  caller.join();
  CHECK(lost.empty());
}

TEST_CASE("no call outlives the deadline of its caller") {
  campaign_place place{{.busy_timeout = seconds{60}}};
  const other_writer other{place.file()};
  const waybill::deadline_scope bounded{steady_clock::now() + milliseconds{100}};
  const auto refused = refusal_of([&] { static_cast<void>(place.store.apply(deliveries_of(0))); });
  CHECK(refused.error.retry_safe());
  CHECK(refused.after <= milliseconds{100} + margin);
  // And one whose deadline is over does not begin.
  const auto late = refusal_of([&] { static_cast<void>(place.store.catalog()->campaigns("x")); });
  CHECK(late.error.retry_safe());
}

TEST_CASE("a thread that finds another one writing waits no longer than its deadline") {
  campaign_place place{{.busy_timeout = seconds{60}}};
  auto other = std::make_unique<other_writer>(place.file());
  bool first_landed = false;
  std::thread first{[&] { first_landed = place.store.apply(deliveries_of(0)).empty(); }};
  {
    const waybill::deadline_scope bounded{steady_clock::now() + milliseconds{100}};
    const auto refused =
        refusal_of([&] { static_cast<void>(place.store.apply(deliveries_of(1))); });
    CHECK(refused.error.retry_safe());
    CHECK(refused.after <= milliseconds{100} + margin);
  }
  other.reset();
  first.join();
  CHECK(first_landed);
  CHECK(place.store.apply(deliveries_of(1)).empty());
}

TEST_CASE("a tracker answers 503 within its deadline while another process writes, then 200") {
  campaign_place place{{}};
  const waybill::tracker tracker{place.store};
  const auto body = webhook(shape::v2, "shop-1", "3EB00", waybill::receipt::delivered);
  {
    const other_writer other{place.file()};
    const auto began = steady_clock::now();
    CHECK(tracker.handle(body, {batch_tenant, {}}, milliseconds{300}).http_status == 503);
    CHECK(steady_clock::now() - began <= milliseconds{300} + margin);
  }
  CHECK(tracker.handle(body, {batch_tenant, {}}).http_status == 200);
  CHECK(place.store.reports()->audit({batch_tenant, batch_campaign})->holds());
}

TEST_CASE("reading does not wait for a writer, and sees what is committed") {
  campaign_place place{{.busy_timeout = milliseconds{100}}};
  const other_writer other{place.file()};
  CHECK(place.store.load(std::vector<waybill::message_key>{{batch_tenant, "3EB00"}})
            .at(0)
            .at(0)
            .status == waybill::message_status::sent);
  CHECK(place.store.reports()->audit({batch_tenant, batch_campaign})->holds());
}

TEST_CASE("a report that takes longer than its deadline is cut short, and the next one runs") {
  campaign_place place{{}};
  place.look.script(
      "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 300000)"
      " INSERT INTO campaign_contact (tenant_id, id, campaign_id) SELECT 'tenant_abc', 'more-' || "
      "n,"
      " 'spring' FROM s");
  const auto audit = [&] {
    static_cast<void>(place.store.reports()->audit({batch_tenant, batch_campaign}));
  };
  const auto began = steady_clock::now();
  audit();
  const auto whole = steady_clock::now() - began;
  {
    const waybill::deadline_scope bounded{steady_clock::now() + whole / 20};
    CHECK(refusal_of(audit).error.retry_safe());
  }
  CHECK_NOTHROW(audit());
}
