#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <waybill/soci/own_transaction.hpp>
#include <waybill/tracker.hpp>

#include "postgres/postgres_world.hpp"
#include "support/faulty_shop.hpp"

namespace waybill_test {

/// A shop with a table of its own beside waybill's, and a tracker that never really waits.
struct own_shop {
  postgres_place place;
  pause_recorder clock{};
  std::vector<waybill::status_transition> heard{};
  waybill::tracker tracker;

  explicit own_shop(const waybill::postgres_options& options = {}, const std::string& url = {})
      : place(options, url), tracker(place.store, listening()) {
    place.look.script("CREATE TABLE shop_order (id text)");
    place.store.catalog()->add_campaign({tenant, campaign});
    place.store.catalog()->add_instance({tenant, instance});
  }

  [[nodiscard]] waybill::own_transaction sends_on(const observer& caller) {
    return {tracker, place.store, caller.connection()};
  }
  void report(std::string_view id, waybill::receipt what) {
    static_cast<void>(tracker.handle(webhook(shape::v2, instance, id, what), {tenant, {}}));
  }

  [[nodiscard]] std::string count(const std::string& table) {
    return place.look.value("SELECT count(*) FROM " + table);
  }
  [[nodiscard]] std::string orders() { return count("shop_order"); }
  [[nodiscard]] std::string rows() { return count("waybill.campaign_contact"); }
  [[nodiscard]] std::string parked() { return count("waybill.parked_update"); }
  [[nodiscard]] waybill::campaign_delta counters() {
    const auto audit = *place.store.reports()->audit({tenant, campaign});
    return audit.holds() ? place.store.reports()->read_campaign({tenant, campaign})->counters
                         : waybill::campaign_delta{.sent = -1};
  }

 private:
  [[nodiscard]] waybill::tracker_options listening() {
    waybill::tracker_options options;
    options.clock = &clock;
    options.observers.push_back([this](const auto& moved) { heard.push_back(moved); });
    return options;
  }
};

/// What an order begins with.
inline const std::string begin_order = "BEGIN; INSERT INTO shop_order VALUES ('1')";

}  // namespace waybill_test
