// waybill on tables that were there before it: those of existing_tables.sql, as they are.
#include <iostream>

#include <waybill/soci/postgres_store.hpp>
#include <waybill/waybill.hpp>

void run(const std::string& connection) {
  auto names = waybill::schema_names::reference();  // or start from schema_names{}, waybill's own
  names.campaign.table = "app.campaigns";
  names.campaign.total_contacts = "";                     // no such column: that part is off
  names.instance.table = "";                              // no gauges of instances are kept
  names.only_tenant = "tenant_abc";                       // no tenant column: whose the tables are
  names.campaign_log.constants["is_archived"] = "false";  // NOT NULL, and nothing of waybill's
  waybill::postgres_store store{connection, {.schema = names}};
  store.migrate();  // makes the one table of early updates, and nothing else
  for (const auto& warning : store.check_schema()) std::cerr << warning << '\n';

  waybill::tracker tracker{store, {.policy = waybill::policy::reference()}};
  const auto reply = tracker.handle(
      R"({"event": "messages.update", "instance": "shop-1",
          "data": {"keyId": "3EB0D41C9A7E5B60F28341", "status": "DELIVERY_ACK"}})",
      {"tenant_abc"});
  const auto counters = tracker.campaign_stats({"tenant_abc", "7"})->counters;
  std::cout << reply.http_status << ' ' << reply.body << '\n'
            << counters.sent << " sent, " << counters.delivered << " delivered\n";
}

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::cerr << "Usage: existing_tables CONNECTION, such as \"host=db.internal dbname=app\"\n";
    return 2;
  }
  run(argv[1]);
} catch (const waybill::store_error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
