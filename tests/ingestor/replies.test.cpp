// An ingestor answers what a tracker answers, byte by byte.

#include <cstddef>
#include <future>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/ingest_shop.hpp"

using namespace waybill_test;
using waybill::receipt;

namespace {

/// Every shape with every receipt, twice, of messages that are known, unknown and not ours; lists;
/// and bodies that are wrong.
[[nodiscard]] std::vector<std::string> all_kinds_of_bodies() {
  std::vector<std::string> bodies{
      "",
      "no JSON",
      "[1]",
      "{}",
      "\xff",
      R"({"event":"messages.upsert","data":{}})",
      R"({"event":"messages.update","data":[]})",
      R"({"event":"messages.update"})",
      R"({"event":"messages.update","data":{"key":{},"update":{"status":2}}})",
      R"({"event":"messages.update","data":{"key":{"id":7},"update":{"status":2}}})",
      R"({"event":"messages.update","data":{"key":{"id":"M0"},"update":{"status":17}}})",
      R"({"event":"messages.update","data":{"key":{"id":"M0"},"update":{"status":5}}})"};
  std::size_t number = 0;
  for (const auto form : all_shapes) {
    for (const auto what : waybill::all_receipts) {
      const auto id = message(number++);
      const auto body = webhook(form, instance, id, what);
      bodies.insert(bodies.end(), {body, body, webhook(form, "another", id, what),
                                   webhook(form, instance, "STRANGER", what)});
    }
  }
  bodies.push_back(read_of(0, 20));
  bodies.push_back(envelope(instance, list_of({item(shape::v1, "M3", receipt::failed), "7", "{}",
                                               item(shape::v2, "NOBODY", receipt::read)})));
  return bodies;
}

[[nodiscard]] bool same(const waybill::status_transition& a, const waybill::status_transition& b) {
  return a.key == b.key && a.message_id == b.message_id && a.instance == b.instance &&
         a.campaign == b.campaign && a.contact == b.contact && a.old_status == b.old_status &&
         a.new_status == b.new_status;
}

}  // namespace

TEST_CASE("an ingestor answers as a tracker does, whatever the body") {
  for (const bool names_contact : {true, false}) {
    auto options = patient();
    options.tracker.replies_name_contact = names_contact;
    sent_campaign one{40};
    const waybill::tracker tracker{one.memory, options.tracker};
    ingest_shop other{40, options};
    for (const auto& body : all_kinds_of_bodies()) {
      CAPTURE(body);
      const auto expected = tracker.handle(body, {tenant, {}});
      const auto answered = other.ingestor.handle(body, {tenant, {}});
      CHECK(answered.http_status == expected.http_status);
      CHECK(answered.body == expected.body);
      REQUIRE(answered.transitions.size() == expected.transitions.size());
      for (std::size_t i = 0; i < expected.transitions.size(); ++i) {
        CHECK(same(answered.transitions[i], expected.transitions[i]));
      }
    }
    CHECK(other.counters() == one.counters());
    CHECK(other.parked().size() == one.parked().size());
  }
}

TEST_CASE("bodies that share a batch are answered as if each had come alone") {
  sent_campaign one{40};
  const waybill::tracker tracker{one.memory};
  ingest_shop other{40};
  const auto bodies = all_kinds_of_bodies();
  static_cast<void>(tracker.handle(read_of(0), {tenant, {}}));
  auto first = other.hold_writer();
  std::vector<std::future<waybill::reply>> answers;
  for (const auto& body : bodies) answers.push_back(other.submit(body));
  other.gate.open();
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    CAPTURE(bodies[i]);
    const auto expected = tracker.handle(bodies[i], {tenant, {}});
    const auto answered = answers[i].get();
    CHECK(answered.http_status == expected.http_status);
    CHECK(answered.body == expected.body);
    CHECK(answered.transitions.size() == expected.transitions.size());
  }
  CHECK(other.counters() == one.counters());
}

TEST_CASE("a tenant's body never touches another tenant's message, in one batch either") {
  ingest_shop here{2};
  here.add_sent(2, "other");
  auto first = here.hold_writer();
  auto mine = here.submit(read_of(1));
  auto theirs = here.submit(report_of("M1", receipt::delivered), "other");
  auto nobodys = here.submit(read_of(1), "third");
  here.gate.open();
  CHECK(json(mine.get().body)["new_status"] == "read");
  CHECK(json(theirs.get().body)["new_status"] == "delivered");
  CHECK(json(nobodys.get().body)["status"] == "not_campaign_message");
}
