#pragma once

#include "postgres/cluster.hpp"
#include "report_card.hpp"
#include "settings.hpp"

namespace waybill_bench {

/// Callers of `ingestor::handle`, beside the same callers a row at a time, a writer by hand, a
/// single caller, more campaigns and larger tables.
void measure_callers(waybill_test::cluster& server, const settings& chosen, report_card& card);

/// What a gateway really posts, beside reports of known messages alone.
void measure_traffic(waybill_test::cluster& server, const settings& chosen, report_card& card);

/// Nothing but 64 callers, for a profiler to look at.
void keep_busy(waybill_test::cluster& server, const settings& chosen);

}  // namespace waybill_bench
