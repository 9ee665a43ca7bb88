#pragma once

#include <cstdio>
#include <string>

#include <fmt/format.h>

#include "race.hpp"

namespace waybill_bench {

/// Prints what was measured, and remembers whether all of it is as promised.
class report_card {
 public:
  void title(const std::string& text) { fmt::print("\n{}\n", text); }
  /// Its CPU is that of this process, and of the server.
  void rate(const side& who) {
    const auto [least, median, most] = spread_of(who.rates);
    fmt::print("  {:<44} {:>8.0f}/s  ({:.0f} to {:.0f}), CPU {:.1f} + {:.1f} us each\n", who.name,
               median, least, most, spread_of(who.own_cpu).median * 1e6,
               spread_of(who.server_cpu).median * 1e6);
    std::fflush(stdout);
  }
  void figure(const std::string& name, const std::string& text) {
    fmt::print("  {:<44} {:>10}\n", name, text);
    std::fflush(stdout);
  }
  void compare(const std::string& name, const spread& measured) { figure(name, text(measured)); }
  void at_least(const std::string& name, const spread& measured, double bound) {
    note(name, text(measured), "at least", bound, measured.median >= bound);
  }
  void at_least(const std::string& name, double measured, double bound) {
    note(name, fmt::format("{:.3f}", measured), "at least", bound, measured >= bound);
  }
  void at_most(const std::string& name, double measured, double bound) {
    note(name, fmt::format("{:.2f}", measured), "at most", bound, measured <= bound);
  }
  [[nodiscard]] bool passed() const noexcept { return passed_; }

 private:
  [[nodiscard]] static std::string text(const spread& measured) {
    return fmt::format("{:.2f} ({:.2f} to {:.2f})", measured.median, measured.least, measured.most);
  }
  void note(const std::string& name, const std::string& measured, const char* relation,
            double bound, bool holds) {
    fmt::print("  {:<44} {:>10}  {} {}: {}\n", name, measured, relation, bound,
               holds ? "yes" : "NO");
    std::fflush(stdout);
    passed_ = passed_ && holds;
  }

  bool passed_ = true;
};

}  // namespace waybill_bench
