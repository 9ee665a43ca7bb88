#include <waybill/soci/postgres_store.hpp>
#include <waybill/soci/schema.hpp>
#include <waybill/soci/sqlite_store.hpp>
#include <waybill/waybill.hpp>

// Nobody listens on port 1, and there is no such file: the stores link, and look for what they
// stand on when they are first used.
int main() {
  waybill::postgres_store store{"host=127.0.0.1 port=1 dbname=none"};
  const waybill::tracker tracker{store, {.deadline = std::chrono::milliseconds{100}}};
  const auto reply = tracker.handle(
      R"({"event": "messages.update", "data": {"keyId": "3EB0", "status": "READ"}})");
  waybill::sqlite_store in_file{"no-such-folder/waybill.db"};
  const auto steps = waybill::sqlite_migrations().size();
  if (steps == 0 || in_file.pending_migrations() != steps) return 1;
  return reply.http_status == 503 && !waybill::postgres_migrations().empty() ? 0 : 1;
}
