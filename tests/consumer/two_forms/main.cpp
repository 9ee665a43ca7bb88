#include <string_view>

#include <waybill/memory_store.hpp>
#include <waybill/tracker.hpp>

#if !defined(WAYBILL_COMPILED)
#error "this file is of the compiled form"
#endif

int handle_header_only(waybill::store& store, std::string_view body);

// A store of the one form, its messages moved by a tracker of the other.
int main() {
  waybill::memory_store store;
  store.catalog()->add_campaign({"", "spring"});
  store.add_message({.key = {"", "1"},
                     .message_id = "3EB0",
                     .campaign = "spring",
                     .status = waybill::message_status::sent});
  const auto* const body =
      R"({"event": "messages.update", "data": {"keyId": "3EB0", "status": "READ"}})";
  if (handle_header_only(store, body) != 0) return 1;
  const auto stats = waybill::tracker{store}.campaign_stats({"", "spring"});
  return stats && stats->counters.read == 1 ? 0 : 1;
}
