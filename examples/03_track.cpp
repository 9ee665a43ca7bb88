// A send is recorded, its webhooks come late, twice and in the wrong order, and the numbers are
// right.
#include <iostream>

#include <waybill/waybill.hpp>

int main() {
  waybill::memory_store store;
  store.catalog()->add_campaign({"shop", "spring sale"});
  store.catalog()->add_contact({"shop", "42"}, "Ana");
  waybill::tracker tracker{store};

  const auto sent = tracker.record_sent({.origin = {"shop"},
                                         .row = "1001",
                                         .response = R"({"key": {"id": "3EB0D41C9A7E5B60F28341"}})",
                                         .campaign = "spring sale",
                                         .contact = "42"});
  if (!sent.ok()) std::cerr << "not recorded: " << to_string(sent.outcome) << '\n';

  const char* const body = R"({"event": "messages.update", "instance": "shop-1",
      "data": {"keyId": "3EB0D41C9A7E5B60F28341", "status": "READ"}})";
  for (int copy = 0; copy < 2; ++copy) {
    const auto reply = tracker.handle(body, {"shop"});
    std::cout << reply.http_status << ' ' << reply.body << '\n';
  }

  const auto stats = tracker.campaign_stats({"shop", "spring sale"});
  std::cout << stats->counters.sent << " sent, " << stats->counters.delivered << " delivered, "
            << stats->counters.read << " read\n";
}
