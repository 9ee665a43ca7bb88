// Campaigns, instances and contacts: `sqlite_store` as a `catalog_store`.

#include <string>
#include <string_view>
#include <vector>

#include <waybill/soci/sqlite_store.hpp>

#include "sqlite_database.hpp"

namespace waybill {

using detail::command;

void sqlite_store::add_campaign(std::string_view tenant, std::string_view campaign) {
  static const command what{"add_campaign",
                            "INSERT INTO campaign (tenant_id, id) VALUES (:tenant, :id)"
                            " ON CONFLICT DO NOTHING"};
  implementation_->write(what, {{"tenant", std::string{tenant}}, {"id", std::string{campaign}}});
}

void sqlite_store::add_instance(std::string_view tenant, std::string_view name) {
  static const command what{"add_instance",
                            "INSERT INTO instance (tenant_id, name) VALUES (:tenant, :name)"
                            " ON CONFLICT DO NOTHING"};
  implementation_->write(what, {{"tenant", std::string{tenant}}, {"name", std::string{name}}});
}

void sqlite_store::add_contact(std::string_view tenant, std::string_view contact,
                               std::string_view name) {
  static const command what{"add_contact",
                            "INSERT INTO contact (tenant_id, id, name) VALUES (:tenant, :id, :name)"
                            " ON CONFLICT DO NOTHING",
                            0, true, true};
  implementation_->write(
      what,
      {{"tenant", std::string{tenant}}, {"id", std::string{contact}}, {"name", std::string{name}}});
}

std::vector<std::string> sqlite_store::campaigns(std::string_view tenant) {
  static const command what{
      "campaigns", "SELECT id FROM campaign WHERE tenant_id = :tenant ORDER BY id", 1, false};
  return implementation_->read(what, {{"tenant", std::string{tenant}}}).column(0);
}

std::vector<std::string> sqlite_store::instances(std::string_view tenant) {
  static const command what{
      "instances", "SELECT name FROM instance WHERE tenant_id = :tenant ORDER BY name", 1, false};
  return implementation_->read(what, {{"tenant", std::string{tenant}}}).column(0);
}

}  // namespace waybill
