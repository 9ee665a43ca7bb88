// What an ingestor takes, beside a handler that treats each webhook by itself: starts a server of
// its own with default durability, and removes it.

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "callers.hpp"
#include "feed.hpp"
#include "report_card.hpp"
#include "settings.hpp"
#include "streams.hpp"
#include "yard.hpp"

namespace {

using waybill_bench::mail;
using waybill_bench::report_card;
using waybill_bench::settings;
using waybill_bench::stream_settings;

/// What is measured; all of it where nothing is named.
struct choice {
  std::size_t in_flight = 0;
  double rate = 0;
  bool open = false;
  bool traffic = false;
  bool callers = false;
  bool busy = false;
  bool feed = false;
  std::string picture{};
};

constexpr std::size_t usually_in_flight = 2048;

void add_options(CLI::App& app, choice& what, stream_settings& how) {
  app.add_option("--in-flight", what.in_flight, "Only keep so many webhooks in flight");
  app.add_option("--rate", what.rate, "Only let webhooks come at so many a second");
  app.add_flag("--open", what.open, "Only find the highest rate that is held, p99 below 50 ms");
  app.add_flag("--traffic", what.traffic, "Only what else a gateway posts; also with the above");
  app.add_flag("--callers", what.callers, "Only callers that wait for each answer");
  app.add_flag("--busy", what.busy, "Only keep 64 callers busy, for a profiler to look at");
  app.add_flag("--feed", what.feed, "Only what a feed costs, and how far its listener is behind");
  app.add_option("--picture", what.picture, "Only write the columns of rates.gnuplot to a file");
  app.add_option("--seconds", how.seconds, "That a rate is held for")->capture_default_str();
  app.add_flag("--alone", how.alone, "Without what ingestor::submit is compared with");
  app.add_option("--writers", how.options.writers, "Of submit's ingestor")->capture_default_str();
  app.add_option("--max-batch", how.options.max_batch, "The same")->capture_default_str();
  app.add_option_function<int>(
      "--linger", [&](int ms) { how.options.linger = std::chrono::milliseconds{ms}; },
      "The same, in milliseconds");
  app.add_option("--cache-bytes", how.options.cache_bytes, "The same")->capture_default_str();
  app.add_flag("!--nameless", how.options.names_contact, "Its replies do not name the contact");
}

void saturate_as_chosen(waybill_test::cluster& server, const settings& chosen,
                        const stream_settings& how, std::size_t most, report_card& card) {
  if (how.what == mail::traffic) return saturate_with_traffic(server, chosen, how, most, card);
  saturate(server, chosen, how, most, card);
}

void measure(waybill_test::cluster& server, const settings& chosen, const choice& what,
             const stream_settings& how, report_card& card) {
  if (what.feed) return measure_feed(server, chosen, how, usually_in_flight, card);
  if (what.in_flight != 0) return saturate_as_chosen(server, chosen, how, what.in_flight, card);
  if (what.rate != 0) return hold_a_rate(server, chosen, how, what.rate, card);
  if (what.open) return hold_the_highest(server, chosen, how, card);
  if (what.callers) return measure_callers(server, chosen, card);
  if (what.traffic) return measure_traffic(server, chosen, card);
  if (what.busy) return keep_busy(server, chosen);
  if (!what.picture.empty()) return draw_rates(server, chosen, how, what.picture);
  saturate(server, chosen, how, usually_in_flight, card);
  saturate_with_traffic(server, chosen, how, usually_in_flight, card);
  measure_callers(server, chosen, card);
  hold_the_highest(server, chosen, how, card);
}

}  // namespace

int main(int count, char** arguments) {
  settings chosen;
  choice what;
  stream_settings how;
  CLI::App app{"Measures waybill's ingestor beside handlers that treat each webhook by itself."};
  waybill_bench::add_options(app, chosen);
  add_options(app, what, how);
  CLI11_PARSE(app, count, arguments);
  if (what.traffic) how.what = mail::traffic;
  try {
    report_card card;
    const std::string tuned{waybill_bench::tuned_for_the_machine};
    waybill_test::cluster server{what.feed ? tuned + "\ntrack_commit_timestamp = on" : tuned};
    waybill_bench::make_log_files(server);
    measure(server, chosen, what, how, card);
    return chosen.check && !card.passed() ? 1 : 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "waybill_ingestor_bench: {}\n", error.what());
    return 2;
  }
}
