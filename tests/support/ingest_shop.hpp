#pragma once

#include <chrono>
#include <cstddef>
#include <future>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/ingestor.hpp>

#include "support/campaign.hpp"
#include "support/gated_store.hpp"

namespace waybill_test {

/// Longer than any test takes: whoever waits so long has been forgotten.
inline constexpr std::chrono::milliseconds patience = std::chrono::minutes{1};

/// So many messages of a campaign, M0, M1 and so on, all sent.
struct sent_campaign : campaign_store {
  explicit sent_campaign(std::size_t messages, const std::string& whose = tenant) {
    add_sent(messages, whose);
  }

  /// The same for another tenant of the same store.
  void add_sent(std::size_t messages, const std::string& whose) {
    memory.catalog()->add_campaign({whose, campaign});
    std::vector<waybill::sent_message> sends;
    for (std::size_t i = 0; i < messages; ++i) {
      auto sent = send_of("row_" + std::to_string(i), "M" + std::to_string(i));
      sent.origin.tenant = whose;
      sends.push_back(std::move(sent));
    }
    static_cast<void>(waybill::tracker{memory}.record_sent(sends));
  }
};

[[nodiscard]] inline std::string message(std::size_t number) {
  return "M" + std::to_string(number);
}

[[nodiscard]] inline std::string report_of(std::string_view id, waybill::receipt what) {
  return webhook(shape::v2, instance, id, what);
}

/// That a message was read.
[[nodiscard]] inline std::string read_of(std::size_t number) {
  return report_of(message(number), waybill::receipt::read);
}

/// One body that says so of several messages.
[[nodiscard]] inline std::string read_of(std::size_t first, std::size_t count) {
  std::vector<std::string> items;
  for (std::size_t i = first; i < first + count; ++i) {
    items.push_back(item(shape::v2, message(i), waybill::receipt::read));
  }
  return envelope(instance, list_of(items));
}

/// How a tracker and the ingestor that works with it are set.
struct service_options : waybill::ingestor_options {
  waybill::tracker_options tracker{};
};

/// Options whose deadline no test reaches.
[[nodiscard]] inline service_options patient() {
  service_options options;
  options.tracker.deadline = patience;
  options.stop_deadline = patience;
  return options;
}

/// A campaign behind a gate, and an ingestor on it.
struct ingest_shop : sent_campaign {
  gated_store gate{memory};
  waybill::tracker tracker;
  waybill::ingestor ingestor;

  explicit ingest_shop(std::size_t messages, service_options options = patient())
      : sent_campaign(messages), tracker(gate, options.tracker), ingestor(tracker, options) {}
  ~ingest_shop() { gate.open(); }
  ingest_shop(const ingest_shop&) = delete;
  ingest_shop& operator=(const ingest_shop&) = delete;

  [[nodiscard]] std::future<waybill::reply> submit(std::string_view body,
                                                   const std::string& whose = tenant) {
    return ingestor.submit(body, {whose, {}});
  }
  /// Makes the writer busy with message 0, at the gate.
  [[nodiscard]] std::future<waybill::reply> hold_writer() {
    gate.close();
    auto first = submit(read_of(0));
    gate.wait_for_somebody();
    return first;
  }
};

[[nodiscard]] inline bool is_ready(const std::future<waybill::reply>& answer) {
  return answer.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
}

}  // namespace waybill_test
