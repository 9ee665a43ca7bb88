#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <waybill/change.hpp>
#include <waybill/soci/postgres_store.hpp>
#include <waybill/tracker.hpp>

#include "yard.hpp"

namespace waybill_bench {

/// Somebody who brings reports into a yard, over one connection unless it says otherwise.
class contender {
 public:
  contender() = default;
  contender(const contender&) = delete;
  contender& operator=(const contender&) = delete;
  virtual ~contender() = default;

  /// Brings them in, and returns how many seconds that took.
  virtual double take(std::span<const report> reports) = 0;

  /// How long each report took to be answered so far, in seconds. Only crowds remember.
  [[nodiscard]] const std::vector<double>& waits() const noexcept { return waits_; }

 protected:
  std::vector<double> waits_;
};

/// Whether statements go to the server as text each time, which is how SOCI's `<<` is used, or are
/// prepared once.
enum class statements { sent_each_time, prepared };

/// What a handler does that treats each webhook by itself: look the message up and lock it, then
/// write its row, the campaign, the instance, the log and, when it is read, the contact; commit.
/// Through SOCI.
[[nodiscard]] std::unique_ptr<contender> row_at_a_time(const yard& where, statements how);

/// The same writes by hand in libpq, in the best shape we know: one prepared statement for a batch,
/// which compares and swaps, with no more parameters than these reports need.
[[nodiscard]] std::unique_ptr<contender> libpq_ceiling(const yard& where);

/// The same, after it has loaded what its messages are in.
[[nodiscard]] std::unique_ptr<contender> libpq_load_and_apply(const yard& where);

/// So many of them at once, in batches of so many reports. There are no callers, and nothing is
/// parsed or answered.
[[nodiscard]] std::unique_ptr<contender> libpq_side_by_side(const yard& where,
                                                            std::size_t connections,
                                                            std::size_t batch);

/// `tracker::handle`, one webhook body after the other.
[[nodiscard]] std::unique_ptr<contender> tracker_handle(const yard& where);

/// So many callers at once, each with one webhook after the other: a row at a time over 16
/// connections, through one writer by hand in libpq that loads and applies whatever came while it
/// last did, or through `ingestor::handle`.
[[nodiscard]] std::unique_ptr<contender> row_at_a_time_crowd(const yard& where, statements how,
                                                             std::size_t callers);
[[nodiscard]] std::unique_ptr<contender> libpq_crowd(const yard& where, std::size_t callers);
struct ingestor_crowd {
  std::unique_ptr<contender> who;
  std::function<double()> mean_batch;  ///< updates that were committed together
};
[[nodiscard]] ingestor_crowd make_ingestor_crowd(const yard& where, std::size_t callers);

/// The same callers with what else a gateway posts.
///
/// Strangers: in place of each report one of a message that nobody sent, such as a chat's.
[[nodiscard]] ingestor_crowd make_stranger_crowd(const yard& where, std::size_t callers);
/// Traffic: with each report four other webhooks. Of 100 there are 20 reports, 70 strangers, 5
/// repeats of a report, 3 edits and other events and 2 malformed bodies, in random order.
inline constexpr std::size_t traffic_webhooks = 5;
[[nodiscard]] ingestor_crowd make_traffic_crowd(const yard& where, std::size_t callers);

/// `postgres_store::apply` of the whole batch; what it is to apply is loaded and planned before.
[[nodiscard]] std::unique_ptr<contender> store_apply(const yard& where);

}  // namespace waybill_bench
