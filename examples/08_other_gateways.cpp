// Another gateway than Evolution API: Twilio's answer to a send, and its webhook, which is a form.
#include <iostream>
#include <optional>

#include <waybill/dialects/twilio.hpp>
#include <waybill/waybill.hpp>

int main() {
  waybill::memory_store store;
  store.catalog()->add_campaign({"shop", "spring sale"});

  waybill::tracker tracker{store, {.dialect = waybill::twilio()}};
  const auto sent = tracker.record_sent({.origin = {"shop"},
                                         .row = "1001",
                                         .response = R"({"sid": "SM01", "status": "queued"})",
                                         .campaign = "spring sale"});
  if (!sent.ok()) std::cerr << "not recorded: " << to_string(sent.outcome) << '\n';

  for (const auto* const body :
       {"MessageSid=SM01&MessageStatus=delivered&To=whatsapp%3A%2B15550100123",
        "MessageSid=SM01&MessageStatus=undelivered&ErrorCode=63024&To=whatsapp%3A%2B15550100123"}) {
    const auto reply = tracker.handle(body, {"shop"}, std::nullopt,
                                      "application/x-www-form-urlencoded");  // its Content-Type
    std::cout << reply.http_status << ' ' << reply.body << '\n';
  }

  // Whose body is it? A tracker's warnings tell it too.
  const auto found = waybill::recognise(
      R"({"event": "message.ack", "session": "shop-1", "payload": {"id": "true_1@c.us_A", "ack": 2}})");
  std::cout << found.provider << "'s dialect is " << found.dialect << '\n';
}
