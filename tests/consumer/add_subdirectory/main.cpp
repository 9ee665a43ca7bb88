#include <waybill/waybill.hpp>

int main() {
  waybill::memory_store store;
  const waybill::tracker tracker{store};
  return tracker.handle("not JSON").http_status == 400 ? 0 : 1;
}
