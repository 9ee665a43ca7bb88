// What the dialects read besides ids and receipts: times, reasons, instances. The samples in
// tests/spec/payloads show all shapes.

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <waybill/dialects/known.hpp>
#include <waybill/parse.hpp>

namespace {

using namespace waybill;

status_update only_update(const dialect& by, std::string_view body) {
  const auto report = parse(by, body);
  REQUIRE(report.items == 1);
  REQUIRE(report.updates.size() == 1);
  return report.updates.front();
}

std::optional<time_point> time_in(const dialect& by, std::string_view body) {
  return only_update(by, body).occurred_at;
}

constexpr time_point receipt_time{std::chrono::seconds{1'763'640'003}};

std::string cloud_status(const std::string& members) {
  return R"({"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages",)"
         R"("value":{"metadata":{"phone_number_id":"100"},"statuses":[{"id":"A",)" +
         members + "}]}}]}]}";
}

}  // namespace

TEST_CASE("every dialect has a name of its own, by which it is found") {
  std::set<std::string_view> names;
  for (const auto& each : known_dialects) {
    CAPTURE(each.name);
    CHECK(names.insert(each.name).second);
    CHECK(find_dialect(each.name)->name == each.name);
  }
  CHECK_FALSE(find_dialect("").has_value());
  CHECK_FALSE(find_dialect("Evolution").has_value());
}

TEST_CASE("the settings reach the dialects that have any") {
  const auto* const body =
      R"({"event":"messages.update","data":{"key":{"id":"A"},"update":{"status":2}}})";
  CHECK(only_update(*find_dialect("evolution"), body).receipt == receipt::delivered);
  CHECK(only_update(*find_dialect("evolution", {.numbers = baileys_numbers}), body).receipt ==
        receipt::sent);
  const auto* const own = R"([{"key":{"id":"A","remoteJid":"1@g.us"},)"
                          R"("receipt":{"userJid":"7@lid","readTimestamp":1763640003}}])";
  const auto report = parse(*find_dialect("baileys", {.own_addresses = {"7@lid"}}), own);
  REQUIRE(report.ignored.size() == 1);
  CHECK(report.ignored.front().reason == ignore_reason::own_device);
}

TEST_CASE("a report has the provider's own time where there is one") {
  CHECK(time_in(cloud_api(), cloud_status(R"("status":"read","timestamp":"1763640003")")) ==
        receipt_time);
  CHECK(time_in(cloud_api(), cloud_status(R"("status":"read","timestamp":1763640003000)")) ==
        receipt_time);
  CHECK(time_in(whatsmeow(), R"({"event":"Receipt","state":"Read","data":{"MessageIDs":["A"],)"
                             R"("Timestamp":"2025-11-20T09:00:03-03:00"}})") == receipt_time);
  CHECK(time_in(gowa(), R"({"event":"message.ack","timestamp":"2025-11-20T12:00:03Z","payload":)"
                        R"({"ids":["A"],"receipt_type":"read"}})") == receipt_time);
  CHECK(time_in(zapi(), R"({"type":"MessageStatusCallback","status":"READ","ids":["A"],)"
                        R"("momment":1763640003000})") == receipt_time);
  CHECK(time_in(gupshup(), R"({"app":"a","type":"message-event","payload":{"gsId":"A",)"
                           R"("type":"read","payload":{"ts":1763640003}}})") == receipt_time);
  CHECK(time_in(green_api(), R"({"typeWebhook":"outgoingMessageStatus","idMessage":"A",)"
                             R"("status":"read","timestamp":1763640003})") == receipt_time);
  CHECK(time_in(whapi(),
                R"({"channel_id":"c","event":{"type":"statuses"},"statuses":[)"
                R"({"id":"A","status":"read","timestamp":"1763640003"}]})") == receipt_time);
}

TEST_CASE("YCloud's time is that of the stage which is reported") {
  const auto body = [](const std::string& status) {
    return R"({"type":"whatsapp.message.updated","createTime":"2025-11-21T00:00:00Z",)"
           R"("whatsappMessage":{"id":"A","status":")" +
           status +
           R"(","sendTime":"2025-11-20T12:00:01Z","deliverTime":"2025-11-20T12:00:02Z",)"
           R"("readTime":"2025-11-20T12:00:03Z"}})";
  };
  CHECK(time_in(ycloud(), body("read")) == receipt_time);
  CHECK(time_in(ycloud(), body("delivered")) == receipt_time - std::chrono::seconds{1});
  CHECK(time_in(ycloud(), body("sent")) == receipt_time - std::chrono::seconds{2});
  CHECK_FALSE(time_in(ycloud(), body("failed")).has_value());
}

