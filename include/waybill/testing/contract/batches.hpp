#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <waybill/testing/contract/scene.hpp>

namespace waybill::testing::contract {

namespace promises {

inline constexpr std::size_t large = 10'000;

[[nodiscard]] inline std::vector<change> deliveries(const std::vector<tracked_message>& rows) {
  std::vector<change> result;
  for (const auto& row : rows) result.push_back(delivered(row));
  return result;
}

inline void a_large_batch_counts_up(scene& s) {
  const auto batch = deliveries(s.add_rows(large));
  const auto counted = s.counters();
  s.land(batch);
  s.expect_equal(s.counters() - counted, {.delivered = large}, "every change is counted");
  if (s.keeps(part::log)) s.expect_equal(s.log().size(), large, "every change is in the log");
  s.expect_equal(s.apply(batch).size(), large, "all of it loses the second time");
  s.expect_equal(s.counters() - counted, {.delivered = large}, "and counts nothing");
}

inline void a_large_batch_spreads_out(scene& s) {
  std::vector<std::string> campaigns;
  std::vector<tracked_message> rows;
  for (std::size_t n = 1; n <= large; ++n) {
    campaigns.push_back(s.id(n));
    rows.push_back(s.row(n));
    rows.back().campaign = campaigns.back();
  }
  s.world().add_campaigns(s.tenant, std::span{campaigns}.subspan(2));  // two are there
  s.world().add_messages(rows);
  s.land(deliveries(rows));
  const std::vector<campaign_delta> own(large, {.sent = 1, .delivered = 1});
  s.expect(s.world().counters_of(s.tenant, campaigns) == own,
           "each campaign has the count of its own row");
}

/// A row with one dangling reference lands; so does its neighbour.
inline void expect_passed_over(scene& s, tracked_message row) {
  const auto neighbour = s.add_row(900);
  const auto counted = s.counters();
  row.contact_name.clear();
  s.world().add_message(row);
  const auto before = s.counters();
  s.land({delivered(row), delivered(neighbour)});
  s.expect_equal(s.now(row).status, message_status::delivered, "the row lands");
  s.expect_equal(s.now(neighbour).status, message_status::delivered, "and its neighbour");
  const std::int64_t campaign_gains = row.campaign == s.campaign() ? 2 : 1;
  s.expect_equal(s.counters() - before, {.delivered = campaign_gains},
                 "the campaign counts its own");
  s.expect(before.sent - counted.sent == campaign_gains - 1, "the world counts what it adds");
}

template <std::string tracked_message::*Field>
void none_is_passed_over(scene& s) {
  auto row = s.row(1);
  row.*Field = "";
  expect_passed_over(s, row);
}

template <std::string tracked_message::*Field>
void gone_is_passed_over(scene& s) {
  auto row = s.row(1);
  row.*Field = s.id(987'654);
  expect_passed_over(s, row);
}

}  // namespace promises

[[nodiscard]] inline std::vector<promise> batch_promises() {
  using namespace promises;
  using row = tracked_message;
  const std::vector<part> unattached{part::unattached_rows};
  const std::vector<part> dangling{part::dangling_rows};
  return {
      {"ten thousand changes of one campaign land at once", a_large_batch_counts_up},
      {"ten thousand changes of as many campaigns land at once", a_large_batch_spreads_out},
      {"a row without a campaign lands", none_is_passed_over<&row::campaign>, unattached},
      {"a row without an instance lands", none_is_passed_over<&row::instance>, unattached},
      {"a row without a contact lands", none_is_passed_over<&row::contact>, unattached},
      {"a campaign that is gone is passed over", gone_is_passed_over<&row::campaign>, dangling},
      {"an instance that is gone is passed over", gone_is_passed_over<&row::instance>, dangling},
      {"a contact that is gone is passed over", gone_is_passed_over<&row::contact>, dangling},
  };
}

}  // namespace waybill::testing::contract
