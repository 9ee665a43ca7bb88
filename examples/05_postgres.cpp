// A campaign in PostgreSQL, with waybill's own tables. Run it again: nothing is counted twice.
#include <chrono>
#include <iostream>

#include <waybill/soci/postgres_store.hpp>
#include <waybill/waybill.hpp>

void run(const std::string& connection) {
  waybill::postgres_store store{connection};  // "host=db.internal dbname=app", or postgresql://…
  store.migrate();                            // makes the tables; safe on every start
  waybill::tracker tracker{store};

  store.catalog()->add_campaign({"shop", "spring sale"});
  store.catalog()->add_instance({"shop", "shop-1"});
  const auto sent = tracker.record_sent({.origin = {"shop"},
                                         .row = "1001",
                                         .instance = "shop-1",
                                         .response = R"({"key": {"id": "3EB0D41C9A7E5B60F28341"}})",
                                         .campaign = "spring sale"});
  if (!sent.ok()) std::cerr << "not recorded: " << to_string(sent.outcome) << '\n';
  const auto reply = tracker.handle(
      R"({"event": "messages.update", "instance": "shop-1",
          "data": {"keyId": "3EB0D41C9A7E5B60F28341", "status": "READ"}})",
      {"shop"});

  const auto campaign = tracker.campaign_stats({"shop", "spring sale"});
  const auto instance = tracker.instance_stats({"shop", "shop-1"});
  std::cout << reply.http_status << ": " << campaign->counters.sent << " sent, "
            << campaign->delivery_rate() << "% delivered, " << campaign->read_rate()
            << "% of them read, health of shop-1 " << instance->health_score << '\n';

  // From a timer: nothing else shortens the log.
  const auto ninety_days_ago = std::chrono::floor<std::chrono::microseconds>(
      std::chrono::system_clock::now() - std::chrono::days{90});
  while (store.reports()->remove_log("shop", ninety_days_ago, 10'000) != 0) {
  }
}

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::cerr << "Usage: 05_postgres CONNECTION, such as \"host=db.internal dbname=app\"\n";
    return 2;
  }
  run(argv[1]);
} catch (const waybill::store_error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
