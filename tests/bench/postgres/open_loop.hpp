#pragma once

#include <cstddef>

#include "postgres/cluster.hpp"
#include "taker.hpp"
#include "yard.hpp"

namespace waybill_bench {

/// How webhooks fared that came at a rate.
struct account {
  double rate;  ///< at which they came, a second
  double held;  ///< of them were answered, a second
  double p50;   ///< of the waits, in seconds; each from when its webhook was due
  double p99;
  std::size_t refused;  ///< or not yet taken at the end: their waits are told as until then
  double own_cpu;       ///< seconds for each that was answered, who brings them included
  double server_cpu;    ///< the same of the server
  double memory;        ///< bytes that this process needed beside the webhooks themselves
  double mean_batch;    ///< updates that were committed together
};

/// Brings webhooks for so many reports at a rate, as those who do not know of each other do: their
/// arrivals are a Poisson process, planned beforehand. Who is late to bring one counts that as a
/// part of its wait.
[[nodiscard]] account come_at_a_rate(const waybill_test::cluster& server, yard& where, taker& to,
                                     double rate, std::size_t reports);

}  // namespace waybill_bench
