// The rules alone: what a report does to a message. One header, no store, the standard library.
#include <initializer_list>
#include <iostream>

#include <waybill/transition.hpp>

constexpr auto late = waybill::decide({waybill::message_status::read}, waybill::receipt::delivered);
static_assert(late.verdict == waybill::verdict::already_processed);
static_assert(late.campaign == waybill::campaign_delta{});

int main() {
  using enum waybill::receipt;
  waybill::message_state message{waybill::message_status::pending};
  waybill::campaign_delta counters;
  // A gateway's day: the read overtakes the delivery, everything comes twice.
  for (const auto what : {sent, sent, read, delivered, read, failed, failed}) {
    const auto decision = waybill::decide(message, what);
    message = decision.next;
    counters += decision.campaign;
    std::cout << to_string(what) << ": " << to_string(decision.verdict) << ", the message is "
              << to_string(*message.status) << '\n';
  }
  std::cout << counters.sent << " sent, " << counters.delivered << " delivered, " << counters.read
            << " read, " << counters.failed << " failed\n";
}
