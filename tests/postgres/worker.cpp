// One of several processes that take the same day of webhooks: worker URL POLICY SEED.
// Records the sends and handles the reports of `shared_day`, all shuffled by the seed.

#include <algorithm>
#include <cstdio>
#include <random>
#include <string>

#include <waybill/soci/postgres_store.hpp>

#include "postgres/shared_day.hpp"

int main(int count, char** arguments) {
  if (count != 4) return 2;
  waybill::postgres_store store{arguments[1]};
  waybill::tracker_options options;
  options.policy = waybill::find_policy(arguments[2]).value();
  const waybill::tracker tracker{store, options};
  auto day = waybill_test::shared_day();
  std::shuffle(day.begin(), day.end(),
               std::minstd_rand{static_cast<unsigned>(std::stoul(arguments[3]))});
  for (const auto& each : day) {
    if (waybill_test::play(tracker, each)) continue;
    std::fputs("worker: not acknowledged\n", stderr);
    return 1;
  }
  static_cast<void>(tracker.sweep());
  return 0;
}
