#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include <waybill/message.hpp>
#include <waybill/stats.hpp>
#include <waybill/time.hpp>

namespace waybill {

/// What dashboards and operators ask. Threads and errors are as for `store`.
class report_store {
 public:
  virtual ~report_store() = default;

  /// Nothing for an unknown campaign or instance.
  [[nodiscard]] virtual std::optional<campaign_stats> read_campaign(std::string_view tenant,
                                                                    std::string_view campaign) = 0;
  [[nodiscard]] virtual std::optional<instance_stats> read_instance(std::string_view tenant,
                                                                    std::string_view instance) = 0;

  /// Rows of a tenant with status sent and `sent_at` before a moment, oldest first, at most
  /// `limit`.
  [[nodiscard]] virtual std::vector<tracked_message> find_stalled(std::string_view tenant,
                                                                  time_point sent_before,
                                                                  std::size_t limit) = 0;

  /// Counters and rows of a campaign, read in one snapshot; nothing for an unknown one.
  [[nodiscard]] virtual std::optional<campaign_audit> audit(std::string_view tenant,
                                                            std::string_view campaign) = 0;

  /// The same, and adds the drift to the counters. Updates that land meanwhile keep their counts.
  virtual std::optional<campaign_audit> repair(std::string_view tenant,
                                               std::string_view campaign) = 0;
};

}  // namespace waybill
