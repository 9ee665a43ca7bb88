// A campaign in a SQLite file, which needs no server. Run it again: nothing is counted twice.
#include <iostream>

#include <waybill/soci/sqlite_store.hpp>
#include <waybill/waybill.hpp>

int main() {
  waybill::sqlite_store store{"waybill.db"};
  store.migrate();  // makes the file; safe on every start
  waybill::tracker tracker{store};

  store.catalog()->add_campaign({"shop", "spring sale"});
  const auto sent = tracker.record_sent({.origin = {"shop"},
                                         .row = "1001",
                                         .response = R"({"key": {"id": "3EB0D41C9A7E5B60F28341"}})",
                                         .campaign = "spring sale"});
  if (!sent.ok()) std::cerr << "not recorded: " << to_string(sent.outcome) << '\n';
  const auto reply = tracker.handle(
      R"({"event": "messages.update", "instance": "shop-1",
          "data": {"keyId": "3EB0D41C9A7E5B60F28341", "status": "READ"}})",
      {"shop"});
  const auto counters = tracker.campaign_stats({"shop", "spring sale"})->counters;
  std::cout << reply.http_status << ": " << counters.sent << " sent, " << counters.read
            << " read\n";
}
