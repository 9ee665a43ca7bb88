// Most webhooks of a gateway are of messages that no campaign sent: on tables that are as young as
// they can be, and on a parking that is full, they are answered like any others.

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/testing/contract/together.hpp>

#include "postgres/postgres_world.hpp"
#include "support/ingest_shop.hpp"

using namespace waybill_test;

namespace {

constexpr std::size_t callers = 32;
constexpr std::size_t each_brings = 150;

/// Posts ids that nobody sent; how many were not answered with 200.
std::size_t post_unknown(waybill::ingestor& ingestor, const std::string& storm) {
  std::atomic<std::size_t> wrong = 0;
  std::vector<std::function<void()>> work;
  for (std::size_t caller = 0; caller < callers; ++caller) {
    work.emplace_back([&, caller] {
      for (std::size_t i = 0; i < each_brings; ++i) {
        const auto id = storm + std::to_string(caller) + " " + std::to_string(i);
        const auto body = report_of(id, waybill::receipt::delivered);
        if (ingestor.handle(body, {tenant, {}}).http_status != 200) ++wrong;
      }
    });
  }
  waybill::testing::contract::run_together(work);
  return wrong;
}

[[nodiscard]] std::size_t parked_in(postgres_place& place) {
  return std::stoul(place.look.value("SELECT count(*) FROM waybill.parked_update"));
}

}  // namespace

TEST_CASE("a storm of unknown messages on tables made a moment ago is answered and parked") {
  postgres_place place;
  const waybill::tracker tracker{place.store};
  waybill::ingestor ingestor{tracker};
  CHECK(post_unknown(ingestor, "storm ") == 0);
  CHECK(parked_in(place) == callers * each_brings);
  const auto stats = ingestor.stats();
  CHECK(stats.parked == callers * each_brings);
  CHECK(stats.refused + stats.failed + stats.store_failures + stats.evicted == 0);
}

TEST_CASE("a storm of unknown messages on a full parking is answered, and the oldest go") {
  constexpr std::size_t cap = 500;
  postgres_place place;
  const waybill::tracker tracker{place.store, {.parking_cap = cap}};
  waybill::ingestor ingestor{tracker};
  for (const auto* const storm : {"first ", "second "}) {
    CHECK(post_unknown(ingestor, storm) == 0);
    ingestor.sweep();
    CHECK(parked_in(place) <= cap);
    CHECK(parked_in(place) > 0);
  }
  const auto stats = ingestor.stats();
  CHECK(stats.refused + stats.failed + stats.store_failures == 0);
  CHECK(place.look.value("SELECT count(*) FROM waybill.parked_update"
                         " WHERE whatsapp_message_id LIKE 'first%'") == "0");
}
