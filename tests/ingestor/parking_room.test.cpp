// Room in a full parking is made beside the answers.

#include <cstddef>
#include <future>
#include <mutex>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <waybill/forwarding_store.hpp>

#include "support/eventually.hpp"
#include "support/faulty_ingest.hpp"

using namespace waybill_test;
using waybill::receipt;

namespace {

/// Whoever makes room waits until he may.
struct held_room final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;

  std::promise<void> entered;
  std::promise<void> may_go_on;

  std::size_t make_room(std::string_view whose, std::size_t cap, std::size_t limit) override {
    std::call_once(first_, [&] {
      entered.set_value();
      may_go_on.get_future().wait();
    });
    return forwarding_store::make_room(whose, cap, limit);
  }

 private:
  std::once_flag first_;
};

[[nodiscard]] service_options with_cap(std::size_t cap) {
  auto options = patient();
  options.tracker.parking_cap = cap;
  return options;
}

[[nodiscard]] std::string ids_of(const std::vector<waybill::parked_update>& parked) {
  std::string ids;
  for (const auto& each : parked) ids += each.incoming.update.message_id + ' ';
  return ids;
}

}  // namespace

TEST_CASE("nobody waits for room in the parking, and the oldest go once it is made") {
  sent_campaign inner{0};
  held_room store{inner.memory};
  const waybill::tracker tracker{store, with_cap(2).tracker};
  waybill::ingestor ingestor{tracker};
  CHECK(ingestor.handle(report_of("M0", receipt::read), {tenant, {}}).http_status == 200);
  store.entered.get_future().wait();
  for (std::size_t i = 1; i < 5; ++i) {
    CHECK(ingestor.handle(report_of(message(i), receipt::read), {tenant, {}}).http_status == 200);
  }
  CHECK(inner.parked().size() == 5);
  store.may_go_on.set_value();
  CHECK(eventually([&] { return ingestor.stats().evicted == 3; }));
  CHECK(ids_of(inner.parked()) == "M3 M4 ");
}

TEST_CASE("room that could not be made is made the next time") {
  faulty_ingest here{0, with_cap(2)};
  here.store.fail(waybill::testing::operation::make_room, waybill::store_failure::retry_safe,
                  {.times = 3});
  for (std::size_t i = 0; i < 20; ++i) {
    CHECK(here.handle(report_of(message(i), receipt::read)).http_status == 200);
    CHECK(eventually(
        [&] { return here.store.calls(waybill::testing::operation::make_room) >= i + 1; }));
  }
  CHECK(eventually([&] { return here.ingestor.stats().evicted == 18; }));
  CHECK(ids_of(here.parked()) == "M18 M19 ");
}
