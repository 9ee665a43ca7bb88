// Campaigns, instances and contacts in SQLite.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/store_parts.hpp>

#include "sqlite_parts.hpp"

namespace waybill::detail {

namespace {

class sqlite_catalog final : public catalog_store {
 public:
  explicit sqlite_catalog(sqlite_database& database) noexcept : database_(database) {}

  void add_campaign(const campaign_key& campaign) override {
    static const command what{"add_campaign",
                              "INSERT INTO campaign (tenant_id, id) VALUES (:tenant, :id)"
                              " ON CONFLICT DO NOTHING"};
    database_.write(what, {{"tenant", campaign.tenant}, {"id", campaign.campaign}});
  }

  void add_instance(const instance_key& instance) override {
    static const command what{"add_instance",
                              "INSERT INTO instance (tenant_id, name) VALUES (:tenant, :name)"
                              " ON CONFLICT DO NOTHING"};
    database_.write(what, {{"tenant", instance.tenant}, {"name", instance.name}});
  }

  void add_contact(const contact_key& contact, std::string_view name) override {
    static const command what{
        "add_contact",
        "INSERT INTO contact (tenant_id, id, name) VALUES (:tenant, :id, :name)"
        " ON CONFLICT DO NOTHING",
        0, true, true};
    database_.write(
        what, {{"tenant", contact.tenant}, {"id", contact.contact}, {"name", std::string{name}}});
  }

  std::vector<std::string> campaigns(std::string_view tenant) override {
    static const command what{
        "campaigns", "SELECT id FROM campaign WHERE tenant_id = :tenant ORDER BY id", 1, false};
    return database_.read(what, {{"tenant", std::string{tenant}}}).column(0);
  }

  std::vector<std::string> instances(std::string_view tenant) override {
    static const command what{
        "instances", "SELECT name FROM instance WHERE tenant_id = :tenant ORDER BY name", 1, false};
    return database_.read(what, {{"tenant", std::string{tenant}}}).column(0);
  }

 private:
  sqlite_database& database_;
};

}  // namespace

std::unique_ptr<catalog_store> make_sqlite_catalog(sqlite_database& database) {
  return std::make_unique<sqlite_catalog>(database);
}

}  // namespace waybill::detail
