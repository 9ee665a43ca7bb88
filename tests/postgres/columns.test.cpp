// A column of existing tables gets a value only by a report that is about it.

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/testing/contract/samples.hpp>
#include <waybill/tracker.hpp>

#include "postgres/existing/world.hpp"
#include "support/contains.hpp"
#include "support/obstacles.hpp"
#include "support/webhooks.hpp"

using namespace waybill_test;
using waybill::message_status;
using waybill::receipt;
namespace contract = waybill::testing::contract;

namespace {

/// Two sent messages in the reference's tables, which have no reason of a failure, and what a
/// tracker says of them.
class kept_columns {
 public:
  explicit kept_columns(const std::string& script = {}) {
    place_.look.script("UPDATE campaigns_campaigncontact SET error_message = NULL");
    if (!script.empty()) place_.look.script(script);
    options_.deadline = std::chrono::milliseconds{500};
    options_.on_log = [this](waybill::severity level, std::string_view text,
                             const waybill::log_ids&) {
      if (level == waybill::severity::warning) warnings.emplace_back(text);
    };
  }

  /// The HTTP status of a report of the first message.
  int report(receipt what) {
    const waybill::tracker tracker{place_.store, options_};
    return tracker.handle(webhook(shape::v2, "shop-1", "M0", what), {two_messages::tenant, {}})
        .http_status;
  }
  void apply(const waybill::change& what) { CHECK(place_.store.apply({&what, 1}).empty()); }
  [[nodiscard]] waybill::tracked_message first() {
    const waybill::message_key key{two_messages::tenant, "M0"};
    return place_.store.load({&key, 1}).at(0).at(0);
  }
  /// A value of the first message, or of the instance; `-` for NULL.
  [[nodiscard]] std::string message(const std::string& column) {
    return value(column, "campaigns_campaigncontact WHERE id = 10");
  }
  [[nodiscard]] std::string instance(const std::string& column) {
    return value(column, "notifications_whatsappinstance");
  }
  [[nodiscard]] std::string value(const std::string& column, const std::string& from) {
    return place_.look.value("SELECT coalesce((" + column + ")::text, '-') FROM " + from);
  }
  [[nodiscard]] std::vector<std::string> checked() { return place_.store.check_schema(); }

  std::vector<std::string> warnings;

 private:
  existing_place place_{reference_tables("bigint")};
  existing_world world_{place_};
  two_messages messages_{world_};
  waybill::tracker_options options_;
};

const std::string reason_with_failures =
    "ALTER TABLE campaigns_campaigncontact"
    " ADD CHECK ((status = 'failed') = (error_message IS NOT NULL))";

}  // namespace

TEST_CASE("a reason that is NULL stays so until a failure gives one, and a new send clears it") {
  kept_columns here{reason_with_failures};
  CHECK(here.report(receipt::delivered) == 200);
  CHECK(here.message("status") == "delivered");
  CHECK(here.message("error_message") == "-");
  CHECK(here.report(receipt::read) == 200);
  CHECK(here.message("error_message") == "-");
  here.apply(contract::failed(here.first(), {"131026", "not on WhatsApp"}));
  CHECK(here.message("error_message") == "not on WhatsApp");
  auto resent = contract::sent(here.first(), {"M2", "shop-1", true});
  here.apply(resent);
  CHECK(here.message("status") == "sent");
  CHECK(here.message("error_message") == "-");
}

TEST_CASE("gauges that a report is not about stay as they are") {
  kept_columns here{
      "ALTER TABLE notifications_whatsappinstance ALTER msgs_failed_today DROP NOT NULL,"
      " ALTER consecutive_errors DROP NOT NULL, ALTER msgs_read_today DROP NOT NULL;"
      "UPDATE notifications_whatsappinstance SET msgs_failed_today = NULL,"
      " consecutive_errors = NULL, msgs_read_today = NULL, health_score = 250"};
  auto read = contract::read(here.first());
  read.instance.health = 0;
  here.apply(read);
  CHECK(here.instance("msgs_read_today") == "1");
  CHECK(here.instance("msgs_failed_today") == "-");
  CHECK(here.instance("consecutive_errors") == "-");
  CHECK(here.instance("health_score") == "250");
}

TEST_CASE("a counter that is NULL was never counted in, and counts from zero") {
  kept_columns here{
      "ALTER TABLE campaigns_campaign ALTER delivered_count DROP NOT NULL,"
      " ALTER read_count DROP NOT NULL;"
      "UPDATE campaigns_campaign SET delivered_count = NULL, read_count = NULL"};
  CHECK(here.report(receipt::delivered) == 200);
  CHECK(here.value("delivered_count", "campaigns_campaign") == "1");
  CHECK(here.value("read_count", "campaigns_campaign") == "-");
}

TEST_CASE("a failure's text is in the log's details under both names") {
  kept_columns here;
  here.apply(contract::failed(here.first(), {"131026", "not on WhatsApp"}));
  const std::string log = "campaigns_campaignlog WHERE log_type = 'message_failed'";
  CHECK(here.value("details->>'error'", log) == "not on WhatsApp");
  CHECK(here.value("details->>'error_message'", log) == "not on WhatsApp");
}

TEST_CASE("statuses in capitals are told by the check of the schema and with each report") {
  kept_columns here{"UPDATE campaigns_campaigncontact SET status = 'SENT'"};
  const auto told = here.checked();
  REQUIRE(told.size() == 1);
  CHECK(contains(told[0], R"(rows of "campaigns_campaigncontact" have the status 'SENT')"));
  CHECK(contains(told[0], "lower(btrim("));
  CHECK(here.report(receipt::delivered) == 200);
  CHECK(here.message("status") == "SENT");
  REQUIRE(here.warnings.size() == 1);
  CHECK(contains(here.warnings[0], "the row's status 'SENT' is none of waybill's"));
}
