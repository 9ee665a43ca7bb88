#pragma once

#include <string>

#include <doctest/doctest.h>

#include "harness/program.hpp"
#include "support/contains.hpp"
#include "support/webhooks.hpp"

// What can be done with the harness on any store that keeps what it is told.
namespace waybill_test {

/// The harness on one store.
struct store_harness {
  std::string store;

  [[nodiscard]] run_result operator()(const std::string& arguments,
                                      const std::string& input = {}) const {
    return run_waybill(arguments + " --store " + store, input);
  }
  [[nodiscard]] run_result report(const std::string& id, waybill::receipt what) const {
    return (*this)("handle - --json", webhook(shape::v2, "shop-1", id, what));
  }
};

/// From nothing to a campaign that is looked at in every way.
inline void run_a_campaign(const store_harness& waybill) {
  CHECK(contains(waybill("init").out, "brought up to date"));
  CHECK(contains(waybill("init").out, "is up to date"));
  CHECK(waybill("campaign add spring").exit_code == 0);
  CHECK(waybill("instance add shop-1").exit_code == 0);
  CHECK(waybill("campaign list").out == "spring\n");
  CHECK(waybill("instance list").out == "shop-1\n");

  CHECK(waybill.report("3EB0B", waybill::receipt::read).json_lines().at(0)["reply"]["status"] ==
        "not_campaign_message");
  for (const std::string n : {"A", "B", "C"}) {
    CHECK(
        waybill("sent row-" + n + " 3EB0" + n + " --campaign spring --instance shop-1").exit_code ==
        0);
  }
  const auto handled = waybill.report("3EB0A", waybill::receipt::delivered).json_lines().at(0);
  CHECK(handled["reply"]["status"] == "updated");
  CHECK(handled["reply"]["new_status"] == "delivered");

  const auto stats = waybill("stats spring").out;
  CHECK(contains(stats, "spring"));
  CHECK(contains(stats, "66.7 %"));  // two of three are delivered
  CHECK(contains(stats, "shop-1"));

  const auto page = waybill("log spring --limit 2");
  CHECK(contains(page.out, "message_delivered"));
  CHECK(contains(page.out, "--before "));
  const auto stalled = waybill("stalled --hours 0").out;
  CHECK(contains(stalled, "3EB0C"));
  CHECK_FALSE(contains(stalled, "3EB0A"));
  CHECK(contains(stalled, R"(POST /chat/findStatusMessage/shop-1 {"where":{"id":"3EB0C"}})"));
  CHECK(contains(waybill("stalled --hours 0 --gateway waha").out, "posts as waha cannot be asked"));
  CHECK(contains(waybill("stalled --hours 0 --fail").out, "1 message failed"));

  CHECK(waybill("verify spring").exit_code == 0);
  CHECK(contains(waybill("recount spring").out, "nothing to correct"));
  CHECK(waybill("sweep --json").json_lines().at(0)["waiting"] == 0);
}

/// `distort` sets a campaign's sent count to 7.
template <typename Distort>
void correct_drift(const store_harness& waybill, Distort distort) {
  CHECK(waybill("init").exit_code == 0);
  CHECK(waybill("campaign add spring").exit_code == 0);
  CHECK(waybill("sent row-1 3EB0A --campaign spring").exit_code == 0);
  distort();
  CHECK(waybill("verify spring").exit_code == 1);
  CHECK(contains(waybill("recount spring").out, "were corrected"));
  CHECK(waybill("verify spring").exit_code == 0);
}

}  // namespace waybill_test
