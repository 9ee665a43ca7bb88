#pragma once

#include <cstddef>
#include <mutex>
#include <span>
#include <vector>

#include <waybill/forwarding_store.hpp>

namespace waybill::detail {

/// Lets one `apply` of an ingestor through at a time, while its other writer loads, plans and
/// answers. Batches share rows, a campaign's above all: a database that finds such a row changed
/// while its statement runs does part of it anew, which costs more than the wait.
class apply_turns final : public forwarding_store {
 public:
  using forwarding_store::forwarding_store;

  [[nodiscard]] std::vector<std::size_t> apply(std::span<const change> changes) override {
    const std::scoped_lock turn{mutex_};
    return forwarding_store::apply(changes);
  }

 private:
  std::mutex mutex_;
};

}  // namespace waybill::detail
