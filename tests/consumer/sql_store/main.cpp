#include <chrono>
#include <string_view>

#include <waybill/soci/postgres_store.hpp>
#include <waybill/soci/schema.hpp>
#include <waybill/soci/sqlite_store.hpp>
#include <waybill/waybill.hpp>

namespace {

// Where the library is shared, neither goes without saying: that the deadline of this thread
// reaches it, and that what it throws is caught as what it is.
bool heeds_deadline(waybill::store& store) {
  const waybill::deadline_scope over{std::chrono::steady_clock::now() - std::chrono::seconds{1}};
  const waybill::message_key key{"shop", "3EB0"};
  try {
    static_cast<void>(store.load({&key, 1}));
  } catch (const waybill::store_error& error) {
    return std::string_view{error.what()}.find("deadline") != std::string_view::npos;
  }
  return false;
}

}  // namespace

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
  if (!heeds_deadline(store) || !heeds_deadline(in_file)) return 2;
  return reply.http_status == 503 && !waybill::postgres_migrations().empty() ? 0 : 1;
}