TEST_CASE("the time when a gateway posted, or when the message was made, is not that of a report") {
  for (const auto& update :
       {only_update(waha(), R"({"event":"message.ack","session":"s","timestamp":1763640003000,)"
                            R"("payload":{"id":"true_1@c.us_A","ack":2}})"),
        only_update(wppconnect(), R"({"event":"onack","session":"s","t":1763640003,)"
                                  R"("id":"true_1@c.us_A","ack":2})"),
        only_update(codechat(), R"({"event":"messages.update","instance":{"name":"s"},"data":)"
                                R"({"messageMessageId":"A","status":"READ",)"
                                R"("dateTime":"2025-11-20T12:00:03Z"}})"),
        only_update(evolution_acks(), R"({"event":"message.ack","instance":"s","data":)"
                                      R"({"key":{"id":"A"},"ack":2,"timestamp":1763640003}})")}) {
    CHECK(update.instance == "s");
    CHECK_FALSE(update.occurred_at.has_value());
  }
}

TEST_CASE("a time that cannot be one is remarked on, and the report counts without it") {
  const auto report =
      parse(cloud_api(), cloud_status(R"("status":"read","timestamp":"yesterday")"));
  REQUIRE(report.updates.size() == 1);
  CHECK_FALSE(report.updates.front().occurred_at.has_value());
  REQUIRE(report.remarks.size() == 1);
  CHECK(report.remarks.front().pointer == "/entry/0/changes/0/value/statuses/0/timestamp");
}

TEST_CASE("Go's zero time is none") {
  const auto report = parse(whatsmeow(), R"({"event":"Receipt","state":"Read","data":)"
                                         R"({"MessageIDs":["A"],)"
                                         R"("Timestamp":"0001-01-01T00:00:00Z"}})");
  REQUIRE(report.updates.size() == 1);
  CHECK_FALSE(report.updates.front().occurred_at.has_value());
  CHECK(report.remarks.empty());
}

TEST_CASE("a failure keeps the provider's code and sentence") {
  CHECK(only_update(cloud_api(), cloud_status(R"("status":"failed","errors":[{"code":131026,)"
                                              R"("title":"t","message":"Undeliverable",)"
                                              R"("error_data":{"details":"why"}}])"))
            .reason ==
        failure_reason{"131026", "Undeliverable: why", failure_kind::blocked_or_undeliverable});
  CHECK(only_update(twilio(),
                    "MessageSid=A&MessageStatus=undelivered&ErrorCode=63024&"
                    "ChannelStatusMessage=Invalid+recipient")
            .reason ==
        failure_reason{"63024", "Invalid recipient", failure_kind::blocked_or_undeliverable});
  CHECK(only_update(twilio(), "MessageSid=A&MessageStatus=failed").reason.empty());
  CHECK(only_update(green_api(), R"({"typeWebhook":"outgoingMessageStatus","idMessage":"A",)"
                                 R"("status":"noAccount","description":"not there"})")
            .reason == failure_reason{"noAccount", "not there", failure_kind::not_on_whatsapp});
  CHECK(only_update(wppconnect(), R"({"event":"onack","session":"s","id":{"id":"A"},"ack":-2})")
            .reason == failure_reason{"-2", "expired"});
}

TEST_CASE("a reason stands with a failure alone") {
  CHECK(only_update(cloud_api(), cloud_status(R"("status":"read","errors":[{"code":1}])"))
            .reason.empty());
  CHECK(only_update(twilio(), "MessageSid=A&MessageStatus=read&ErrorCode=0").reason.empty());
}

TEST_CASE("the instance is a name that people chose, and no number of the provider's own") {
  CHECK(only_update(waha(), R"({"event":"message.ack","session":"shop-1",)"
                            R"("payload":{"id":"true_1@c.us_A","ack":2}})")
            .instance == "shop-1");
  CHECK(only_update(whatsmeow(), R"({"event":"Receipt","state":"Read","instanceName":"shop-1",)"
                                 R"("data":{"MessageIDs":["A"]}})")
            .instance == "shop-1");
  CHECK(only_update(whatsmeow(),
                    "instanceName=shop-1&jsonData=%7B%22type%22%3A%22ReadReceipt%22%2C"
                    "%22state%22%3A%22Read%22%2C%22event%22%3A%7B%22MessageIDs%22%3A"
                    "%5B%22A%22%5D%7D%7D")
            .instance == "shop-1");
  CHECK(only_update(gupshup(), R"({"app":"shop-1","type":"message-event","payload":{"gsId":"A",)"
                               R"("type":"read"}})")
            .instance == "shop-1");
  CHECK(only_update(cloud_api(), cloud_status(R"("status":"read")")).instance.empty());
}

TEST_CASE("a hundred thousand ids in one receipt are as many updates") {
  std::string ids;
  for (int i = 0; i < 100'000; ++i) ids += (i == 0 ? "\"" : ",\"") + std::to_string(i) + '"';
  const auto report = parse(
      whatsmeow(), R"({"event":"Receipt","state":"Read","data":{"MessageIDs":[)" + ids + "]}}");
  CHECK(report.items == 100'000);
  REQUIRE(report.updates.size() == 100'000);
  CHECK(report.updates.back().message_id == "99999");
}
