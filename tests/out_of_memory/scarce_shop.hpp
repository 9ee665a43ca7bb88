#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/forwarding_store.hpp>
#include <waybill/testing/failing_store.hpp>
#include <waybill/testing/manual_clock.hpp>

#include "out_of_memory/scarce_memory.hpp"
#include "support/ingest_shop.hpp"
#include "support/picky_store.hpp"

namespace waybill_test {

/// A store with memory of its own, as a database has.
class roomy_store final : public waybill::forwarding_store {
 public:
  using forwarding_store::forwarding_store;

  [[nodiscard]] std::vector<std::vector<waybill::tracked_message>> load(
      std::span<const waybill::message_key> keys) override {
    const ample_memory own;
    return forwarding_store::load(keys);
  }
  [[nodiscard]] std::vector<std::size_t> apply(std::span<const waybill::change> changes) override {
    const ample_memory own;
    return forwarding_store::apply(changes);
  }
  [[nodiscard]] std::vector<waybill::parked_id> park(
      std::span<const waybill::incoming_update> updates) override {
    const ample_memory own;
    return forwarding_store::park(updates);
  }
  std::size_t make_room(std::string_view whose, std::size_t cap, std::size_t limit) override {
    const ample_memory own;
    return forwarding_store::make_room(whose, cap, limit);
  }
};

/// Four sent messages. The store parks strangers, refuses M3, and does not answer the first call.
struct scarce_shop : sent_campaign {
  waybill::testing::manual_clock clock{waybill::time_point{std::chrono::days{20'000}}};
  picky_store picky{memory};
  waybill::testing::failing_store failing{picky};
  roomy_store store{failing};

  scarce_shop() : sent_campaign(4) {
    picky.poison = {message(3)};
    failing.fail(waybill::testing::operation::load, waybill::store_failure::retry_safe);
  }

  /// Retries that do not really wait, and a log, as servers have one.
  [[nodiscard]] waybill::tracker_options options() {
    waybill::tracker_options result;
    result.clock = &clock;
    result.deadline = patience;
    result.on_log = [](waybill::severity, std::string_view, const waybill::log_ids&) {};
    return result;
  }
};

/// What a server is posted: one item and several, strangers and poison among them, and nonsense.
[[nodiscard]] inline std::vector<std::string> posted_bodies() {
  return {read_of(0),
          report_of("A_STRANGER_WHOSE_ID_IS_LONG", waybill::receipt::read),
          read_of(0, 4),
          R"({"event":"messages.update","data":[{"keyId":"M0","status":"READ"},)"
          R"({"keyId":7,"status":"READ"},{"keyId":"M1","status":"WHATEVER THAT MAY MEAN"},)"
          R"({"keyId":"NOBODY_KNOWS_THIS_MESSAGE","status":"READ"}]})",
          R"({"event":"messages.upsert","data":{}})",
          "no JSON"};
}

/// Does the same again and again, with one more allocation served each time, until it never runs
/// short. `attempt(served, how)` returns whether it did. Returns how often it ran short.
template <typename Attempt>
std::size_t for_each_shortage(Attempt attempt) {
  std::size_t shortages = 0;
  for (const auto how : {shortage::passing, shortage::lasting}) {
    for (std::size_t served = 0; attempt(served, how); ++served) ++shortages;
  }
  return shortages;
}

}  // namespace waybill_test
