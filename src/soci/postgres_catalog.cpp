// Campaigns, instances and contacts: `postgres_store` as a `catalog_store`.

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/soci/postgres_store.hpp>

#include "postgres_database.hpp"

namespace waybill {

using detail::command;

/// Campaigns, instances and contacts of existing tables are made by whoever owns those: there
/// `catalog()` is null, and to call these all the same is a fault of the program.
void postgres_store::implementation::expect_own_tables(const char* operation) const {
  if (owns_tables_) return;
  throw std::logic_error{std::string{operation} +
                         ": the tables belong to somebody else, who makes the rows; catalog() is "
                         "null there"};
}

void postgres_store::add_campaign(std::string_view tenant, std::string_view campaign) {
  implementation_->expect_own_tables("add_campaign");
  static const command what{"add_campaign",
                            "INSERT INTO waybill.campaign (tenant_id, id)"
                            " VALUES (:tenant::text, :id::text) ON CONFLICT DO NOTHING"};
  implementation_->run(what, {{"tenant", std::string{tenant}}, {"id", std::string{campaign}}});
}

void postgres_store::add_instance(std::string_view tenant, std::string_view name) {
  implementation_->expect_own_tables("add_instance");
  static const command what{"add_instance",
                            "INSERT INTO waybill.instance (tenant_id, name)"
                            " VALUES (:tenant::text, :name::text) ON CONFLICT DO NOTHING"};
  implementation_->run(what, {{"tenant", std::string{tenant}}, {"name", std::string{name}}});
}

void postgres_store::add_contact(std::string_view tenant, std::string_view contact,
                                 std::string_view name) {
  implementation_->expect_own_tables("add_contact");
  static const command what{
      "add_contact",
      "INSERT INTO waybill.contact (tenant_id, id, name)"
      " VALUES (:tenant::text, :id::text, :name::text) ON CONFLICT DO NOTHING"};
  implementation_->run(
      what,
      {{"tenant", std::string{tenant}}, {"id", std::string{contact}}, {"name", std::string{name}}});
}

std::vector<std::string> postgres_store::campaigns(std::string_view tenant) {
  implementation_->expect_own_tables("campaigns");
  static const command what{
      "campaigns", "SELECT id FROM waybill.campaign WHERE tenant_id = :tenant::text ORDER BY id", 1,
      false};
  return implementation_->run(what, {{"tenant", std::string{tenant}}}).column(0);
}

std::vector<std::string> postgres_store::instances(std::string_view tenant) {
  implementation_->expect_own_tables("instances");
  static const command what{
      "instances",
      "SELECT name FROM waybill.instance WHERE tenant_id = :tenant::text ORDER BY name", 1, false};
  return implementation_->run(what, {{"tenant", std::string{tenant}}}).column(0);
}

}  // namespace waybill
