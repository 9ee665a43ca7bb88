// The pace of a campaign in whatever order its reports come.

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <doctest/doctest.h>

#include <waybill/memory_store.hpp>
#include <waybill/testing/contract/pace.hpp>

using namespace waybill::testing::contract;
using waybill::receipt;

namespace {

using dated_report = std::pair<receipt, waybill::time_point>;

/// Applies reports one after the other to a message that was sent, and returns what was kept.
waybill::campaign_pace pace_after(const std::array<dated_report, 5>& reports) {
  waybill::memory_store store;
  store.catalog()->add_campaign({"", "c"});
  waybill::tracked_message row{.key = {"", "r"},
                               .message_id = "M",
                               .campaign = "c",
                               .status = waybill::message_status::sent};
  row.times.sent_at = waybill::testing::contract::at(0);
  store.add_message(row);
  const waybill::message_key key{"", "M"};
  for (const auto& [what, when] : reports) {
    const auto stored = store.load({&key, 1}).front().front();
    const auto moved = promises::reported(stored, what, when, waybill::policy::order_independent());
    if (moved) CHECK(store.apply({&*moved, 1}).empty());
  }
  return store.reports()->read_pace({"", "c"}).value();
}

}  // namespace

TEST_CASE("whatever the order of a message's reports, its campaign ends at the same pace") {
  std::array<dated_report, 5> reports{
      dated_report{receipt::sent, waybill::testing::contract::at(-3)},
      dated_report{receipt::delivered, waybill::testing::contract::at(40)},
      dated_report{receipt::delivered, waybill::testing::contract::at(45)},
      dated_report{receipt::read, waybill::testing::contract::at(4000)},
      dated_report{receipt::failed, waybill::testing::contract::at(70)}};
  std::sort(reports.begin(), reports.end());
  const auto expected = pace_after(reports);
  CHECK(expected.to_delivered.total() == 1);
  CHECK(expected.to_read.total() == 1);
  CHECK(expected.awaited() == 0);
  do {
    CHECK(pace_after(reports) == expected);
  } while (std::next_permutation(reports.begin(), reports.end()));
}
