#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "contenders.hpp"
#include "yard.hpp"

namespace waybill_bench {

/// One side of a comparison. It works in turns with the others, so that what else the machine does
/// falls on all of them alike.
struct side {
  std::string name;
  yard* where;
  std::unique_ptr<contender> who;
  std::size_t batch = 1;             ///< reports that are brought in at once
  std::size_t batches = 1;           ///< in one turn
  std::size_t webhooks = 1;          ///< that come for each report, its own among them
  std::vector<double> rates{};       ///< webhooks a second, a figure for each turn
  std::vector<double> own_cpu{};     ///< seconds of a processor for each report
  std::vector<double> server_cpu{};  ///< the same of the server
};

/// Forgets the turns of a side.
void forget(side& mine);

/// Lets each side take its turn, `rounds` times over.
void race(std::vector<side*> sides, std::size_t rounds);

/// Minimum, median and maximum of some figures.
struct spread {
  double least;
  double median;
  double most;
};
[[nodiscard]] spread spread_of(std::vector<double> figures);

/// How many times as fast `fast` was as `slow`, turn by turn.
[[nodiscard]] spread ratio(const side& fast, const side& slow);

/// The figure that one in a hundred exceeds.
[[nodiscard]] double p99(std::vector<double> figures);

}  // namespace waybill_bench
