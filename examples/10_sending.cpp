// Messages get their ids before they are posted, and what the gateway answers decides what to do.
#include <iostream>
#include <map>
#include <string>

#include <waybill/waybill.hpp>

namespace {

/// What the gateway answers, by the id that it is given.
std::string post(const std::string& id) {
  static const std::map<std::string, std::string> answers{
      {"3EB0A1", R"({"key": {"id": "3EB0A1"}})"},
      {"3EB0A2", R"({"status": 500, "response": {"message": "Timed Out"}})"},
      {"3EB0A3", R"({"status": 500, "response": {"message": "Connection Closed"}})"},
      {"3EB0A4", R"({"status": 400, "response": {"message": [{"exists": false}]}})"}};
  return answers.at(id);
}

void send(const waybill::tracker& tracker, const std::string& row, const std::string& id) {
  const auto intent = tracker.intend({.origin = {"shop"},
                                      .row = row,
                                      .instance = "shop-1",
                                      .message_id = id,
                                      .campaign = "spring sale"});
  if (intent.outcome != waybill::send_outcome::intended) return;

  const auto result = tracker.record_sent(
      {.origin = {"shop"}, .row = row, .instance = "shop-1", .response = post(intent.message_id)});
  std::cout << row << ": " << to_string(result.outcome);
  if (!result.reason.empty()) std::cout << ", " << result.reason.text;
  std::cout << '\n';
}

}  // namespace

int main() {
  waybill::memory_store store;
  store.catalog()->add_campaign({"shop", "spring sale"});
  store.catalog()->add_instance({"shop", "shop-1"});
  const waybill::tracker tracker{store};
  for (int n = 1; n <= 4; ++n) {
    send(tracker, "row " + std::to_string(n), "3EB0A" + std::to_string(n));
  }

  // The second message went out all the same.
  const auto reply = tracker.handle(R"({"event": "messages.update", "instance": "shop-1",
      "data": {"keyId": "3EB0A2", "status": "DELIVERY_ACK"}})",
                                    {"shop"});
  std::cout << reply.body << '\n';

  const auto counters = tracker.campaign_stats({"shop", "spring sale"})->counters;
  std::cout << counters.sent << " sent, " << counters.delivered << " delivered, " << counters.failed
            << " failed\n";
  const auto instance = tracker.instance_stats({"shop", "shop-1"});
  std::cout << "last error: " << instance->last_error << '\n';
}
