// For servers that must not wait: a callback or a future in place of a blocked thread.

#include <future>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "support/ingest_shop.hpp"

using namespace waybill_test;
using waybill::receipt;

TEST_CASE("a callback is called once, with the answer, after the body is durable") {
  ingest_shop here{2};
  std::promise<waybill::reply> answered;
  int calls = 0;
  here.ingestor.submit(read_of(0), {tenant, {}}, [&](waybill::reply answer) {
    ++calls;
    answered.set_value(std::move(answer));
  });
  const auto reply = answered.get_future().get();
  CHECK(json(reply.body)["status"] == "updated");
  CHECK(reply.transitions.size() == 1);
  CHECK(here.status("row_0") == waybill::message_status::read);
  here.ingestor.stop(patience);
  CHECK(calls == 1);
}

TEST_CASE(
    "a callback runs on the calling thread where no store is needed, and else on another one") {
  ingest_shop here{1};
  const auto caller_of = [&](std::string_view body) {
    std::promise<std::thread::id> where;
    here.ingestor.submit(body, {tenant, {}}, [&](const waybill::reply&) {
      where.set_value(std::this_thread::get_id());
    });
    return where.get_future().get();
  };
  CHECK(caller_of("no JSON") == std::this_thread::get_id());
  CHECK(caller_of(R"({"event":"other"})") == std::this_thread::get_id());
  CHECK(caller_of(read_of(0)) != std::this_thread::get_id());
  here.ingestor.stop(patience);
  CHECK(caller_of(read_of(0)) == std::this_thread::get_id());
}

TEST_CASE("a callback that throws harms nobody, on either thread") {
  std::vector<std::string> warnings;
  auto options = patient();
  options.tracker.on_log = [&](waybill::severity level, std::string_view text,
                               const waybill::log_ids&) {
    if (level == waybill::severity::warning) warnings.emplace_back(text);
  };
  ingest_shop here{2, options};
  here.ingestor.submit(R"({"event":"messages.upsert"})", {tenant, {}},
                       [](const waybill::reply&) { throw 42; });
  here.ingestor.submit(read_of(0), {tenant, {}}, [](const waybill::reply&) { throw 42; });
  CHECK(here.ingestor.handle(read_of(1), {tenant, {}}).http_status == 200);
  here.ingestor.stop(patience);
  CHECK(warnings == std::vector<std::string>(2, "a callback threw"));
}

TEST_CASE("a callback may submit the next body") {
  ingest_shop here{2};
  std::promise<int> second;
  here.ingestor.submit(read_of(0), {tenant, {}}, [&](const waybill::reply&) {
    here.ingestor.submit(read_of(1), {tenant, {}}, [&](const waybill::reply& answer) {
      second.set_value(answer.http_status);
    });
  });
  CHECK(second.get_future().get() == 200);
}

TEST_CASE("a future holds the same answer") {
  ingest_shop here{1};
  CHECK(json(here.submit(read_of(0)).get().body)["status"] == "updated");
  CHECK(here.submit("no JSON").get().http_status == 400);
  CHECK(here.ingestor.submit(report_of("M0", receipt::read)).get().body ==
        R"({"status":"not_campaign_message"})");
}
