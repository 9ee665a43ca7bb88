#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/testing/contract/samples.hpp>
#include <waybill/testing/contract/world.hpp>

#include "support/contains.hpp"
#include "support/marked_calls.hpp"

namespace waybill_test {

/// Something in the database that keeps rows from being written without an error.
struct obstacle {
  std::string there;  ///< the script that sets it up
  std::string gone;   ///< and the one that removes it
  std::string table;  ///< whose rows it keeps, as errors write it
};

/// Two sent messages of one campaign, instance and contact.
struct two_messages {
  explicit two_messages(waybill::testing::contract_world& world) {
    world.add_campaign(tenant, world.id(1));
    world.add_instance(tenant, "shop-1", {});
    world.add_contact(tenant, world.id(2), "");
    for (std::size_t i = 0; i < 2; ++i) {
      rows.push_back({.key = {tenant, world.id(10 + i)},
                      .message_id = "M" + std::to_string(i),
                      .instance = "shop-1",
                      .campaign = world.id(1),
                      .contact = world.id(2),
                      .status = waybill::message_status::sent,
                      .times = {waybill::testing::contract::at(0), {}, {}, {}}});
    }
    world.add_messages(rows);
  }

  /// Both were read.
  [[nodiscard]] std::vector<waybill::change> read() const {
    return {waybill::testing::contract::read(rows[0]), waybill::testing::contract::read(rows[1])};
  }

  /// What a world shows of everything that this changes.
  [[nodiscard]] std::string shown_by(waybill::testing::contract_world& world) const {
    std::string result;
    for (const auto& row : rows) {
      const waybill::message_key key{tenant, row.message_id};
      result += to_string(*world.subject().load({&key, 1}).at(0).at(0).status);
      result += ' ';
    }
    const auto& first = rows[0];
    const bool touched = world.last_interaction(tenant, first.contact).has_value();
    return result + std::to_string(world.counters(tenant, first.campaign).read) + ' ' +
           std::to_string(world.gauges(tenant, first.instance).read_today) +
           (touched ? " touched " : " ") + std::to_string(world.log(tenant, first.campaign).size());
  }

  static inline const std::string tenant = "tenant_a";
  static inline const std::string unread = "sent sent 0 0 0";
  static inline const std::string all_read = "read read 2 2 touched 2";
  std::vector<waybill::tracked_message> rows;
};

/// Each obstacle fails the step whole and is named; without it the same step lands.
template <typename Observer>
void expect_told(Observer& look, waybill::testing::contract_world& world,
                 const std::vector<obstacle>& obstacles) {
  const two_messages here{world};
  const auto changes = here.read();
  for (const auto& each : obstacles) {
    CAPTURE(each.there);
    look.script(each.there);
    const auto error = error_of([&] { static_cast<void>(world.subject().apply(changes)); });
    const std::string told{error.what()};
    CAPTURE(told);
    CHECK(error.misconfigured());
    CHECK(contains(told, each.table));
    CHECK(here.shown_by(world) == two_messages::unread);
    look.script(each.gone);
  }
  CHECK(world.subject().apply(changes).empty());
  CHECK(here.shown_by(world) == two_messages::all_read);
}

}  // namespace waybill_test
