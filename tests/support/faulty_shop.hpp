#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <waybill/testing/failing_store.hpp>
#include <waybill/testing/manual_clock.hpp>

#include "support/campaign.hpp"

namespace waybill_test {

/// A clock that stands still but for pauses, and remembers each of them.
class pause_recorder final : public waybill::clock {
 public:
  std::vector<std::chrono::milliseconds> pauses;

  [[nodiscard]] waybill::time_point now() noexcept override { return clock_.now(); }
  [[nodiscard]] steady_time steady_now() noexcept override { return clock_.steady_now(); }
  void pause(std::chrono::milliseconds duration) noexcept override {
    pauses.push_back(duration);
    clock_.pause(duration);
  }
  void advance(std::chrono::microseconds duration) { clock_.advance(duration); }
  [[nodiscard]] std::chrono::milliseconds elapsed() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(steady_now().time_since_epoch());
  }

 private:
  waybill::testing::manual_clock clock_{waybill::time_point{std::chrono::days{20'000}}};
};

/// A campaign whose store fails on request, and whose tracker never really waits. Its first `sends`
/// messages, M0, M1 and so on, are sent.
struct faulty_shop : campaign_store {
  using operation = waybill::testing::operation;
  using kind = waybill::store_failure;
  static constexpr std::size_t always = 1'000'000;

  pause_recorder clock;
  waybill::testing::failing_store store{memory};
  waybill::tracker tracker;

  explicit faulty_shop(std::size_t sends = 1, waybill::tracker_options options = {})
      : tracker(store, with_clock(std::move(options))) {
    const waybill::tracker sender{memory, with_clock({})};
    for (std::size_t i = 0; i < sends; ++i) {
      static_cast<void>(
          sender.record_sent(send_of("row_" + std::to_string(i), "M" + std::to_string(i))));
    }
  }

  waybill::reply handle(std::string_view body) { return tracker.handle(body, {tenant, {}}); }
  waybill::reply report(std::string_view id, waybill::receipt what) {
    return handle(webhook(shape::v2, instance, id, what));
  }

 private:
  waybill::tracker_options with_clock(waybill::tracker_options options) {
    options.clock = &clock;
    return options;
  }
};

}  // namespace waybill_test
