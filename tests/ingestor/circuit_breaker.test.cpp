#include <chrono>

#include <doctest/doctest.h>

#include <waybill/impl/service/circuit_breaker.hpp>

using waybill::breaker_state;
using waybill::detail::circuit_breaker;
using namespace std::chrono_literals;

namespace {

constexpr circuit_breaker::time start{};

/// Opens after three failures, for a second.
circuit_breaker opened() {
  circuit_breaker breaker{3, 1s};
  for (int i = 0; i < 3; ++i) breaker.failed(start);
  return breaker;
}

}  // namespace

TEST_CASE("a breaker opens after so many failures in a row and not before") {
  circuit_breaker breaker{3, 1s};
  breaker.failed(start);
  breaker.failed(start);
  CHECK(breaker.state() == breaker_state::closed);
  CHECK(breaker.admits(start));
  breaker.failed(start);
  CHECK(breaker.state() == breaker_state::open);
  CHECK_FALSE(breaker.admits(start));
  CHECK(breaker.openings() == 1);
}

TEST_CASE("a success between failures begins the row anew") {
  circuit_breaker breaker{3, 1s};
  for (int i = 0; i < 10; ++i) {
    breaker.failed(start);
    breaker.failed(start);
    breaker.succeeded();
  }
  CHECK(breaker.state() == breaker_state::closed);
}

TEST_CASE("after the pause one may pass and nobody else until it is heard of") {
  auto breaker = opened();
  CHECK_FALSE(breaker.admits(start + 999ms));
  CHECK(breaker.admits(start + 1s));
  CHECK(breaker.state() == breaker_state::half_open);
  CHECK_FALSE(breaker.admits(start + 1s));
  CHECK_FALSE(breaker.admits(start + 1999ms));
}

TEST_CASE("a probe that succeeds closes the breaker") {
  auto breaker = opened();
  CHECK(breaker.admits(start + 1s));
  breaker.succeeded();
  CHECK(breaker.state() == breaker_state::closed);
  breaker.failed(start + 2s);
  CHECK(breaker.admits(start + 2s));
}

TEST_CASE("a probe that fails opens the breaker for another pause") {
  auto breaker = opened();
  CHECK(breaker.admits(start + 1s));
  breaker.failed(start + 3s);
  CHECK(breaker.state() == breaker_state::open);
  CHECK(breaker.openings() == 2);
  CHECK_FALSE(breaker.admits(start + 3999ms));
  CHECK(breaker.admits(start + 4s));
}

TEST_CASE("a probe that nothing is heard of is followed by another one") {
  auto breaker = opened();
  CHECK(breaker.admits(start + 1s));
  CHECK(breaker.admits(start + 2s));
}

TEST_CASE("what began before the breaker opened neither closes nor prolongs it") {
  auto breaker = opened();
  breaker.succeeded();
  CHECK(breaker.state() == breaker_state::open);
  breaker.failed(start + 900ms);
  CHECK(breaker.openings() == 1);
  CHECK(breaker.admits(start + 1s));
}
