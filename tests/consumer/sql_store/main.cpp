#include <waybill/soci/postgres_store.hpp>
#include <waybill/soci/schema.hpp>
#include <waybill/waybill.hpp>

// Nobody listens on port 1: the store links, connects when it is first used, and says so.
int main() {
  waybill::postgres_store store{"host=127.0.0.1 port=1 dbname=none"};
  const waybill::tracker tracker{store, {.deadline = std::chrono::milliseconds{100}}};
  const auto reply = tracker.handle(
      R"({"event": "messages.update", "data": {"keyId": "3EB0", "status": "READ"}})");
  return reply.http_status == 503 && !waybill::postgres_migrations().empty() ? 0 : 1;
}
