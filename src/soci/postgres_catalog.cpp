// Campaigns, instances and contacts in PostgreSQL.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/store_parts.hpp>

#include "postgres_parts.hpp"

namespace waybill::detail {

namespace {

class postgres_catalog final : public catalog_store {
 public:
  explicit postgres_catalog(postgres_database& database) noexcept : database_(database) {}

  void add_campaign(const campaign_key& campaign) override {
    static const command what{"add_campaign",
                              "INSERT INTO waybill.campaign (tenant_id, id)"
                              " VALUES (:tenant::text, :id::text) ON CONFLICT DO NOTHING"};
    database_.run(what, {{"tenant", campaign.tenant}, {"id", campaign.campaign}});
  }

  void add_instance(const instance_key& instance) override {
    static const command what{"add_instance",
                              "INSERT INTO waybill.instance (tenant_id, name)"
                              " VALUES (:tenant::text, :name::text) ON CONFLICT DO NOTHING"};
    database_.run(what, {{"tenant", instance.tenant}, {"name", instance.name}});
  }

  void add_contact(const contact_key& contact, std::string_view name) override {
    static const command what{
        "add_contact",
        "INSERT INTO waybill.contact (tenant_id, id, name)"
        " VALUES (:tenant::text, :id::text, :name::text) ON CONFLICT DO NOTHING"};
    database_.run(
        what, {{"tenant", contact.tenant}, {"id", contact.contact}, {"name", std::string{name}}});
  }

  std::vector<std::string> campaigns(std::string_view tenant) override {
    static const command what{
        "campaigns", "SELECT id FROM waybill.campaign WHERE tenant_id = :tenant::text ORDER BY id",
        1, false};
    return database_.run(what, {{"tenant", std::string{tenant}}}).column(0);
  }

  std::vector<std::string> instances(std::string_view tenant) override {
    static const command what{
        "instances",
        "SELECT name FROM waybill.instance WHERE tenant_id = :tenant::text ORDER BY name", 1,
        false};
    return database_.run(what, {{"tenant", std::string{tenant}}}).column(0);
  }

 private:
  postgres_database& database_;
};

}  // namespace

std::unique_ptr<catalog_store> make_postgres_catalog(postgres_database& database) {
  return std::make_unique<postgres_catalog>(database);
}

}  // namespace waybill::detail
