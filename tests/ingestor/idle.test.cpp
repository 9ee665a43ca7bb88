#include <chrono>
#include <thread>

#include <doctest/doctest.h>
#include <sys/resource.h>

#include "support/ingest_shop.hpp"

using namespace waybill_test;
using namespace std::chrono_literals;

namespace {

struct spent {
  std::chrono::microseconds processor{};
  long wakings = 0;
};

/// By all threads of this process so far.
[[nodiscard]] spent spent_so_far() {
  rusage use{};
  ::getrusage(RUSAGE_SELF, &use);
  const auto time_of = [](const timeval& part) {
    return std::chrono::seconds{part.tv_sec} + std::chrono::microseconds{part.tv_usec};
  };
  return {time_of(use.ru_utime) + time_of(use.ru_stime), use.ru_nvcsw};
}

}  // namespace

TEST_CASE("an idle ingestor uses no processor time") {
  auto options = patient();
  options.writers = 4;
  ingest_shop here{1, options};
  CHECK(here.ingestor.handle(read_of(0), {tenant, {}}).http_status == 200);
  const auto before = spent_so_far();
  // The wait is what is measured.
  std::this_thread::sleep_for(500ms);
  const auto after = spent_so_far();
  CHECK(after.processor - before.processor < 20ms);
  CHECK(after.wakings - before.wakings < 20);
}
