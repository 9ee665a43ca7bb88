// Plays the shared day in a SQLite file: worker FILE POLICY SEED.

#include <waybill/soci/sqlite_store.hpp>

#include "support/day_worker.hpp"

int main(int count, char** arguments) {
  if (count != 4) return 2;
  waybill::sqlite_store store{arguments[1]};
  return waybill_test::play_day(store, arguments[2], arguments[3]);
}
