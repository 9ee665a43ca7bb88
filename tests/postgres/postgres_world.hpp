#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <waybill/soci/lender.hpp>
#include <waybill/soci/postgres_store.hpp>
#include <waybill/testing/contract/world.hpp>

#include "postgres/cluster.hpp"
#include "postgres/emptying.hpp"
#include "postgres/observer.hpp"

namespace waybill_test {

/// A migrated database, and a store in it. Emptied rather than made anew for every promise.
class postgres_place {
 public:
  explicit postgres_place(const waybill::postgres_options& options = {}, std::string url = {})
      : url_(url.empty() ? cluster::shared().new_database() : std::move(url)), store(url_, options),
        look(url_) {
    store.migrate();
  }

  /// On connections that somebody lends it.
  postgres_place(const waybill::lender& from, std::string url)
      : url_(std::move(url)), store(from), look(url_) {
    store.migrate();
  }

  [[nodiscard]] const std::string& url() const noexcept { return url_; }
  void empty() {
    look.script(
        emptying({"waybill.campaign", "waybill.instance", "waybill.contact",
                  "waybill.campaign_contact", "waybill.campaign_log", "waybill.campaign_pace",
                  "waybill.feed_head", "waybill.feed_batch", "waybill.parked_update"}));
  }

 private:
  std::string url_;

 public:
  waybill::postgres_store store;
  observer look;
};

/// All that a report leaves unchecked of a store that keeps no feed.
inline const std::vector<waybill::testing::part> the_feed_alone{waybill::testing::part::feed};

/// The world of the contract: arranged and observed with SQL of its own.
class postgres_world final : public waybill::testing::contract_world {
 public:
  explicit postgres_world(postgres_place& place) : place_(place) { place_.empty(); }

  [[nodiscard]] waybill::store& subject() override { return place_.store; }

  void add_campaign(const std::string& tenant, const std::string& campaign) override;
  void add_campaigns(const std::string& tenant, std::span<const std::string> campaigns) override;
  void add_message(const waybill::tracked_message& row) override { add_messages({&row, 1}); }
  void add_messages(std::span<const waybill::tracked_message> rows) override;
  [[nodiscard]] waybill::campaign_delta counters(const std::string& tenant,
                                                 const std::string& campaign) override;
  [[nodiscard]] std::vector<waybill::campaign_delta> counters_of(
      const std::string& tenant, std::span<const std::string> campaigns) override;
  void add_instance(const std::string& tenant, const std::string& name,
                    const waybill::instance_stats& gauges) override;
  [[nodiscard]] waybill::instance_stats gauges(const std::string& tenant,
                                               const std::string& instance) override;
  void add_contact(const std::string& tenant, const std::string& contact,
                   const std::string& name) override;
  [[nodiscard]] std::optional<waybill::time_point> last_interaction(
      const std::string& tenant, const std::string& contact) override;
  [[nodiscard]] std::vector<waybill::log_entry> log(const std::string& tenant,
                                                    const std::string& campaign) override;

 private:
  postgres_place& place_;
};

/// Worlds in one and the same database, one after the other.
[[nodiscard]] inline waybill::testing::world_factory postgres_worlds(postgres_place& place) {
  return [&place] { return std::make_unique<postgres_world>(place); };
}

}  // namespace waybill_test
