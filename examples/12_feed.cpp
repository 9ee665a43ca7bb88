// A listener that misses nothing: it keeps its place beside what it did.
#include <chrono>
#include <iostream>
#include <string>
#include <thread>

#include <waybill/waybill.hpp>

const std::string tenant = "shop";

/// Whatever must be told of every transition, and the place that is kept with it.
struct listener {
  waybill::log_id place = 0;  // stored in the same transaction as what was done

  void take(const waybill::feed_page& page) {
    if (page.last < place) std::cerr << "the database was set back: begin at " << page.last << '\n';
    if (page.removed_through != 0) std::cerr << "missed up to " << page.removed_through << '\n';
    for (const auto& [campaign, logged] : page.entries) {
      std::cout << campaign << ": row " << logged.row << " is "
                << to_string(logged.entry.new_status) << '\n';
    }
    place = page.next;
  }
};

void report(const waybill::tracker& tracker, const std::string& status) {
  const auto body =
      R"({"event": "messages.update", "data": {"keyId": "3EB0", "status": ")" + status + R"("}})";
  static_cast<void>(tracker.handle(body, {tenant}));
}

int main() {
  using namespace std::chrono_literals;
  waybill::memory_store store;
  store.catalog()->add_campaign({tenant, "spring sale"});
  const waybill::tracker tracker{store};

  std::jthread listening{[&](const std::stop_token& stop) {
    auto& feed = *store.feed();
    listener one;
    while (!stop.stop_requested() || feed.wait_feed(tenant, one.place, 0ms)) {
      if (!feed.wait_feed(tenant, one.place, 250ms)) continue;
      one.take(feed.read_feed(tenant, one.place, 100));
    }
  }};

  static_cast<void>(tracker.record_sent({.origin = {tenant},
                                         .row = "7",
                                         .response = R"({"key": {"id": "3EB0"}})",
                                         .campaign = "spring sale"}));
  report(tracker, "DELIVERY_ACK");
  report(tracker, "READ");
}
