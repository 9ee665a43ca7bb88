// What a server calls: where it sends, in the route of the webhook, and from a timer.
#include <iostream>

#include <waybill/waybill.hpp>

void my_logger(waybill::severity, std::string_view text, const waybill::log_ids&) {
  std::cerr << text << '\n';
}
void respond(int status, const std::string& body) { std::cout << status << ' ' << body << '\n'; }
void publish(const waybill::status_transition& moved) {
  std::cout << "row " << moved.key.row << " is now " << to_string(moved.new_status) << '\n';
}

int main() {
  waybill::memory_store store;
  store.catalog()->add_campaign({"shop", "spring sale"});
  // What your server has at hand: whose request it is, its own ids, and what the gateway told it.
  const std::string tenant = "shop";
  const std::string campaign = "spring sale";
  const std::string row = "1001";
  const std::string answer = R"({"key": {"id": "3EB0D41C9A7E5B60F28341"}})";
  const std::string request_body = R"({"event": "messages.update", "instance": "shop-1",
      "data": {"keyId": "3EB0D41C9A7E5B60F28341", "status": "DELIVERY_ACK"}})";

  waybill::tracker tracker{store, {.on_log = my_logger}};

  const auto sent = tracker.record_sent(
      {.origin = {tenant}, .row = row, .response = answer, .campaign = campaign});
  if (!sent.ok()) std::cerr << "not recorded: " << to_string(sent.outcome) << '\n';
  auto reply = tracker.handle(request_body, {tenant});  // the tenant never comes from the body
  respond(reply.http_status, reply.body);
  for (const auto& moved : reply.transitions) publish(moved);  // what really changed, after commit
  tracker.sweep();  // from a timer: settles early updates
}
