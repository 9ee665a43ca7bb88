// Callers who wait for each answer before they bring the next webhook.

#include "callers.hpp"

#include <cstddef>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "contenders.hpp"
#include "race.hpp"
#include "report_card.hpp"
#include "settings.hpp"
#include "yard.hpp"

namespace waybill_bench {

namespace {

constexpr std::size_t turn_of_ingestor = 10'000;
constexpr std::size_t turn_of_baseline = 2'000;

/// A crowd of callers in front of an ingestor with a yard of its own.
struct ingest_side {
  ingest_side(waybill_test::cluster& server, std::string name, std::size_t messages,
              std::size_t campaigns, std::size_t callers)
      : where(server, messages, campaigns),
        crowd(make_ingestor_crowd(where, callers)), seen{std::move(name), &where,
                                                         std::move(crowd.who),
                                                         callers == 1 ? turn_of_baseline
                                                                      : turn_of_ingestor} {}

  yard where;
  ingestor_crowd crowd;
  side seen;
};

/// The same callers, a row at a time.
struct baseline_side {
  baseline_side(waybill_test::cluster& server, std::string name, const settings& chosen,
                std::size_t campaigns, std::size_t callers, statements how)
      : where(server, chosen.messages, campaigns), seen{std::move(name), &where,
                                                        row_at_a_time_crowd(where, how, callers),
                                                        turn_of_baseline} {}

