#pragma once

#include <cstddef>
#include <string>

#include "postgres/cluster.hpp"
#include "report_card.hpp"
#include "settings.hpp"
#include "taker.hpp"

namespace waybill_bench {

/// How `ingestor::submit` is measured, where nobody waits for an answer before the next webhook.
struct stream_settings {
  double seconds = 20;  ///< that a rate is held for
  bool alone = false;   ///< without what it is compared with
  mail what = mail::reports;
  intake_options options{};
};

/// Keeps so many webhooks in flight, beside a row at a time and two connections by hand.
void saturate(waybill_test::cluster& server, const settings& chosen, const stream_settings& how,
              std::size_t most, report_card& card);
/// The same for what else a gateway posts, beside known messages alone.
void saturate_with_traffic(waybill_test::cluster& server, const settings& chosen,
                           const stream_settings& how, std::size_t most, report_card& card);

/// Lets webhooks come at one rate.
void hold_a_rate(waybill_test::cluster& server, const settings& chosen, const stream_settings& how,
                 double rate, report_card& card);
/// Finds the highest rate that is held with a p99 below 50 ms, and lets webhooks come at half and
/// at 0.8 of it.
void hold_the_highest(waybill_test::cluster& server, const settings& chosen,
                      const stream_settings& how, report_card& card);
/// Columns for rates.gnuplot.
void draw_rates(waybill_test::cluster& server, const settings& chosen, const stream_settings& how,
                const std::string& picture);

}  // namespace waybill_bench
