#include <algorithm>
#include <chrono>

#include <waybill/testing/contract/scene.hpp>

#include "contract/defects/defect.hpp"

namespace waybill_test {

namespace {

using place = waybill::log_id;
using waybill::feed_page;

struct repeating_feed final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  feed_page read_feed(std::string_view tenant, place after, std::size_t limit) override {
    return forwarding_store::read_feed(tenant, after == 0 ? 0 : after - 1, limit);
  }
};

struct campaignless_feed final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  feed_page read_feed(std::string_view tenant, place after, std::size_t limit) override {
    auto page = forwarding_store::read_feed(tenant, after, limit);
    for (auto& each : page.entries) each.campaign.clear();
    return page;
  }
};

struct impatient_feed final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  bool wait_feed(std::string_view /*tenant*/, place /*after*/,
                 std::chrono::milliseconds /*at_most*/) override {
    return true;
  }
};

struct silent_feed final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  feed_page read_feed(std::string_view tenant, place after, std::size_t limit) override {
    auto page = forwarding_store::read_feed(tenant, after, limit);
    page.removed_through = 0;
    return page;
  }
};

struct credulous_feed final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  feed_page read_feed(std::string_view tenant, place after, std::size_t limit) override {
    auto page = forwarding_store::read_feed(tenant, after, limit);
    page.last = std::max(page.last, after);
    return page;
  }
};

struct tenant_blind_feed final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  feed_page read_feed(std::string_view tenant, place after, std::size_t limit) override {
    auto page = forwarding_store::read_feed(tenant, after, limit);
    return page.entries.empty() ? forwarding_store::read_feed(
                                      waybill::testing::contract::scene::stranger, after, limit)
                                : page;
  }
};

/// Goes on from the newest entry, and not from the last one that it told.
struct hasty_feed final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  feed_page read_feed(std::string_view tenant, place after, std::size_t limit) override {
    auto page = forwarding_store::read_feed(tenant, after, limit);
    page.next = std::max(page.last, after);
    return page;
  }
};

}  // namespace

std::vector<defect> feed_defects() {
  return {
      {"tells the last entry again",
       is<repeating_feed>(),
       {"the feed tells every entry once, in the order in which it happened"}},
      {"feeds without campaigns", is<campaignless_feed>(), {"the feed tells what the log has"}},
      {"does not wait", is<impatient_feed>(), {"a listener waits for the next entry"}},
      {"keeps to itself what was removed",
       is<silent_feed>(),
       {"a listener behind what was removed is told"}},
      {"believes any place", is<credulous_feed>(), {"a place that the feed has no more is told"}},
      {"feeds another tenant's entries", is<tenant_blind_feed>(), {"tenants are fed apart"}},
      {"goes on from the newest entry",
       is<hasty_feed>(),
       {"a feed that many write loses and doubles nothing"}},
  };
}

}  // namespace waybill_test
