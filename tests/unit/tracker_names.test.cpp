// An instance with different names in its rows and its webhooks: nothing moves, a warning is
// logged, and once the name is corrected nothing is lost.

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/forwarding_store.hpp>
#include <waybill/testing/manual_clock.hpp>

#include "support/campaign.hpp"

using waybill::message_status;
using waybill::receipt;
using waybill_test::json;
using waybill_test::shape;
using waybill_test::tenant;
using namespace std::chrono_literals;

namespace {

/// A store in which an operator corrects the names of instances.
struct renaming_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  std::map<std::string, std::string> names{};

  std::vector<std::vector<waybill::tracked_message>> load(
      std::span<const waybill::message_key> keys) override {
    auto found = forwarding_store::load(keys);
    for (auto& rows : found) {
      for (auto& row : rows) {
        if (const auto slot = names.find(row.instance); slot != names.end()) {
          row.instance = slot->second;
        }
      }
    }
    return found;
  }
};

/// Row `row_1` with message M1 was recorded with the instance's id; webhooks have its name.
struct misnamed_shop {
  waybill::testing::manual_clock clock{waybill::time_point{std::chrono::days{20'000}}};
  std::vector<std::string> warnings{};
  waybill_test::campaign_store inner{};
  renaming_store store{inner.memory};
  waybill::tracker tracker{store, options()};

  misnamed_shop() { static_cast<void>(tracker.record_sent(waybill_test::send_of("row_1", "M1"))); }

  [[nodiscard]] waybill::tracker_options options() {
    waybill::tracker_options result;
    result.clock = &clock;
    result.parking_time_to_live = 1h;
    result.on_log = [this](waybill::severity level, std::string_view text, const auto&) {
      if (level == waybill::severity::warning) warnings.emplace_back(text);
    };
    return result;
  }
  std::string report(receipt what, const std::vector<std::string>& allowed = {}) {
    const auto body = waybill_test::webhook(shape::v2, "shop-1", "M1", what);
    return json(tracker.handle(body, {tenant, allowed}).body)["status"];
  }
  void correct_the_name() { store.names[waybill_test::instance] = "shop-1"; }
};

}  // namespace

TEST_CASE("a report whose instance goes by another name moves nothing and waits") {
  misnamed_shop here;
  CHECK(here.report(receipt::delivered) == "not_campaign_message");
  CHECK(here.inner.status("row_1") == message_status::sent);
  CHECK(here.inner.parked().size() == 1);
  const auto swept = here.tracker.sweep();
  CHECK(swept.settled == 0);
  CHECK(swept.expired == 0);
  CHECK(swept.waiting == 1);
  CHECK(here.inner.parked().size() == 1);
}

TEST_CASE("once the name is corrected a sweep brings the reports back") {
  misnamed_shop here;
  here.report(receipt::delivered);
  here.clock.advance(10min);
  here.report(receipt::read);
  here.correct_the_name();
  const auto swept = here.tracker.sweep();
  CHECK(swept.settled == 2);
  CHECK(swept.transitions.size() == 2);
  CHECK(here.inner.status("row_1") == message_status::read);
  CHECK(here.inner.row("row_1")->times.delivered_at ==
        waybill::time_point{std::chrono::days{20'000}});
  CHECK(here.inner.parked().empty());
  CHECK(here.inner.counters() == waybill::campaign_delta{1, 1, 1, 0});
}

TEST_CASE("once the name is corrected the next report brings the earlier ones back") {
  misnamed_shop here;
  here.report(receipt::read);
  here.correct_the_name();
  CHECK(here.report(receipt::delivered) == "updated");
  static_cast<void>(here.tracker.sweep());
  CHECK(here.inner.status("row_1") == message_status::read);
}

TEST_CASE("a report under another name expires as others do, and not before") {
  misnamed_shop here;
  here.report(receipt::read);
  here.clock.advance(1h);
  CHECK(here.tracker.sweep().waiting == 1);
  here.clock.advance(1us);
  const auto swept = here.tracker.sweep();
  CHECK(swept.expired == 1);
  CHECK(swept.settled == 0);
  CHECK(swept.waiting == 0);
  CHECK(here.inner.parked().empty());
}

TEST_CASE(
    "a report under another name that waited too long is settled if the name is right by then") {
  misnamed_shop here;
  here.report(receipt::read);
  here.clock.advance(48h);
  here.correct_the_name();
  CHECK(here.tracker.sweep().settled == 1);
  CHECK(here.inner.status("row_1") == message_status::read);
}

TEST_CASE("an early update that turns out to be under another name goes on waiting") {
  misnamed_shop here;
  const auto body = waybill_test::webhook(shape::v2, "shop-1", "M2", receipt::read);
  static_cast<void>(here.tracker.handle(body, {tenant, {}}));
  static_cast<void>(here.tracker.record_sent(waybill_test::send_of("row_2", "M2")));
  CHECK(here.inner.parked().size() == 1);
  CHECK(here.warnings.size() == 1);
  here.correct_the_name();
  CHECK(here.tracker.sweep().settled == 1);
  CHECK(here.inner.status("row_2") == message_status::read);
}

TEST_CASE("a warning names both names, once a minute") {
  misnamed_shop here;
  for (int i = 0; i < 5; ++i) here.report(receipt::read);
  static_cast<void>(here.tracker.sweep());
  REQUIRE(here.warnings.size() == 1);
  CHECK(here.warnings.front().find("'shop-1'") != std::string::npos);
  CHECK(here.warnings.front().find("'" + waybill_test::instance + "'") != std::string::npos);
  here.clock.advance(1min);
  here.report(receipt::read);
  CHECK(here.warnings.size() == 2);
}

TEST_CASE("a body that may not speak for the instance it names is told and not parked") {
  misnamed_shop here;
  CHECK(here.report(receipt::read, {"shop-2"}) == "not_campaign_message");
  CHECK(here.inner.parked().empty());
  REQUIRE(here.warnings.size() == 1);
  CHECK(here.warnings.front().find("may not speak") != std::string::npos);
}
