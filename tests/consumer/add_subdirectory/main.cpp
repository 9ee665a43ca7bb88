#include <waybill/soci/postgres_store.hpp>
#include <waybill/soci/schema.hpp>
#include <waybill/soci/sqlite_store.hpp>
#include <waybill/testing/failing_store.hpp>
#include <waybill/testing/manual_clock.hpp>
#include <waybill/testing/memory_world.hpp>
#include <waybill/testing/store_contract.hpp>
#include <waybill/waybill.hpp>

int main() {
  waybill::memory_store store;
  const waybill::tracker tracker{store};
  return tracker.handle("not JSON").http_status == 400 ? 0 : 1;
}
