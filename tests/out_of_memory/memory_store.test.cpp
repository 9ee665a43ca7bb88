#include <chrono>
#include <cstddef>
#include <new>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/memory_store.hpp>
#include <waybill/testing/contract/describe.hpp>

#include "out_of_memory/scarce_shop.hpp"

using namespace waybill_test;
using waybill::testing::describe;

namespace {

/// Names and texts that are too long to fit into a string itself.
const std::string distant = "a name that needs memory of its own, ";
const waybill::campaign_key whole_campaign{distant + "tenant", distant + "campaign"};
const waybill::instance_key sender{whole_campaign.tenant, distant + "instance"};

[[nodiscard]] waybill::row_key row_of(std::size_t n) {
  return {whole_campaign.tenant, distant + "row " + std::to_string(n)};
}

/// A send of a row: it moves the row to another message id, counts, and is logged.
[[nodiscard]] waybill::change send_of_row(std::size_t n) {
  waybill::change result;
  result.key = row_of(n);
  result.expected_message_id = distant + "old id " + std::to_string(n);
  result.send = {distant + "new id " + std::to_string(n), sender.name, false};
  result.next_status = waybill::message_status::failed;
  result.reason = {"131026", distant + "reason"};
  result.campaign.failed = 1;
  result.instance.failed = 1;
  result.interacted_at = waybill::time_point{std::chrono::days{20'001}};
  result.log = {{waybill::log_type::message_failed,
                 result.expected_message_id,
                 waybill::message_status::pending,
                 waybill::message_status::failed,
                 false,
                 result.reason,
                 {}}};
  return result;
}

/// Two pending rows.
struct long_names {
  waybill::memory_store store;

  long_names() {
    store.catalog()->add_campaign(whole_campaign);
    store.catalog()->add_instance(sender);
    store.catalog()->add_contact({sender.tenant, "contact"}, "Ana");
    for (const std::size_t n : {1U, 2U}) {
      store.add_message({.key = row_of(n),
                         .message_id = distant + "old id " + std::to_string(n),
                         .campaign = whole_campaign.campaign,
                         .contact = "contact"});
    }
  }

  /// All that can be read of it.
  [[nodiscard]] std::string contents() {
    auto result = describe::of(store.sends()->load_rows(std::vector{row_of(1), row_of(2)}));
    for (const auto* const id : {"old id 1", "new id 1", "old id 2", "new id 2"}) {
      const waybill::message_key key{sender.tenant, distant + id};
      result += describe::of(store.load({&key, 1}).front());
    }
    result += describe::of(store.reports()->read_campaign(whole_campaign));
    result += describe::of(store.reports()->read_instance(sender));
    result += describe::of(store.log(whole_campaign));
    result += describe::of(store.last_interaction({sender.tenant, "contact"}));
    return result;
  }
};

}  // namespace

TEST_CASE("where memory runs out, the memory store applies all changes of a call or none") {
  const std::vector changes{send_of_row(1), send_of_row(2)};
  long_names untouched;
  const auto before = untouched.contents();
  long_names moved;
  CHECK(moved.store.apply(changes).empty());
  const auto after = moved.contents();
  CHECK(before != after);
  const auto shortages = for_each_shortage([&](std::size_t served, shortage how) {
    CAPTURE(served);
    long_names here;
    bool failed = false;
    {
      const scarce_memory memory{served, how};
      try {
        static_cast<void>(here.store.apply(changes));
      } catch (const std::bad_alloc&) {
        failed = true;
      }
    }
    CHECK(here.contents() == (failed ? before : after));
    if (failed) CHECK(here.store.apply(changes).empty());
    CHECK(here.contents() == after);
    return failed;
  });
  CHECK(shortages > 20);
}
