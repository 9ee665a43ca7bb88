// What moves nothing is counted by its reason.

#include <cstdint>
#include <string>

#include <doctest/doctest.h>

#include <waybill/dialects/baileys.hpp>

#include "support/ingest_shop.hpp"

using namespace waybill_test;

namespace {

[[nodiscard]] std::uint64_t ignored(const waybill::ingestor& in, waybill::ignore_reason reason) {
  return in.stats().ignored[static_cast<std::size_t>(reason)];
}
[[nodiscard]] std::uint64_t issues(const waybill::ingestor& in, waybill::issue_code code) {
  return in.stats().issues[static_cast<std::size_t>(code)];
}

}  // namespace

TEST_CASE("items that are ignored or cannot be read are counted by their reason") {
  sent_campaign here{1};
  const waybill::tracker tracker{here.memory};
  waybill::ingestor ingestor{tracker};
  const auto take = [&](const std::string& body) {
    CHECK(ingestor.handle(body, {tenant, {}}).http_status != 503);
  };
  take(R"({"event":"messages.upsert","data":{}})");
  take(R"({"event":"Receipt","data":{"MessageIDs":["A"]}})");
  take(R"({"event":"message.ack","session":"a","payload":{}})");
  take(R"({"event":"messages.update","data":[{"keyId":"A"},{"keyId":"A","status":"DELETED"},7]})");
  take("MessageSid=SM1&MessageStatus=read");
  CHECK(ignored(ingestor, waybill::ignore_reason::other_event) == 1);
  CHECK(ignored(ingestor, waybill::ignore_reason::unknown_event) == 2);
  CHECK(ignored(ingestor, waybill::ignore_reason::no_status) == 1);
  CHECK(ignored(ingestor, waybill::ignore_reason::deleted_is_not_a_receipt) == 1);
  CHECK(issues(ingestor, waybill::issue_code::wrong_type) == 1);
  CHECK(issues(ingestor, waybill::issue_code::invalid_json) == 1);
}

TEST_CASE("what is odd in an item that moves something is counted too") {
  sent_campaign here{1};
  const waybill::tracker tracker{here.memory, {.dialect = waybill::baileys()}};
  waybill::ingestor ingestor{tracker};
  const auto reply = ingestor.handle(
      R"([{"key":{"id":"M0"},"receipt":{"receiptTimestamp":1761135401,"readTimestamp":""}}])",
      {tenant, {}});
  CHECK(json(reply.body)["status"] == "updated");
  CHECK(issues(ingestor, waybill::issue_code::wrong_type) == 1);
}

TEST_CASE("a report under another instance's name is counted as not ours and as parked") {
  sent_campaign here{1};
  const waybill::tracker tracker{here.memory};
  waybill::ingestor ingestor{tracker};
  const auto reply =
      ingestor.handle(webhook(shape::v2, "INST_1", "M0", waybill::receipt::read), {tenant, {}});
  CHECK(json(reply.body)["status"] == "not_campaign_message");
  const auto stats = ingestor.stats();
  CHECK(stats.not_ours == 1);
  CHECK(stats.unknown == 0);
  CHECK(stats.parked == 1);
  CHECK(here.parked().size() == 1);
}
