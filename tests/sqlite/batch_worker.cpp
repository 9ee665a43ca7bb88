// Applies a campaign's deliveries in batches and tells each that was acknowledged:
//
//   batch_worker FILE FIRST        writes a line with the batch's number once `apply` returned
//
// It is there to be killed.

#include <cstddef>
#include <string>
#include <vector>

#include <unistd.h>

#include <waybill/soci/sqlite_store.hpp>

#include "sqlite/batches.hpp"

int main(int count, char** arguments) {
  if (count != 3) return 2;
  waybill::sqlite_store store{arguments[1]};
  for (auto batch = std::stoul(arguments[2]); batch < waybill_test::batch_count; ++batch) {
    static_cast<void>(store.apply(waybill_test::deliveries_of(batch)));
    const auto line = std::to_string(batch) + '\n';
    if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) return 1;
  }
  return 0;
}
