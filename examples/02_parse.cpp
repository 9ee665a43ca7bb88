// A body becomes updates, and issues for what was wrong in it: a bad item never hides the good
// ones.
#include <iostream>

#include <waybill/dialects/evolution.hpp>
#include <waybill/parse.hpp>

int main() {
  const auto report = waybill::parse(waybill::evolution(), R"({
    "event": "messages.update", "instance": "shop-1", "data": [
      {"keyId": "3EB0D41C9A7E5B60F28341", "status": "DELIVERY_ACK"},
      {"keyId": "3EB0A5527CE981D3F4B06E", "status": "TELEPORTED"},
      {"keyId": "", "status": "READ"},
      {"keyId": "3EB07F1B22D6C8E09A3455", "status": "DELETED"},
      {"keyId": "3EB0C96E08F7A1B24D5533", "status": "READ"}]})");

  std::cout << report.items << " items of " << report.event << '\n';
  for (const auto& update : report.updates) {
    std::cout << update.item << ": " << update.message_id << " was " << to_string(update.receipt)
              << ", says " << update.instance << '\n';
  }
  for (const auto& ignored : report.ignored) {
    std::cout << ignored.item << ": " << to_string(ignored.reason) << '\n';
  }
  for (const auto& issue : report.issues) {
    std::cout << issue.item << ": " << to_string(issue.code) << " at " << issue.pointer << ", "
              << issue.message << '\n';
  }
  return report.items == 5 ? 0 : 1;
}
