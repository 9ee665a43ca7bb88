#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/change.hpp>
#include <waybill/config.hpp>
#include <waybill/message.hpp>
#include <waybill/stats.hpp>
#include <waybill/time.hpp>

namespace waybill {

/// Names one entry of a log. Grows within a campaign.
using log_id = std::uint64_t;

/// A log entry as it is kept: with its place, and what it is about.
struct logged_entry {
  log_id id = 0;           ///< its place
  std::string row{};       ///< the campaign contact's id
  std::string contact{};   ///< the contact's id; empty for none
  std::string instance{};  ///< name of the instance; empty for none
  log_entry entry{};       ///< what happened

  friend bool operator==(const logged_entry&, const logged_entry&) = default;
};

/// What dashboards and operators ask. Threads and errors are as for `store`.
class WAYBILL_EXPORT report_store {
 public:
  virtual ~report_store() = default;  ///< with its store

  /// The counters of a campaign; nothing for an unknown one.
  [[nodiscard]] virtual std::optional<campaign_stats> read_campaign(
      const campaign_key& campaign) = 0;
  /// The gauges of an instance; nothing for an unknown one.
  [[nodiscard]] virtual std::optional<instance_stats> read_instance(
      const instance_key& instance) = 0;

  /// Rows of a tenant with status sent and `sent_at` before a moment, oldest first, at most
  /// `limit`.
  [[nodiscard]] virtual std::vector<tracked_message> find_stalled(std::string_view tenant,
                                                                  time_point sent_before,
                                                                  std::size_t limit) = 0;

  /// Counters and rows of a campaign, read in one snapshot; nothing for an unknown one. Throws a
  /// `store_error` where the database may hide some of the rows.
  [[nodiscard]] virtual std::optional<campaign_audit> audit(const campaign_key& campaign) = 0;

  /// The same, and adds the drift to the counters. Updates that land meanwhile keep their counts.
  /// Throws a `store_error` where the database kept the counters as they were.
  virtual std::optional<campaign_audit> repair(const campaign_key& campaign) = 0;

  /// A campaign's log, newest entry first, at most `limit` of them: those with an id below
  /// `before`, the last one of the page that was read last; from the end of the log without.
  [[nodiscard]] virtual std::vector<logged_entry> read_log(const campaign_key& campaign,
                                                           std::optional<log_id> before,
                                                           std::size_t limit) = 0;

  /// Removes entries of a tenant's logs that are older than a moment, at most `limit` of them.
  /// Returns how many; call again while it returns any.
  virtual std::size_t remove_log(std::string_view tenant, time_point older_than,
                                 std::size_t limit) = 0;
};

}  // namespace waybill
