#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <waybill/soci/postgres_store.hpp>
#include <waybill/testing/contract/world.hpp>

#include "postgres/cluster.hpp"
#include "postgres/existing/tables.hpp"
#include "postgres/observer.hpp"

namespace waybill_test {

/// A database with tables of somebody else's, and a store on them.
struct existing_place {
  explicit existing_place(existing_tables what)
      : tables(std::move(what)), url(cluster::shared().new_database()), look(url),
        store(url, options(tables)) {
    look.script(tables.ddl);
    store.migrate();
    look.script("SET search_path TO DEFAULT");
  }

  [[nodiscard]] static waybill::postgres_options options(const existing_tables& tables) {
    waybill::postgres_options result;
    result.schema = tables.names;
    return result;
  }

  existing_tables tables;
  std::string url;
  observer look;
  waybill::postgres_store store;
};

/// The world of the contract on them: arranged and observed with SQL of its own.
class existing_world final : public waybill::testing::contract_world {
 public:
  explicit existing_world(existing_place& place) : place_(place) {
    place_.look.script(place_.tables.empty);
  }

  [[nodiscard]] waybill::store& subject() override { return place_.store; }
  [[nodiscard]] std::vector<waybill::testing::part> left_out() const override {
    return place_.tables.left_out;
  }
  [[nodiscard]] std::string id(std::size_t n) const override { return place_.tables.id(n); }

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
  /// A column, and the SQL of its value; left out if the column has no name.
  struct cell {
    std::string column;
    std::string value;
  };
  [[nodiscard]] static std::string insert_sql(const std::string& table,
                                              const std::vector<cell>& cells);
  void insert(const std::string& table, const std::vector<cell>& cells) {
    place_.look.script(insert_sql(table, cells));
  }
  [[nodiscard]] std::string insert_campaign_sql(const std::string& tenant,
                                                const std::string& campaign) const;
  [[nodiscard]] std::string insert_message_sql(const waybill::tracked_message& row);
  /// Adds what rows count for to the counters of their campaign.
  [[nodiscard]] std::string count_sql(const std::string& tenant, const std::string& campaign,
                                      std::size_t rows,
                                      const waybill::campaign_delta& counts) const;
  /// The values of some columns, `''` where one has no name, of the rows that all cells hold for.
  [[nodiscard]] std::vector<observer::row> select(const std::string& table,
                                                  const std::vector<std::string>& expressions,
                                                  const std::vector<cell>& where,
                                                  const std::string& order = {});
  /// How rows refer to an instance: by its id where it has one, which is `NULL` of an unknown one.
  [[nodiscard]] std::string instance_key(const std::string& tenant, const std::string& name) const;

  existing_place& place_;
  std::map<std::pair<std::string, std::string>, std::string> instance_keys_;
};

[[nodiscard]] inline waybill::testing::world_factory existing_worlds(existing_place& place) {
  return [&place] { return std::make_unique<existing_world>(place); };
}

}  // namespace waybill_test
