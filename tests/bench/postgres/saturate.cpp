#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "race.hpp"
#include "streams.hpp"

namespace waybill_bench {

namespace {

constexpr std::size_t turn_of_baseline = 2'000;

/// One contender, with a yard of its own.
struct place {
  place(waybill_test::cluster& server, const settings& chosen)
      : where(server, chosen.messages, 1) {}

  void enter(std::string name, std::unique_ptr<contender> who, std::size_t turn) {
    seen = {std::move(name), &where, std::move(who), turn};
  }

  yard where;
  side seen{};
};

/// So that nothing is refused.
[[nodiscard]] intake_options with_room_for(std::size_t most, intake_options options) {
  options.max_queued_updates = std::max(options.max_queued_updates, 4 * most);
  return options;
}

void race_with_baselines(waybill_test::cluster& server, const settings& chosen,
                         const intake_options& options, std::size_t most, side& ours,
                         report_card& card) {
  place hand{server, chosen};
  hand.enter("two connections by hand in libpq",
             libpq_side_by_side(hand.where, 2, options.max_batch), ours.batch);
  place rows{server, chosen};
  rows.enter("row at a time, 16 connections",
             in_flight(queueing(rows.where, statements::sent_each_time), most), turn_of_baseline);
  place careful{server, chosen};
  careful.enter("the same, statements prepared",
                in_flight(queueing(careful.where, statements::prepared), most), turn_of_baseline);
  race({&ours, &hand.seen, &rows.seen, &careful.seen}, chosen.rounds);
  for (const auto* each : {&rows, &careful, &hand}) card.rate(each->seen);
  card.at_least("submit against row at a time", ratio(ours, rows.seen), 34);
  card.at_least("submit against the same, prepared", ratio(ours, careful.seen), 22);
  card.at_least("submit against two connections by hand", ratio(ours, hand.seen), 0.9);
}

}  // namespace

void saturate(waybill_test::cluster& server, const settings& chosen, const stream_settings& how,
              std::size_t most, report_card& card) {
  // So the turns of one race tell that each message was delivered, and those of the next its read.
  const auto turn = chosen.messages / (chosen.rounds + 1);
  const auto options = with_room_for(most, how.options);
  place ours{server, chosen};
  auto submits = submitting(ours.where, mail::reports, options);
  const auto& ingestor = *submits;
  ours.enter("ingestor::submit", in_flight(std::move(submits), most), turn);
  card.title(fmt::format("{} in flight, {} messages in one campaign, {} writer(s), batches of {}",
                         most, chosen.messages, options.writers, options.max_batch));
  if (how.alone) {
    race({&ours.seen}, chosen.rounds);
  } else {
    race_with_baselines(server, chosen, options, most, ours.seen, card);
  }
  card.rate(ours.seen);
  card.figure("updates that were committed together", fmt::format("{:.0f}", ingestor.mean_batch()));
  const auto delivered = ours.seen.rates;
  forget(ours.seen);
  race({&ours.seen}, chosen.rounds);
  ours.seen.name = "ingestor::submit, messages are read";
  card.rate(ours.seen);
  card.at_least("reads against deliveries",
                spread_of(ours.seen.rates).median / spread_of(delivered).median, 0.92);
  ours.where.check();
}

void saturate_with_traffic(waybill_test::cluster& server, const settings& chosen,
                           const stream_settings& how, std::size_t most, report_card& card) {
  const auto turn = chosen.messages / (chosen.rounds + 1);
  const auto options = with_room_for(most, how.options);
  place known{server, chosen};
  known.enter("known messages alone",
              in_flight(submitting(known.where, mail::reports, options), most), turn);
  place mixed{server, chosen};
  mixed.enter("traffic mix", in_flight(submitting(mixed.where, mail::traffic, options), most),
              turn / traffic_webhooks);
  mixed.seen.webhooks = traffic_webhooks;
  race({&known.seen, &mixed.seen}, chosen.rounds);
  card.title(fmt::format("{} in flight, what a gateway posts, webhooks/s", most));
  card.rate(known.seen);
  card.rate(mixed.seen);
  card.at_least("traffic mix against known messages", ratio(mixed.seen, known.seen), 1);
}

}  // namespace waybill_bench
