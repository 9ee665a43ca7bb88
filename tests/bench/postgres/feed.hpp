#pragma once

#include "postgres/cluster.hpp"
#include "report_card.hpp"
#include "settings.hpp"
#include "streams.hpp"

namespace waybill_bench {

/// What a feed costs whoever writes, with so many webhooks in flight and with 64 callers, turn by
/// turn beside the same without one; and how far a listener is behind meanwhile. The server is to
/// keep the times of commits.
void measure_feed(waybill_test::cluster& server, const settings& chosen, const stream_settings& how,
                  std::size_t most, report_card& card);

}  // namespace waybill_bench
