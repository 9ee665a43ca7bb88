#pragma once

#include <cstddef>

#include <CLI/CLI.hpp>

namespace waybill_bench {

/// What the command line says to each of these benchmarks.
struct settings {
  std::size_t rounds = 9;
  std::size_t messages = 100'000;
  bool full = false;
  bool check = false;
};

inline void add_options(CLI::App& app, settings& chosen) {
  app.add_option("--messages", chosen.messages, "Tracked messages in each table")
      ->capture_default_str()
      ->check(CLI::Range(100'000, 100'000'000));
  app.add_option("--rounds", chosen.rounds, "Turns that each side takes")
      ->capture_default_str()
      ->check(CLI::Range(1, 15));
  app.add_flag("--full", chosen.full, "The large tables: 1,000,000 and 5,000,000 messages");
  app.add_flag("--check", chosen.check, "Fail where a ratio is not what waybill promises");
}

}  // namespace waybill_bench
