#include <cstddef>
#include <string>

#include <doctest/doctest.h>

#include <waybill/tracker.hpp>

#include "out_of_memory/scarce_shop.hpp"

using namespace waybill_test;

namespace {

/// Whether a tracker with so much memory ran short on this body; checks its answer, and the next.
bool handles_short(const std::string& body, std::size_t served, shortage how) {
  scarce_shop here;
  const waybill::tracker tracker{here.store, here.options()};
  const waybill::origin from{tenant, {}};
  const auto answer_to = [&](const std::string& text) { return tracker.handle(text, from); };
  waybill::reply reply;
  bool ran_short = false;
  {
    const scarce_memory memory{served, how};
    reply = answer_to(body);
    ran_short = memory.was_short();
  }
  const auto second = answer_to(body);
  CHECK((reply.http_status == 503 || reply.http_status == second.http_status));
  CHECK(json(reply.body).is_object());
  CHECK(second.http_status != 503);
  CHECK(here.counts_hold());
  return ran_short;
}

}  // namespace

TEST_CASE("a tracker that runs out of memory answers 503, and the same body again is answered") {
  for (const auto& body : posted_bodies()) {
    CAPTURE(body);
    const auto shortages = for_each_shortage([&](std::size_t served, shortage how) {
      CAPTURE(served);
      return handles_short(body, served, how);
    });
    CHECK(shortages > 10);
  }
}
