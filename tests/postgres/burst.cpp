// A process that takes a burst of webhooks through an ingestor, and writes the number of each that
// was acknowledged to its standard output: burst URL MESSAGES.

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include <unistd.h>

#include <waybill/soci/postgres_store.hpp>
#include <waybill/testing/contract/together.hpp>
#include <waybill/waybill.hpp>

#include "postgres/traffic.hpp"
#include "support/webhooks.hpp"

int main(int argc, char** argv) {
  using waybill_test::traffic;
  if (argc != 3) return 2;
  const std::size_t messages = std::stoul(argv[2]);
  waybill::postgres_store store{argv[1]};
  const waybill::tracker tracker{store};
  waybill::ingestor ingestor{tracker};
  std::atomic<std::size_t> next = 0;
  const std::function<void()> call = [&] {
    for (auto mine = next++; mine < messages; mine = next++) {
      const auto body = waybill_test::webhook(waybill_test::shape::v2, "shop-1",
                                              traffic::message_id(mine), waybill::receipt::read);
      if (ingestor.handle(body, {traffic::tenant, {}}).http_status != 200) continue;
      const auto line = std::to_string(mine) + '\n';
      // One write each: what is in the pipe survives this process.
      if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) ::_exit(3);
    }
  };
  waybill::testing::contract::run_together(std::vector(32, call));
  return 0;
}
