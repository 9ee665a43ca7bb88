// Plays the shared day in a SQLite file: worker FILE POLICY SEED; or sends its
// messages: worker FILE sender NAME.

#include <string>

#include <waybill/soci/sqlite_store.hpp>

#include "support/day_worker.hpp"
#include "support/sender_worker.hpp"

int main(int count, char** arguments) {
  if (count != 4) return 2;
  waybill::sqlite_store store{arguments[1]};
  if (std::string{arguments[2]} == "sender") {
    return waybill_test::send_the_rest(store, arguments[3]);
  }
  return waybill_test::play_day(store, arguments[2], arguments[3]);
}
