#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <waybill/deadline_scope.hpp>
#include <waybill/impl/service/chance.hpp>
#include <waybill/impl/service/logger.hpp>
#include <waybill/impl/service/retry.hpp>
#include <waybill/store_parts.hpp>
#include <waybill/tracker_options.hpp>

namespace waybill::detail {

/// Keeps what tenants have parked within the cap, beside the answers: it never throws, and what it
/// could not do is left to the next look or sweep.
class parking_room {
 public:
  /// So many are removed in one step, which holds no lock or connection for long.
  static constexpr std::size_t chunk = 1000;

  parking_room(parking_store& where, const tracker_options& options)
      : parking_(where), options_(options) {}

  /// Whether to look at a tenant that has parked so many more. A look costs the store as much as
  /// the cap is large, so it is taken once in `step` updates, by chance: then it does not matter
  /// how many processes park. A small cap is looked at each time.
  [[nodiscard]] static bool wants_look(std::size_t parked, std::size_t step) {
    if (parked == 0 || parked >= step) return parked != 0;
    return random_between(1, static_cast<std::int64_t>(step)) <= static_cast<std::int64_t>(parked);
  }
  /// By how much a cap may be passed until somebody looks, about.
  [[nodiscard]] static std::size_t slack(std::size_t cap) noexcept { return cap / 16; }

  /// Removes a tenant's oldest down to the cap; returns how many went.
  std::size_t make(std::string_view tenant, const std::function<bool()>& ends_early) noexcept {
    std::size_t gone = 0;
    for (auto last = chunk; last == chunk && !(ends_early && ends_early()); gone += last) {
      last = remove(tenant, options_.deadline);
    }
    tell(tenant, gone);
    return gone;
  }

  /// One step of it, for a caller who waits.
  void make_some(std::string_view tenant) noexcept {
    constexpr std::chrono::milliseconds patience{100};
    tell(tenant, remove(tenant, patience));
  }

 private:
  std::size_t remove(std::string_view tenant, std::chrono::milliseconds within) noexcept {
    try {
      const deadline_scope bounded{std::chrono::steady_clock::now() +
                                   std::min(within, retrier::longest_call)};
      return parking_.make_room(tenant, options_.parking_cap, chunk);
    } catch (...) {
      log_exception(options_.on_log, severity::warning, {tenant, {}, {}, {}},
                    "the parking may be over its cap");
    }
    return 0;
  }

  void tell(std::string_view tenant, std::size_t gone) noexcept {
    if (gone == 0) return;
    log(options_.on_log, severity::warning, {tenant, {}, {}, {}},
        "the parking is full: {} older updates went", {std::to_string(gone)});
  }

  parking_store& parking_;
  const tracker_options& options_;
};

}  // namespace waybill::detail
