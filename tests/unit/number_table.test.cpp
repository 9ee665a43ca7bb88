#include <cstdint>
#include <limits>

#include <doctest/doctest.h>

#include <waybill/dialects/number_table.hpp>

using namespace waybill;

static_assert(reference_numbers.find(0) == receipt::failed);
static_assert(reference_numbers.find(1) == receipt::pending);
static_assert(reference_numbers.find(2) == receipt::delivered);
static_assert(reference_numbers.find(3) == receipt::read);

static_assert(baileys_numbers.find(0) == receipt::failed);
static_assert(baileys_numbers.find(1) == receipt::pending);
static_assert(baileys_numbers.find(2) == receipt::sent);
static_assert(baileys_numbers.find(3) == receipt::delivered);
static_assert(baileys_numbers.find(4) == receipt::read);
static_assert(baileys_numbers.find(5) == receipt::played);

TEST_CASE("the reference knows no fourth and fifth status") {
  CHECK_FALSE(reference_numbers.find(4).has_value());
  CHECK_FALSE(reference_numbers.find(5).has_value());
}

TEST_CASE("numbers outside a table mean nothing") {
  using limits = std::numeric_limits<std::int64_t>;
  for (const auto& table : {reference_numbers, baileys_numbers}) {
    for (const std::int64_t number :
         {std::int64_t{-1}, std::int64_t{6}, limits::min(), limits::max()}) {
      CAPTURE(number);
      CHECK_FALSE(table.find(number).has_value());
    }
  }
}
