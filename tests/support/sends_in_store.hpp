#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/tracker.hpp>

#include "support/faulty_shop.hpp"

// What recording sends comes to in any store that makes its own rows.
namespace waybill_test {

/// `Store` has a unique index on the message ids. One of ten sends has the id of a message that is
/// on record, another that of a send beside it.
template <typename Store>
void reject_taken_ids_alone(Store& store) {
  store.catalog()->add_campaign({tenant, campaign});
  store.catalog()->add_instance({tenant, instance});
  pause_recorder clock;
  const waybill::tracker tracker{store, {.clock = &clock}};
  CHECK(tracker.record_sent(send_of("old", "M-old")).ok());
  std::vector<waybill::sent_message> sends;
  for (std::size_t i = 0; i < 10; ++i) {
    sends.push_back(send_of("row-" + std::to_string(i), "M-" + std::to_string(i)));
  }
  sends[4].response = gateway_answer("M-old");
  sends[8].response = gateway_answer("M-2");
  const auto results = tracker.record_sent(sends);
  CHECK(clock.pauses.empty());  // nothing was tried again
  for (std::size_t i = 0; i < sends.size(); ++i) {
    CAPTURE(i);
    const bool is_taken = i == 4 || i == 8;
    CHECK((results[i].outcome == waybill::send_outcome::rejected) == is_taken);
    CHECK(results[i].ok() != is_taken);
  }
  CHECK(store.reports()->read_campaign({tenant, campaign})->counters ==
        waybill::campaign_delta{.sent = 9});
  CHECK(store.reports()->audit({tenant, campaign})->holds());
}

/// Nothing is made for a campaign that is not there, and nothing is missing once it is.
template <typename Store>
void wait_for_the_campaign(Store& store) {
  const waybill::tracker tracker{store};
  const std::vector sends{send_of("row-1", "M-1"), send_of("row-2", "M-2")};
  for (const auto& each : tracker.record_sent(sends)) {
    CHECK(each.outcome == waybill::send_outcome::unknown_campaign);
  }
  store.catalog()->add_campaign({tenant, campaign});
  for (const auto& each : tracker.record_sent(sends)) CHECK(each.ok());
  CHECK(store.reports()->read_campaign({tenant, campaign})->total_contacts == 2);
  CHECK(store.reports()->audit({tenant, campaign})->drift() == waybill::campaign_delta{});
}

}  // namespace waybill_test
