#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>

#include <waybill/testing/failing_store.hpp>
#include <waybill/testing/manual_clock.hpp>

#include "support/ingest_shop.hpp"

namespace waybill_test {

/// A campaign whose store fails on request behind a gate, and an ingestor whose retries do not
/// really wait.
struct faulty_ingest : sent_campaign {
  using operation = waybill::testing::operation;
  using kind = waybill::store_failure;
  static constexpr std::size_t always = 1'000'000;

  waybill::testing::manual_clock clock{waybill::time_point{std::chrono::days{20'000}}};
  waybill::testing::failing_store store{memory};
  gated_store gate{store};
  waybill::tracker tracker;
  waybill::ingestor ingestor;

  explicit faulty_ingest(std::size_t messages, service_options options = patient())
      : sent_campaign(messages), tracker(gate, with_clock(options.tracker)),
        ingestor(tracker, options) {}
  ~faulty_ingest() { gate.open(); }
  faulty_ingest(const faulty_ingest&) = delete;
  faulty_ingest& operator=(const faulty_ingest&) = delete;

  waybill::reply handle(std::string_view body) { return ingestor.handle(body, {tenant, {}}); }
  [[nodiscard]] std::future<waybill::reply> submit(std::string_view body) {
    return ingestor.submit(body, {tenant, {}});
  }
  /// Makes the writer busy with message 0, at the gate.
  [[nodiscard]] std::future<waybill::reply> hold_writer() {
    gate.close();
    auto first = submit(read_of(0));
    gate.wait_for_somebody();
    return first;
  }

 private:
  waybill::tracker_options with_clock(waybill::tracker_options options) {
    options.clock = &clock;
    return options;
  }
};

}  // namespace waybill_test
