#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <waybill/soci/sqlite_store.hpp>
#include <waybill/testing/contract/world.hpp>

#include "sqlite/file_observer.hpp"
#include "support/scratch_folder.hpp"

namespace waybill_test {

/// A migrated file, and a store in it. Emptied rather than made anew for every promise.
class sqlite_place {
 public:
  explicit sqlite_place(const waybill::sqlite_options& options = {})
      : file_(folder_.path("waybill.db")), store(file_, options), look(migrated()) {}

  [[nodiscard]] const std::string& file() const noexcept { return file_; }
  void empty() {
    look.script(
        "BEGIN IMMEDIATE; DELETE FROM campaign; DELETE FROM instance; DELETE FROM contact;"
        " DELETE FROM campaign_contact; DELETE FROM campaign_log; DELETE FROM campaign_pace;"
        " DELETE FROM parked_update; DELETE FROM log_head;"
        " COMMIT");
  }

 private:
  const std::string& migrated() {
    store.migrate();
    return file_;
  }

  scratch_folder folder_;
  std::string file_;

 public:
  waybill::sqlite_store store;
  file_observer look;
};

/// The world of the contract: arranged and observed with SQL of its own.
class sqlite_world final : public waybill::testing::contract_world {
 public:
  explicit sqlite_world(sqlite_place& place) : place_(place) { place_.empty(); }

  [[nodiscard]] waybill::store& subject() override { return place_.store; }

  void add_campaign(const std::string& tenant, const std::string& campaign) override;
  void add_campaigns(const std::string& tenant, std::span<const std::string> campaigns) override;
  void add_message(const waybill::tracked_message& row) override { add_messages({&row, 1}); }
  void add_messages(std::span<const waybill::tracked_message> rows) override;
  [[nodiscard]] waybill::campaign_delta counters(const std::string& tenant,
                                                 const std::string& campaign) override;
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
  sqlite_place& place_;
};

/// Worlds in one and the same file, one after the other.
[[nodiscard]] inline waybill::testing::world_factory sqlite_worlds(sqlite_place& place) {
  return [&place] { return std::make_unique<sqlite_world>(place); };
}

}  // namespace waybill_test
