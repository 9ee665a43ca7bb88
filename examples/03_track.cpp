// The whole of it in memory: a send is recorded, and its webhook arrives twice.
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
  if (!sent.ok()) return 1;  // to_string(sent.outcome) says why

  const char* const body = R"({"event": "messages.update", "instance": "shop-1",
      "data": {"keyId": "3EB0D41C9A7E5B60F28341", "status": "READ"}})";
  for (int copy = 0; copy < 2; ++copy) std::cout << tracker.handle(body, {"shop"}).body << '\n';

  const auto counters = tracker.campaign_stats({"shop", "spring sale"})->counters;
  std::cout << counters.sent << " sent, " << counters.delivered << " delivered, " << counters.read
            << " read\n";
}
