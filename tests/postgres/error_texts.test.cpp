// What a store's errors say, and what they never say.

#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/soci/postgres_store.hpp>
#include <waybill/store_error.hpp>
#include <waybill/tracker.hpp>

#include "postgres/cluster.hpp"
#include "postgres/observer.hpp"
#include "postgres/postgres_world.hpp"
#include "soci/failure.hpp"
#include "support/marked_calls.hpp"

using namespace waybill_test;
using waybill::postgres_store;
using waybill::store_error;
using waybill::store_failure;

namespace {

void expect_discreet(const store_error& error) {
  waybill_test::expect_discreet(error, {"unnest", "waybill."});
}

}  // namespace

TEST_CASE("without tables every operation names itself, the SQLSTATE and what to do") {
  postgres_store store{cluster::shared().new_database()};
  const auto errors = errors_of(store);
  CHECK(errors.size() == marked_calls<postgres_store>().size());
  for (const auto& error : errors) {
    expect_discreet(error);
    CHECK(error.sqlstate() == "42P01");
    CHECK(contains(error.what(), "(SQLSTATE 42P01)"));
    CHECK(contains(error.what(), "migrate the schema"));
    // Not the item's fault: it is to be sent again once there are tables.
    CHECK(error.retry_safe());
  }
  CHECK(std::string{errors[1].what()}.starts_with("apply "));
}

TEST_CASE("without rights every operation says that a right is missing") {
  postgres_place place;
  place.look.script("CREATE ROLE stranger LOGIN; GRANT USAGE ON SCHEMA waybill TO stranger");
  auto url = place.url();
  url.replace(url.find("waybill@"), 7, "stranger");
  postgres_store store{url};
  for (const auto& error : errors_of(store)) {
    expect_discreet(error);
    CHECK(error.sqlstate() == "42501");
    CHECK(error.retry_safe());
  }
}

TEST_CASE("a row that a constraint refuses is not repeated at once, and is nobody's item") {
  postgres_place place;
  place.look.script(
      "ALTER TABLE waybill.parked_update ADD CHECK (receipt <> 'pending');"
      "ALTER TABLE waybill.campaign ADD CHECK (id <> '" +
      marked + "')");
  for (const auto& error : errors_of(place.store)) {
    expect_discreet(error);
    CHECK(error.sqlstate() == "23514");
    CHECK(error.misconfigured());
  }
  CHECK(errors_of(place.store).size() == 2);
}

TEST_CASE("a connection that does not come about says why and never repeats the password") {
  const std::vector<std::string> connections{
      "host=127.0.0.1 port=1 user=x password=" + marked + " dbname=none",
      "postgresql://x:" + marked + "@127.0.0.1:1/none"};
  for (const auto& connection : connections) {
    postgres_store store{connection};
    const auto errors = errors_of(store);
    CHECK(errors.size() == marked_calls<postgres_store>().size());
    for (const auto& error : errors) {
      expect_discreet(error);
      CHECK(error.retry_safe());
      CHECK(std::string{error.what()}.starts_with("open: "));
      CHECK(contains(error.what(), "Connection refused"));
    }
  }
}

TEST_CASE("what a tracker logs of a failing store is as discreet") {
  postgres_store store{cluster::shared().new_database()};
  waybill::tracker_options options;
  std::vector<std::string> lines;
  options.on_log = [&](auto, std::string_view text, const auto&) { lines.emplace_back(text); };
  const waybill::tracker tracker{store, options};
  const auto reply = tracker.handle(
      R"({"event":"messages.update","data":{"keyId":")" + marked + R"(","status":"READ"}})",
      {marked, {}}, std::chrono::seconds{2});
  CHECK(reply.http_status == 503);
  CHECK_FALSE(contains(reply.body, marked));
  REQUIRE(lines.size() == 1);
  CHECK(contains(lines[0], "SQLSTATE 42P01"));
  CHECK_FALSE(contains(lines[0], marked));
}

TEST_CASE("each SQLSTATE tells whether to send again, and only bytes and size blame the item") {
  using waybill::detail::classify;
  const std::vector<std::pair<std::string, store_failure>> kinds{
      {"40001", store_failure::retry_safe},    {"40P01", store_failure::retry_safe},
      {"55P03", store_failure::retry_safe},    {"57014", store_failure::retry_safe},
      {"53300", store_failure::retry_safe},    {"53100", store_failure::retry_safe},
      {"25006", store_failure::retry_safe},    {"25P02", store_failure::retry_safe},
      {"26000", store_failure::retry_safe},    {"42P01", store_failure::retry_safe},
      {"42501", store_failure::retry_safe},    {"0A000", store_failure::misconfigured},
      {"22P04", store_failure::misconfigured}, {"XX000", store_failure::outcome_unknown},
      {"22021", store_failure::permanent},     {"22P05", store_failure::permanent},
      {"54000", store_failure::permanent},     {"22001", store_failure::misconfigured},
      {"22003", store_failure::misconfigured}, {"22P02", store_failure::misconfigured},
      {"23502", store_failure::misconfigured}, {"23503", store_failure::misconfigured},
      {"23505", store_failure::misconfigured}, {"23514", store_failure::misconfigured},
      {"428C9", store_failure::misconfigured}, {"P0001", store_failure::misconfigured}};
  for (const auto& [state, kind] : kinds) {
    const std::string sqlstate{state};
    CAPTURE(sqlstate);
    CHECK((classify(sqlstate, true, true) == kind));
  }
}

TEST_CASE("a connection lost while writing leaves the outcome unknown, and while reading nothing") {
  using waybill::detail::classify;
  for (const auto* const sqlstate : {"", "08006", "57P01", "57P02"}) {
    CAPTURE(sqlstate);
    CHECK((classify(sqlstate, false, true) == store_failure::outcome_unknown));
    CHECK((classify(sqlstate, false, false) == store_failure::retry_safe));
  }
}

TEST_CASE("a connection that the server lost to another one is as lost as our own") {
  using waybill::detail::classify;
  for (const auto* const sqlstate : {"08006", "XX000"}) {
    CAPTURE(sqlstate);
    CHECK((classify(sqlstate, true, true) == store_failure::outcome_unknown));
    CHECK((classify(sqlstate, true, false) == store_failure::retry_safe));
  }
}
