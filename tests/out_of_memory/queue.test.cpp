#include <chrono>
#include <cstddef>
#include <memory>
#include <new>
#include <string>

#include <doctest/doctest.h>

#include <waybill/impl/service/fair_queue.hpp>
#include <waybill/impl/service/intake.hpp>
#include <waybill/testing/manual_clock.hpp>

#include "out_of_memory/scarce_shop.hpp"

using namespace waybill_test;
using namespace std::chrono_literals;
using waybill::breaker_state;
using waybill::detail::body_ptr;
using waybill::detail::fair_queue;
using waybill::detail::intake;
using waybill::detail::message_claims;
using waybill::detail::queued_body;

namespace {

body_ptr waiting_body(const std::string& whose) {
  auto body = std::make_shared<queued_body>();
  body->tenant = whose;
  body->opened.updates.resize(2);
  body->bytes = 10;
  body->deadline = queued_body::time::max();
  return body;
}

/// Whether a call failed for want of memory.
template <typename Call>
[[nodiscard]] bool runs_short(Call call) {
  try {
    call();
  } catch (const std::bad_alloc&) {
    return true;
  }
  return false;
}

/// The tenants of a queue, in the order in which their bodies are taken.
[[nodiscard]] std::string take_all(fair_queue& queue) {
  std::string tenants;
  for (const auto& body : queue.take_all()) tenants += body->tenant.front();
  return tenants;
}

}  // namespace

TEST_CASE("a queue that finds no memory for a body is as it was before") {
  const std::string known = "a tenant with a name of some length";
  const std::string other = "one with another name of some length";
  for (const auto& whose : {known, "b" + other}) {
    const auto shortages = for_each_shortage([&](std::size_t served, shortage how) {
      CAPTURE(served);
      fair_queue queue{100, 1000};
      for (const auto& each : {known, known, "c" + other}) queue.push(waiting_body(each));
      auto body = waiting_body(whose);
      bool is_short = false;
      {
        const scarce_memory memory{served, how};
        is_short = runs_short([&] { queue.push(body); });
      }
      CHECK(queue.updates() == (is_short ? 6 : 8));
      CHECK(queue.bytes() == (is_short ? 30 : 40));
      if (is_short) queue.push(body);  // has its turn as if nothing had happened
      CHECK(take_all(queue) == (whose == known ? "acaa" : "acba"));
      CHECK(queue.updates() == 0);
      CHECK(queue.bytes() == 0);
      return is_short;
    });
    CHECK(shortages > 0);
  }
}

TEST_CASE("taking a batch needs no memory") {
  fair_queue queue{100, 1000};
  for (const std::string whose : {"a", "a", "b", "c", "a"}) queue.push(waiting_body(whose));
  message_claims claims;
  const scarce_memory memory{0, shortage::lasting};
  const auto batch = queue.take(4, false, claims);
  const auto rest = queue.take_all();
  CHECK_FALSE(memory.was_short());
  const ample_memory for_checks;
  CHECK(batch.size() == 2);
  CHECK(rest.size() == 3);
}

TEST_CASE("a body that finds no memory is refused, and does not take the place of a probe") {
  const auto shortages = for_each_shortage([](std::size_t served, shortage how) {
    CAPTURE(served);
    waybill::testing::manual_clock clock{waybill::time_point{std::chrono::days{20'000}}};
    waybill::ingestor_options options;
    options.breaker_failures = 1;
    intake at{options, clock};
    CHECK(at.store_failed());
    clock.advance(1s);
    auto body = waiting_body("a tenant with a name of some length");
    bool is_short = false;
    {
      const scarce_memory memory{served, how};
      is_short = runs_short([&] { static_cast<void>(at.leave(body)); });
    }
    CHECK(at.stats().accepted == (is_short ? 0 : 2));
    CHECK(at.stats().refused == (is_short ? 1 : 0));
    CHECK(at.stats().queued_updates == (is_short ? 0 : 2));
    CHECK(at.stats().breaker == (is_short ? breaker_state::open : breaker_state::half_open));
    if (is_short) CHECK(at.leave(body));
    return is_short;
  });
  CHECK(shortages > 0);
}
