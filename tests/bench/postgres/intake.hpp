#pragma once

#include <cstdio>
#include <string_view>

#include <fmt/format.h>

#include <waybill/ingestor.hpp>
#include <waybill/soci/postgres_store.hpp>
#include <waybill/tracker.hpp>

#include "taker.hpp"
#include "yard.hpp"

namespace waybill_bench {

/// A store and the ingestor in front of it.
struct intake {
  explicit intake(const yard& where, const intake_options& options = {})
      : store(where.url(), store_options(where, options)),
        tracker(store, {.replies_name_contact = options.names_contact, .on_log = &print}),
        ingestor(tracker, options) {}

  [[nodiscard]] static waybill::postgres_options store_options(const yard& where,
                                                               const intake_options& options) {
    auto result = where.options();
    result.sessions = options.writers + 1;
    return result;
  }
  /// What slows a figure down is told beside it.
  static void print(waybill::severity level, std::string_view text, const waybill::log_ids&) {
    if (level != waybill::severity::error) return;
    fmt::print(stderr, "  the ingestor says: {}\n", text);
  }
  /// Updates that were committed together.
  [[nodiscard]] double mean_batch() const {
    const auto batches = ingestor.stats().batch_updates;
    return batches.sum / static_cast<double>(batches.total());
  }

  waybill::postgres_store store;
  const waybill::tracker tracker;
  waybill::ingestor ingestor;
};

}  // namespace waybill_bench
