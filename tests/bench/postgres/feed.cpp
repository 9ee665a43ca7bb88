#include "feed.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <waybill/feed_store.hpp>
#include <waybill/soci/postgres_store.hpp>
#include <waybill/testing/contract/together.hpp>

#include "contenders.hpp"
#include "race.hpp"
#include "taker.hpp"
#include "yard.hpp"

namespace waybill_bench {

namespace {

using wall_clock = std::chrono::system_clock;

/// A contender, with a yard of its own.
struct place {
  place(waybill_test::cluster& server, const settings& chosen, const layout& tables)
      : where(server, chosen.messages, 1, tables) {}

  void submit(const stream_settings& how, std::size_t most, std::size_t turn) {
    auto options = how.options;
    options.max_queued_updates = std::max(options.max_queued_updates, 4 * most);
    enter(in_flight(submitting(where, mail::reports, options), most), turn);
  }
  void enter(std::unique_ptr<contender> who, std::size_t turn) {
    seen = {"", &where, std::move(who), turn};
  }

  yard where;
  side seen{};
};

void tell(report_card& card, place& without, place& with, double bound) {
  without.seen.name = "without a feed";
  with.seen.name = "with one";
  card.rate(without.seen);
  card.rate(with.seen);
  card.at_least("with a feed against without", ratio(with.seen, without.seen), bound);
  without.where.check();
  with.where.check();
}

/// A listener that notes when it read how far.
class listener {
 public:
  explicit listener(const yard& where)
      : store_(where.url(), where.options()), follows_([this] { follow(); }) {}
  ~listener() { stop(); }
  listener(const listener&) = delete;
  listener& operator=(const listener&) = delete;

  void stop() {
    stops_ = true;
    if (follows_.joinable()) follows_.join();
  }

  /// The time from its commit to its reading of each entry, in seconds.
  [[nodiscard]] std::vector<double> lags(const std::string& url) const {
    std::vector<double> result;
    auto read = read_.begin();
    for (const auto& batch :
         waybill_test::observer{url}.run("SELECT last_place, cardinality(log_ids),"
                                         " extract(epoch FROM pg_xact_commit_timestamp(xmin))"
                                         " FROM waybill.feed_batch ORDER BY last_place")) {
      while (read != read_.end() && read->through < std::stoull(batch[0])) ++read;
      if (read == read_.end()) throw std::logic_error{"the listener missed something"};
      result.insert(result.end(), std::stoul(batch[1]), read->at - std::stod(batch[2]));
    }
    return result;
  }

 private:
  struct reading {
    waybill::log_id through;
    double at;
  };

  void follow() {
    using namespace std::chrono_literals;
    auto& feed = *store_.feed();
    waybill::log_id place = 0;
    for (;;) {
      const bool is_last = stops_;
      if (!feed.wait_feed(yard::tenant, place, is_last ? 0ms : 1s)) {
        if (is_last) return;
        continue;
      }
      place = feed.read_feed(yard::tenant, place, 1000).next;
      const auto now = wall_clock::now().time_since_epoch();
      read_.push_back({place, std::chrono::duration<double>(now).count()});
    }
  }

  waybill::postgres_store store_;
  std::vector<reading> read_;
  std::atomic<bool> stops_ = false;
  std::thread follows_;
};

void measure_lag(waybill_test::cluster& server, const settings& chosen, const stream_settings& how,
                 std::size_t most, const layout& tables, report_card& card) {
  place fed{server, chosen, tables};
  listener who{fed.where};
  fed.submit(how, most, chosen.messages / (chosen.rounds + 1));
  race({&fed.seen}, chosen.rounds);
  who.stop();
  card.title(fmt::format("{} in flight, and a listener that {}", most,
                         tables.tells_feed ? "is told" : "looks five times a second"));
  fed.seen.name = "ingestor::submit, with a feed";
  card.rate(fed.seen);
  const auto lags = who.lags(fed.where.url());
  card.figure("p50 from commit to reading, in ms",
              fmt::format("{:.2f}", 1000 * spread_of(lags).median));
  card.at_most("p99 from commit to reading, in ms", 1000 * p99(lags), 1000);
}

}  // namespace

void measure_feed(waybill_test::cluster& server, const settings& chosen, const stream_settings& how,
                  std::size_t most, report_card& card) {
  const auto turn = chosen.messages / (chosen.rounds + 1);
  {
    place without{server, chosen, own_layout()};
    place with{server, chosen, fed_layout()};
    without.submit(how, most, turn);
    with.submit(how, most, turn);
    race({&without.seen, &with.seen}, chosen.rounds);
    card.title(fmt::format("{} in flight, {} messages in one campaign", most, chosen.messages));
    tell(card, without, with, 0.97);
  }
  constexpr std::size_t callers = 64;
  {
    place without{server, chosen, own_layout()};
    place with{server, chosen, fed_layout()};
    without.enter(make_ingestor_crowd(without.where, callers).who, turn);
    with.enter(make_ingestor_crowd(with.where, callers).who, turn);
    race({&without.seen, &with.seen}, chosen.rounds);
    card.title(fmt::format("{} callers, {} messages in one campaign", callers, chosen.messages));
    tell(card, without, with, 0.97);
  }
  measure_lag(server, chosen, how, most, fed_layout(), card);
  measure_lag(server, chosen, how, most, told_layout(), card);
}

}  // namespace waybill_bench
