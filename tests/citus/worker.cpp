// Plays the shared day on a cluster: worker URL POLICY SEED.

#include <waybill/soci/postgres_store.hpp>

#include "support/day_worker.hpp"

int main(int count, char** arguments) {
  if (count != 4) return 2;
  waybill::postgres_store store{arguments[1], {.one_tenant_statements = true}};
  return waybill_test::play_day(store, arguments[2], arguments[3]);
}
