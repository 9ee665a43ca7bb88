#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/change.hpp>
#include <waybill/message.hpp>
#include <waybill/stats.hpp>
#include <waybill/store.hpp>

namespace waybill::testing {

/// What a store may leave out. Every store promises all else.
enum class part : std::uint8_t {
  tenants,           ///< more than one of them
  reasons,           ///< of failures: code and text
  failure_kinds,     ///< why a message failed, beside code and text
  senders,           ///< which instance a message was sent from
  gauges,            ///< of sending instances
  gauge_days,        ///< "today" counters restart with each day
  gauge_outcomes,    ///< an instance's last success and last error
  log,               ///< of campaigns
  log_order,         ///< entries of the same time keep their order of arrival
  contacts,          ///< a message's contact, with name and last interaction
  unattached_rows,   ///< rows with no campaign, instance or contact
  dangling_rows,     ///< rows whose campaign, instance or contact does not exist
  foreign_statuses,  ///< persisted statuses that waybill does not know
  shared_ids,        ///< the same campaign, contact and row ids in two tenants
  sends,             ///< `store::sends`
  parking,           ///< `store::parking`
  reports,           ///< `store::reports`
  catalog,           ///< `store::catalog`
  pace,              ///< how fast campaigns go
  feed,              ///< `store::feed`
};

/// Every part, in the order of the enumeration.
inline constexpr std::array all_parts{part::tenants,
                                      part::reasons,
                                      part::failure_kinds,
                                      part::senders,
                                      part::gauges,
                                      part::gauge_days,
                                      part::gauge_outcomes,
                                      part::log,
                                      part::log_order,
                                      part::contacts,
                                      part::unattached_rows,
                                      part::dangling_rows,
                                      part::foreign_statuses,
                                      part::shared_ids,
                                      part::sends,
                                      part::parking,
                                      part::reports,
                                      part::catalog,
                                      part::pace,
                                      part::feed};

/// Their names in a report, by position.
inline constexpr std::array<std::string_view, all_parts.size()> part_names{"tenants",
                                                                           "reasons",
                                                                           "failure kinds",
                                                                           "senders",
                                                                           "gauges",
                                                                           "gauge days",
                                                                           "gauge outcomes",
                                                                           "log",
                                                                           "log order",
                                                                           "contacts",
                                                                           "unattached rows",
                                                                           "dangling rows",
                                                                           "foreign statuses",
                                                                           "shared ids",
                                                                           "sends",
                                                                           "parking",
                                                                           "reports",
                                                                           "catalog",
                                                                           "pace",
                                                                           "feed"};

/// The name of a part.
[[nodiscard]] constexpr std::string_view to_string(part which) noexcept {
  return part_names[static_cast<std::size_t>(which)];
}

/// A store under test, with functions to prepare and observe its data. The author of a store writes
/// one. It must observe what is stored, not what the store reports.
///
/// Threads: only `subject()` is called from several at once.
class contract_world {
 public:
  contract_world() = default;
  contract_world(const contract_world&) = delete;
  contract_world& operator=(const contract_world&) = delete;
  virtual ~contract_world() = default;

  /// The store under test: always the same one.
  [[nodiscard]] virtual store& subject() = 0;

  /// Parts of the contract that this store does not keep; they are reported as not checked. Whether
  /// `sends`, `parking`, `reports`, `catalog` and `feed` exist is asked of the store itself.
  [[nodiscard]] virtual std::vector<part> left_out() const { return {}; }

  /// The nth id of a campaign, contact or row, from 1 on: a text that the store accepts as an id.
  [[nodiscard]] virtual std::string id(std::size_t n) const { return std::to_string(n); }

  /// Inserts a campaign with counters at zero.
  virtual void add_campaign(const std::string& tenant, const std::string& campaign) = 0;
  /// Inserts several. Override it if many at once are much faster than one after another.
  virtual void add_campaigns(const std::string& tenant, std::span<const std::string> campaigns) {
    for (const auto& campaign : campaigns) add_campaign(tenant, campaign);
  }
  /// Inserts a row as given, and adds to its campaign's counters: one for each of sent, delivered
  /// and read whose time is set, one if its status is failed. A row without a status gets one that
  /// waybill does not know.
  virtual void add_message(const tracked_message& row) = 0;
  /// Inserts several. Override it if many at once are much faster.
  virtual void add_messages(std::span<const tracked_message> rows) {
    for (const auto& row : rows) add_message(row);
  }
  /// A campaign's counters.
  [[nodiscard]] virtual campaign_delta counters(const std::string& tenant,
                                                const std::string& campaign) = 0;
  /// The counters of several, in their order. Override it if many at once are much faster.
  [[nodiscard]] virtual std::vector<campaign_delta> counters_of(
      const std::string& tenant, std::span<const std::string> campaigns) {
    std::vector<campaign_delta> result;
    for (const auto& campaign : campaigns) result.push_back(counters(tenant, campaign));
    return result;
  }

  // Needed unless their part is left out.

  /// Inserts a sending instance with these gauges.
  virtual void add_instance(const std::string& /*tenant*/, const std::string& /*name*/,
                            const instance_stats& /*gauges*/) {
    throw missing(part::gauges);
  }
  /// An instance's gauges.
  [[nodiscard]] virtual instance_stats gauges(const std::string& /*tenant*/,
                                              const std::string& /*instance*/) {
    throw missing(part::gauges);
  }
  /// Inserts a contact.
  virtual void add_contact(const std::string& /*tenant*/, const std::string& /*contact*/,
                           const std::string& /*name*/) {
    throw missing(part::contacts);
  }
  /// When a contact last read a message; empty if never.
  [[nodiscard]] virtual std::optional<time_point> last_interaction(const std::string& /*tenant*/,
                                                                   const std::string& /*contact*/) {
    throw missing(part::contacts);
  }
  /// A campaign's log, oldest entry first.
  [[nodiscard]] virtual std::vector<log_entry> log(const std::string& /*tenant*/,
                                                   const std::string& /*campaign*/) {
    throw missing(part::log);
  }

 private:
  static std::logic_error missing(part which) {
    return std::logic_error{"the contract_world neither arranges nor leaves out: " +
                            std::string{to_string(which)}};
  }
};

/// Creates a fresh and empty world; called once per promise.
using world_factory = std::function<std::unique_ptr<contract_world>()>;

}  // namespace waybill::testing
