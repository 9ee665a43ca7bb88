// Forms through a tracker and an ingestor, by the content type of the request.

#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <waybill/dialects/twilio.hpp>

#include "support/ingest_shop.hpp"

using namespace waybill_test;

namespace {

constexpr std::string_view form_type = "application/x-www-form-urlencoded";

[[nodiscard]] waybill::tracker_options of_twilio() {
  waybill::tracker_options options;
  options.dialect = waybill::twilio();
  return options;
}

[[nodiscard]] std::string callback(const std::string& id, const std::string& status) {
  return "MessageSid=" + id + "&MessageStatus=" + status;
}

}  // namespace

TEST_CASE("a form moves its message, however it comes in") {
  sent_campaign here{4};
  const waybill::tracker tracker{here.memory, of_twilio()};
  waybill::ingestor ingestor{tracker};
  const waybill::origin from{tenant, {}};
  CHECK(tracker.handle(callback("M0", "read"), from).http_status == 200);
  CHECK(tracker.handle(callback("M1", "read"), from, patience, form_type).http_status == 200);
  CHECK(ingestor.handle(callback("M2", "read"), from, patience, form_type).http_status == 200);
  CHECK(ingestor.submit(callback("M3", "read"), from, patience, form_type).get().http_status ==
        200);
  for (const auto* const row : {"row_0", "row_1", "row_2", "row_3"}) {
    CAPTURE(row);
    CHECK(here.status(row) == waybill::message_status::read);
  }
}

TEST_CASE("a form that is called JSON is refused, and moves nothing") {
  sent_campaign here{1};
  const waybill::tracker tracker{here.memory, of_twilio()};
  waybill::ingestor ingestor{tracker};
  const waybill::origin from{tenant, {}};
  const auto body = callback("M0", "read");
  for (const auto& reply : {tracker.handle(body, from, patience, "application/json"),
                            ingestor.handle(body, from, patience, "application/json"),
                            ingestor.submit(body, from, patience, "application/json").get()}) {
    CHECK(reply.http_status == 400);
    CHECK(reply.body == R"({"error":"Invalid JSON"})");
  }
  CHECK(here.status("row_0") == waybill::message_status::sent);
}

TEST_CASE("what is wrong with a form is answered in its own words") {
  waybill::memory_store store;
  const waybill::tracker tracker{store, of_twilio()};
  const auto answer = [&](std::string_view form) { return tracker.handle(form).body; };
  CHECK(answer("MessageSid=A&MessageStatus=%") == R"({"error":"Invalid form"})");
  CHECK(answer("MessageSid=A") == R"({"error":"Missing field: 'MessageStatus'"})");
  CHECK(answer("MessageStatus=read") == R"({"error":"Missing field: 'MessageSid'"})");
  CHECK(answer("MessageSid=&MessageStatus=read") == R"({"error":"Invalid field: '/MessageSid'"})");
  CHECK(answer("MessageSid=A&MessageSid=A&MessageStatus=read") ==
        R"({"error":"Duplicate field: '/MessageSid'"})");
  CHECK(answer("MessageSid=A&MessageStatus=canceled") ==
        R"({"status":"unknown_status_code","code":"canceled"})");
}
