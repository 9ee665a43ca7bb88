// How fast messages move in PostgreSQL, each figure beside another from the same run: starts a
// server of its own with default durability, and removes it.

#include <cstddef>
#include <cstdio>
#include <exception>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "contenders.hpp"
#include "race.hpp"
#include "report_card.hpp"
#include "settings.hpp"
#include "yard.hpp"

namespace {

using waybill_bench::race;
using waybill_bench::ratio;
using waybill_bench::report_card;
using waybill_bench::settings;
using waybill_bench::side;
using waybill_bench::statements;
using waybill_bench::yard;

constexpr std::size_t batch = 256;
constexpr auto counts_statements =
    "\nshared_preload_libraries = pg_stat_statements\npg_stat_statements.track = none";

/// Statements that one update takes, transactions' own included.
[[nodiscard]] double round_trips(yard& where, waybill_bench::contender& who) {
  constexpr std::size_t updates = 200;
  waybill_test::observer look{where.url()};
  const auto database = look.value("SELECT current_database()");
  look.script("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
  look.script("ALTER SYSTEM SET pg_stat_statements.track = 'top'");
  look.script("SELECT pg_reload_conf()");
  static_cast<void>(who.take(where.next(updates)));  // by then the setting is known
  const auto calls = [&] {
    return std::stod(look.value(
        "SELECT coalesce(sum(calls), 0) FROM pg_stat_statements s JOIN pg_database d ON d.oid ="
        " s.dbid WHERE d.datname = current_database() AND query NOT LIKE '%pg_stat_statements%'"));
  };
  const auto before = calls();
  static_cast<void>(who.take(where.next(updates)));
  const auto after = calls();
  look.script("ALTER SYSTEM RESET pg_stat_statements.track");
  look.script("SELECT pg_reload_conf()");
  return (after - before) / static_cast<double>(updates);
}

void one_at_a_time(waybill_test::cluster& server, const settings& chosen, report_card& card) {
  yard ours{server, chosen.messages, 1};
  yard theirs{server, chosen.messages, 1};
  yard prepared{server, chosen.messages, 1};
  side handle{"tracker::handle", &ours, tracker_handle(ours), 1000};
  side baseline{"row at a time", &theirs, row_at_a_time(theirs, statements::sent_each_time), 1000};
  side careful{"row at a time, statements prepared", &prepared,
               row_at_a_time(prepared, statements::prepared), 1000};
  race({&handle, &baseline, &careful}, chosen.rounds);
  card.title(fmt::format("One webhook after the other, {} messages", chosen.messages));
  card.rate(baseline);
  card.rate(careful);
  card.rate(handle);
  card.at_least("tracker::handle against row at a time", ratio(handle, baseline), 1.5);
  card.compare("tracker::handle against the same, prepared", ratio(handle, careful));
  card.at_most("statements for each update", round_trips(ours, *handle.who), 3);
  ours.check();
  theirs.check();
}

void in_batches(waybill_test::cluster& server, const settings& chosen, report_card& card) {
  const auto messages = chosen.full ? 1'000'000 : chosen.messages;
  yard ours{server, messages, 1};
  yard ceilings{server, messages, 1};
  yard theirs{server, messages, 1};
  side apply{"postgres_store::apply", &ours, store_apply(ours), batch, 40};
  side ceiling{"by hand in libpq", &ceilings, libpq_ceiling(ceilings), batch, 40};
  side baseline{"row at a time", &theirs, row_at_a_time(theirs, statements::sent_each_time), 1000};
  race({&apply, &ceiling, &baseline}, chosen.rounds);
  card.title(fmt::format("Batches of {}, {} messages in one campaign", batch, messages));
  card.rate(baseline);
  card.rate(ceiling);
  card.rate(apply);
  card.at_least("apply against row at a time", ratio(apply, baseline), 15);
  card.at_least("apply against by hand in libpq", ratio(apply, ceiling), 0.75);
  const auto wal = ours.wal_bytes();
  constexpr std::size_t more = 40;
  for (std::size_t i = 0; i < more; ++i) static_cast<void>(apply.who->take(ours.next(batch)));
  card.figure("write-ahead log for each update",
              fmt::format("{:.0f} bytes", (ours.wal_bytes() - wal) / (more * batch)));
  apply.who.reset();  // its last statistics are told when it leaves
  card.at_least("heap-only updates of messages", ours.hot_share(), 0.95);
  ours.check();
  ceilings.check();
}

void over_sizes(waybill_test::cluster& server, const settings& chosen, report_card& card) {
  const auto many = chosen.full ? 5'000'000 : 10 * chosen.messages;
  yard small{server, chosen.messages, 100};
  yard large{server, many, 100};
  side few{fmt::format("{} messages", chosen.messages), &small, store_apply(small), batch, 30};
  side lots{fmt::format("{} messages", many), &large, store_apply(large), batch, 30};
  race({&few, &lots}, chosen.rounds);
  card.title(fmt::format("Batches of {}, over the size of the table, 100 campaigns", batch));
  card.rate(few);
  card.rate(lots);
  card.at_least("many messages against few", ratio(lots, few), 0.6);
}

void over_campaigns(waybill_test::cluster& server, const settings& chosen, report_card& card) {
  yard one{server, chosen.messages, 1};
  yard hundred{server, chosen.messages, 100};
  side hot{"one campaign", &one, store_apply(one), batch, 30};
  side spread_out{"100 campaigns", &hundred, store_apply(hundred), batch, 30};
  race({&hot, &spread_out}, chosen.rounds);
  card.title(fmt::format("Batches of {}, over the number of campaigns", batch));
  card.rate(hot);
  card.rate(spread_out);
  card.at_least("one campaign against 100", ratio(hot, spread_out), 0.7);
  card.at_least("100 campaigns against one", ratio(spread_out, hot), 0.7);
}

void on_existing_tables(waybill_test::cluster& server, const settings& chosen, report_card& card) {
  yard own{server, chosen.messages, 1};
  yard existing{server, chosen.messages, 1, waybill_bench::reference_layout()};
  side ours{"waybill's own tables", &own, store_apply(own), batch, 30};
  side theirs{"the reference handler's", &existing, store_apply(existing), batch, 30};
  race({&ours, &theirs}, chosen.rounds);
  card.title(fmt::format("Batches of {}, on existing tables, {} messages", batch, chosen.messages));
  card.rate(ours);
  card.rate(theirs);
  card.at_least("existing tables against waybill's own", ratio(theirs, ours), 0.8);
  existing.check();
}

}  // namespace

int main(int count, char** arguments) {
  settings chosen{.rounds = 11};
  CLI::App app{"Measures waybill's PostgreSQL store beside what it is compared with."};
  add_options(app, chosen);
  CLI11_PARSE(app, count, arguments);
  try {
    report_card card;
    waybill_test::cluster server{std::string{waybill_bench::tuned_for_the_machine} +
                                 counts_statements};
    waybill_bench::make_log_files(server);
    one_at_a_time(server, chosen, card);
    in_batches(server, chosen, card);
    over_campaigns(server, chosen, card);
    over_sizes(server, chosen, card);
    on_existing_tables(server, chosen, card);
    return chosen.check && !card.passed() ? 1 : 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "waybill_postgres_bench: {}\n", error.what());
    return 2;
  }
}
