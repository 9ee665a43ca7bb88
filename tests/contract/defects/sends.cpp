#include <algorithm>
#include <string>

#include "contract/defects/defect.hpp"

namespace waybill_test {

namespace {

using rows = std::vector<std::optional<waybill::tracked_message>>;

struct reversing_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  rows load_rows(std::span<const waybill::row_key> asked) override {
    auto found = forwarding_store::load_rows(asked);
    std::reverse(found.begin(), found.end());
    return found;
  }
};

struct lonely_row_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  bool add_rows(std::span<const waybill::new_row> given) override {
    std::vector<waybill::new_row> altered{given.begin(), given.end()};
    for (auto& each : altered) each.contact.clear();
    return forwarding_store::add_rows(altered);
  }
};

struct recounting_row_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  bool add_rows(std::span<const waybill::new_row> given) override {
    for (const auto& each : given) {
      const auto row = forwarding_store::load_rows({&each.key, 1}).front();
      if (!row) continue;
      auto again = touch(*row);
      again.campaign.sent = 1;
      static_cast<void>(forwarding_store::apply({&again, 1}));
    }
    return forwarding_store::add_rows(given);
  }
};

struct contactless_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  std::optional<waybill::campaign_stats> read_campaign(const waybill::campaign_key& of) override {
    auto told = forwarding_store::read_campaign(of);
    if (told) told->total_contacts = 0;
    return told;
  }
};

struct hospitable_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  bool add_rows(std::span<const waybill::new_row> given) override {
    std::vector<waybill::new_row> altered{given.begin(), given.end()};
    for (auto& each : altered) {
      if (!read_campaign({each.key.tenant, each.campaign})) each.campaign.clear();
    }
    return forwarding_store::add_rows(altered);
  }
};

struct credulous_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  bool knows_instance(const waybill::instance_key&) override { return true; }
};

}  // namespace

std::vector<defect> send_defects() {
  using c = waybill::change;
  return {
      {"answers rows in another order",
       is<reversing_store>(),
       {"rows are found by their own ids in the order asked"}},
      {"makes rows without a contact", is<lonely_row_store>(), {"a new row is pending"}},
      {"counts a row that is there again",
       is<recounting_row_store>(),
       {"a row that is there already stays as it is"}},
      {"makes rows of a campaign that is not there",
       is<hospitable_store>(),
       {"a row of a campaign that is not there is not made"}},
      {"knows every instance", is<credulous_store>(), {"an instance is known by its name"}},
      {"does not count contacts",
       is<contactless_store>(),
       {"a new row is one contact of its campaign", "a campaign is told with contacts and counters",
        "of threads that make the same row, one makes it"}},
      {"forgets through whom it was sent",
       alters([](c& each) {
         if (each.send) each.send->instance.clear();
       }),
       {"a send gives its row an id and an instance"}},
      {"takes every id for a sent message",
       alters([](c& each) {
         if (each.send) each.next_status = waybill::message_status::sent;
       }),
       {"a row gets the id of a message that is still to be sent"}},
      {"starts over for every send",
       alters([](c& each) {
         if (each.send) each.send->restarts = true;
       }),
       {"a send that does not restart keeps the times"}},
      {"never starts over",
       alters([](c& each) {
         if (each.send) each.send->restarts = false;
       }),
       {"a send that restarts clears times and reason",
        "a refused resend fails with its own reason"}},
      {"does not count sends for the instance",
       alters([](c& each) {
         if (each.send) each.instance = {};
       }),
       {"a send moves the gauges of its new instance"}},
  };
}

}  // namespace waybill_test
