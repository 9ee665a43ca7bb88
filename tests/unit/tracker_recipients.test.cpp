// Pages of recipients and the story of one message, asked of a tracker.

#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

#include <waybill/memory_store.hpp>
#include <waybill/store_error.hpp>
#include <waybill/testing/manual_clock.hpp>
#include <waybill/tracker.hpp>

#include "support/campaign.hpp"
#include "support/minimal_store.hpp"

using namespace waybill_test;
using waybill::message_status;

namespace {

/// Fails each question about recipients once.
class stuttering_store final : public waybill::forwarding_store {
 public:
  using forwarding_store::forwarding_store;
  waybill::recipient_page read_recipients(const waybill::campaign_key& campaign,
                                          const waybill::recipient_query& query) override {
    if (++calls_ % 2 == 1) {
      throw waybill::store_error{waybill::store_failure::retry_safe, "read_recipients: not now"};
    }
    return forwarding_store::read_recipients(campaign, query);
  }

 private:
  int calls_ = 0;
};

/// A campaign of that many sent messages, and three that were read at its end.
void fill(waybill::memory_store& store, int sent) {
  store.catalog()->add_campaign({tenant, "long"});
  for (int n = 0; n < sent + 3; ++n) {
    waybill::tracked_message row;
    row.key = {tenant, std::to_string(100'000 + n)};
    row.campaign = "long";
    row.status = n < sent ? message_status::sent : message_status::read;
    store.add_message(row);
  }
}

}  // namespace

TEST_CASE("a tracker fills a page of recipients in however many steps that takes") {
  waybill::memory_store inner;
  fill(inner, 2500);
  const waybill::recipient_query read{.status = message_status::read, .limit = 2};
  const auto step = inner.reports()->read_recipients({tenant, "long"}, read);
  CHECK(step.recipients.empty());
  CHECK_FALSE(step.next.empty());

  stuttering_store store{inner};
  waybill::testing::manual_clock clock{waybill::time_point{}};
  const waybill::tracker tracker{store, {.clock = &clock}};
  const auto page = tracker.recipients({tenant, "long"}, read);
  REQUIRE(page.recipients.size() == 2);
  CHECK(page.recipients.front().key.row == "102500");
  auto rest = read;
  rest.after = page.next;
  const auto last = tracker.recipients({tenant, "long"}, rest);
  CHECK(last.recipients.size() == 1);
  CHECK(last.next.empty());
}

TEST_CASE("a tracker tells a message by its row and by its id") {
  shop here;
  here.send("row_1", "M1");
  here.report("M1", waybill::receipt::read);
  const auto story = here.tracker.find_message({tenant, "row_1"});
  REQUIRE(story);
  CHECK((story->message.status == message_status::read));
  CHECK(story->log.size() == 3);
  CHECK(here.tracker.find_messages({tenant, "M1"}).size() == 1);
  CHECK(here.tracker.find_messages({tenant, "M2"}).empty());
}

TEST_CASE("a store without reports has no recipients to ask for") {
  minimal_store store{{}};
  const waybill::tracker tracker{store};
  CHECK_THROWS_AS(static_cast<void>(tracker.recipients({tenant, "spring"})), std::logic_error);
}