  yard where;
  side seen;
};

[[nodiscard]] double p99_ms(const side& who) { return p99(who.who->waits()) * 1000; }

void row_at_a_time(waybill_test::cluster& server, const settings& chosen, report_card& card,
                   std::size_t callers, std::size_t campaigns, double bound) {
  ingest_side ours{server, "ingestor::handle", chosen.messages, campaigns, callers};
  baseline_side theirs{server,  "row at a time, 16 connections", chosen, campaigns,
                       callers, statements::sent_each_time};
  baseline_side careful{
      server, "the same, statements prepared", chosen, campaigns, callers, statements::prepared};
  race({&ours.seen, &theirs.seen, &careful.seen}, chosen.rounds);
  card.title(
      fmt::format("{} callers, {} messages, {} campaign(s)", callers, chosen.messages, campaigns));
  for (const auto* each : {&theirs.seen, &careful.seen, &ours.seen}) {
    card.rate(*each);
    card.figure("  p99 of a caller's wait", fmt::format("{:.1f} ms", p99_ms(*each)));
  }
  card.figure("updates that were committed together",
              fmt::format("{:.0f}", ours.crowd.mean_batch()));
  card.at_least("ingestor against row at a time", ratio(ours.seen, theirs.seen), bound);
  card.compare("ingestor against the same, prepared", ratio(ours.seen, careful.seen));
  card.at_most("p99 against row at a time", p99_ms(ours.seen) / p99_ms(theirs.seen), 0.1);
  ours.where.check();
  theirs.where.check();
}

void ceiling(waybill_test::cluster& server, const settings& chosen, report_card& card) {
  ingest_side ours{server, "ingestor::handle", chosen.messages, 1, 64};
  static_cast<void>(ours.seen.who->take(ours.where.next(turn_of_ingestor)));
  const auto formed = static_cast<std::size_t>(ours.crowd.mean_batch());
  yard crowded{server, chosen.messages, 1};
  side like{"one writer by hand in libpq", &crowded, libpq_crowd(crowded, 64), turn_of_ingestor};
  yard lonely{server, chosen.messages, 1};
  side bare{"the same, no load and no callers", &lonely, libpq_ceiling(lonely), formed,
            turn_of_ingestor / formed};
  race({&ours.seen, &like, &bare}, chosen.rounds);
  card.title(fmt::format("64 callers, batches of {}", formed));
  for (const auto* each : {&like, &bare, &ours.seen}) card.rate(*each);
  card.at_least("ingestor against one writer by hand", ratio(ours.seen, like), 0.75);
  card.compare("ingestor against the same, no load and no callers", ratio(ours.seen, bare));
}

void alone(waybill_test::cluster& server, const settings& chosen, report_card& card) {
  ingest_side ours{server, "ingestor::handle", chosen.messages, 1, 1};
  yard bare{server, chosen.messages, 1};
  side handle{"tracker::handle", &bare, tracker_handle(bare), turn_of_baseline};
  race({&ours.seen, &handle}, chosen.rounds);
  card.title("One caller alone");
  card.rate(handle);
  card.rate(ours.seen);
  card.at_most("time of one call, ingestor against tracker", ratio(handle, ours.seen).median, 1.3);
}

void over_campaigns(waybill_test::cluster& server, const settings& chosen, report_card& card) {
  ingest_side one{server, "1 campaign", chosen.messages, 1, 64};
  ingest_side ten{server, "10 campaigns", chosen.messages, 10, 64};
  ingest_side hundred{server, "100 campaigns", chosen.messages, 100, 64};
  race({&one.seen, &ten.seen, &hundred.seen}, chosen.rounds);
  card.title("64 callers, over the number of campaigns");
  for (const auto* each : {&one.seen, &ten.seen, &hundred.seen}) card.rate(*each);
  card.at_least("10 campaigns against one", ratio(ten.seen, one.seen), 0.6);
  card.at_least("100 campaigns against one", ratio(hundred.seen, one.seen), 0.6);
  card.at_least("one campaign against 100", ratio(one.seen, hundred.seen), 0.6);
}

void over_sizes(waybill_test::cluster& server, const settings& chosen, report_card& card) {
  const auto many = chosen.full ? 5'000'000 : 10 * chosen.messages;
  ingest_side few{server, fmt::format("{} messages", chosen.messages), chosen.messages, 100, 64};
  ingest_side lots{server, fmt::format("{} messages", many), many, 100, 64};
  race({&few.seen, &lots.seen}, chosen.rounds);
  card.title("64 callers, over the size of the table, 100 campaigns");
  card.rate(few.seen);
  card.rate(lots.seen);
  card.at_least("many messages against few", ratio(lots.seen, few.seen), 0.6);
}

}  // namespace

void measure_traffic(waybill_test::cluster& server, const settings& chosen, report_card& card) {
  constexpr std::size_t callers = 64;
  constexpr auto of_traffic = turn_of_ingestor / traffic_webhooks;
  ingest_side known{server, "known messages alone", chosen.messages, 1, callers};
  yard empty{server, chosen.messages, 1, empty_layout()};
  yard full{server, chosen.messages, 1};
  full.fill_parking(waybill::tracker_options{}.parking_cap);
  yard fresh{server, chosen.messages, 1};
  yard crowded{server, chosen.messages, 1};
  crowded.fill_parking(waybill::tracker_options{}.parking_cap);
  const auto strangers = [&](yard& where) { return make_stranger_crowd(where, callers).who; };
  const auto mixed = [&](yard& where) { return make_traffic_crowd(where, callers).who; };
  side young{"unknown messages, empty schema", &empty, strangers(empty), turn_of_ingestor};
  side at_cap{"unknown messages, parking at its cap", &full, strangers(full), turn_of_ingestor};
  side mix{"traffic mix", &fresh, mixed(fresh), of_traffic, 1, traffic_webhooks};
  side mix_at_cap{
      "traffic mix, parking at its cap", &crowded, mixed(crowded), of_traffic, 1, traffic_webhooks};
  race({&known.seen, &young, &at_cap, &mix, &mix_at_cap}, chosen.rounds);
  card.title(fmt::format("{} callers, what a gateway posts, webhooks/s", callers));
  const std::vector<const side*> others{&young, &at_cap, &mix, &mix_at_cap};
  card.rate(known.seen);
  card.figure("  p99 of a caller's wait", fmt::format("{:.1f} ms", p99_ms(known.seen)));
  for (const auto* each : others) {
    card.rate(*each);
    card.figure("  p99 of a caller's wait", fmt::format("{:.1f} ms", p99_ms(*each)));
    card.at_least("  against known messages", ratio(*each, known.seen), 1);
    card.at_most("  p99 against that of known messages", p99_ms(*each) / p99_ms(known.seen), 3);
  }
}

void keep_busy(waybill_test::cluster& server, const settings& chosen) {
  ingest_side ours{server, "ingestor", chosen.messages, 1, 64};
  race({&ours.seen}, chosen.rounds);
}

void measure_callers(waybill_test::cluster& server, const settings& chosen, report_card& card) {
  measure_traffic(server, chosen, card);
  row_at_a_time(server, chosen, card, 64, 1, 9);
  row_at_a_time(server, chosen, card, 256, 1, 12);
  row_at_a_time(server, chosen, card, 64, 100, 4.5);
  ceiling(server, chosen, card);
  alone(server, chosen, card);
  over_campaigns(server, chosen, card);
  over_sizes(server, chosen, card);
}

}  // namespace waybill_bench
