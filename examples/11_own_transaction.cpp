// A send that is committed with the shop's own order, and not without it.
#include <iostream>
#include <stdexcept>

#include <libpq-fe.h>

#include <waybill/soci/own_transaction.hpp>
#include <waybill/soci/postgres_store.hpp>
#include <waybill/waybill.hpp>

void execute(PGconn* connection, const char* sql) {
  PGresult* const result = PQexec(connection, sql);
  const bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
  PQclear(result);
  if (!done) throw std::runtime_error{PQerrorMessage(connection)};
}

/// The order, its campaign and its send: all of them or none.
void place_order(const waybill::tracker& tracker, waybill::postgres_store& store,
                 PGconn* connection, bool changes_its_mind) {
  execute(connection, "BEGIN");
  execute(connection, "INSERT INTO shop_order VALUES ('1001')");
  waybill::own_transaction sends{tracker, store, connection};
  sends.add_campaign({"shop", "orders"});
  const auto sent = sends.record_sent({.origin = {"shop"},
                                       .row = "1001",
                                       .response = R"({"key": {"id": "3EB0D41C9A7E5B60F28341"}})",
                                       .campaign = "orders"});
  if (!sent.ok() || changes_its_mind) return execute(connection, "ROLLBACK");
  execute(connection, "COMMIT");
  sends.settle();  // what was reported before the commit
}

void show(const waybill::tracker& tracker) {
  const auto orders = tracker.campaign_stats({"shop", "orders"});
  if (!orders) {
    std::cout << "no campaign\n";
  } else {
    std::cout << orders->counters.sent << " sent, " << orders->counters.delivered << " delivered\n";
  }
}

void run(const char* where) {
  waybill::postgres_store store{where};
  store.migrate();
  const waybill::tracker tracker{store};
  PGconn* const connection = PQconnectdb(where);
  execute(connection, "CREATE TABLE shop_order (id text)");

  place_order(tracker, store, connection, true);
  show(tracker);
  // The gateway may report before the commit: the report waits for it.
  const auto early = tracker.handle(
      R"({"event": "messages.update", "instance": "shop-1",
          "data": {"keyId": "3EB0D41C9A7E5B60F28341", "status": "DELIVERY_ACK"}})",
      {"shop"});
  std::cout << early.body << '\n';
  place_order(tracker, store, connection, false);
  show(tracker);
  PQfinish(connection);
}

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::cerr << "Usage: 11_own_transaction CONNECTION, such as \"host=db.internal dbname=app\"\n";
    return 2;
  }
  run(argv[1]);
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
