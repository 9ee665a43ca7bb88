// The replies to broken bodies; such bodies write nothing wrong.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <waybill/dialects/baileys.hpp>

#include "support/campaign.hpp"
#include "support/mutations.hpp"
#include "support/samples.hpp"

using namespace waybill_test;

namespace {

/// A body, and the reply it must get.
struct bad_body {
  std::string name;
  std::string body;
  int http_status;
  std::string reply;
};

[[nodiscard]] std::string about(const std::string& id, const std::string& status = "2") {
  return R"({"event":"messages.update","data":{"key":{"id":)" + id + R"(},"update":{"status":)" +
         status + "}}}";
}

[[nodiscard]] std::vector<bad_body> bad_bodies() {
  const std::string not_json = R"({"error":"Invalid JSON"})";
  const std::string bad_id = R"({"error":"Invalid field: '/data/key/id'"})";
  const auto unmapped = [](const std::string& code) {
    return R"({"status":"unknown_status_code","code":)" + code + "}";
  };
  const std::string deep(1024 * 1024, '[');
  return {
      {"empty", "", 400, not_json},
      {"truncated", R"({"event":"messages.update","data":{"k)", 400, not_json},
      {"no JSON", "status=READ&id=3EB0", 400, not_json},
      {"UTF-16", std::string{"{\0\"\0e\0", 6}, 400, not_json},
      {"not a number", about(R"("M1")", "NaN"), 400, not_json},
      {"a NUL in an id", about(R"("M\u00001")"), 400, bad_id},
      {"a raw NUL", about(std::string{"\"M\0001\"", 5}), 400, not_json},
      {"invalid UTF-8", about("\"M\xff\""), 400, not_json},
      {"a lone surrogate", about(R"("M\ud800")"), 400, not_json},
      {"a number beyond any double", about(R"("M1")", "1e999"), 400,
       R"({"error":"Number out of range"})"},
      {"a megabyte of nesting", deep, 400, R"({"error":"Body nested too deep"})"},
      {"a body over the limit", std::string(8 * 1024 * 1024 + 1, ' '), 400,
       R"({"error":"Body too large"})"},
      {"a key twice", R"({"event":"messages.update","data":{"key":{"id":"M1"},"key":{"id":"M1"}}})",
       400, R"({"error":"Duplicate field: '/data/key'"})"},
      {"an id that is a number", about("1"), 400, bad_id},
      {"an id that is null", about("null"), 400, R"({"error":"Missing field: 'id'"})"},
      {"an id that is empty", about(R"("")"), 400, bad_id},
      {"an id that is too long", about('"' + std::string(256, 'x') + '"'), 400, bad_id},
      {"a negative code", about(R"("M1")", "-2"), 200, unmapped("-2")},
      {"a huge code", about(R"("M1")", "99999999999999999999"), 200,
       unmapped("99999999999999999999")},
      {"a code that is a half", about(R"("M1")", "2.5"), 200, unmapped("2.5")},
      {"a status that is a list", about(R"("M1")", "[2]"), 400,
       R"({"error":"Invalid field: '/data/update/status'"})"},
      {"nothing but null", "null", 400, R"({"error":"Invalid field: ''"})"},
  };
}

/// A shop that sent the messages of a sample, and one other message.
struct shop_of_sample : campaign_store {
  waybill::tracker tracker;

  shop_of_sample(const std::string& dialect, const std::string& sample)
      : tracker(memory, speaking(dialect)) {
    static_cast<void>(tracker.record_sent(send_of("bystander", "M1")));
    for (const auto& update : waybill::parse(speaking(dialect).dialect, sample).updates) {
      auto sent = send_of(update.message_id, update.message_id);
      sent.instance = update.instance;
      static_cast<void>(tracker.record_sent(sent));
    }
  }

 private:
  [[nodiscard]] static waybill::tracker_options speaking(const std::string& dialect) {
    waybill::tracker_options options;
    options.dialect = dialect == "baileys" ? waybill::baileys() : waybill::evolution();
    return options;
  }
};

}  // namespace

TEST_CASE("each kind of bad body gets its own reply and moves nothing") {
  shop here;
  here.send("row_1", "M1");
  for (const auto& each : bad_bodies()) {
    CAPTURE(each.name);
    const auto reply = here.tracker.handle(each.body, {tenant, {}});
    CHECK(reply.http_status == each.http_status);
    CHECK(reply.body == each.reply);
    CHECK(reply.transitions.empty());
  }
  CHECK(here.counters() == waybill::campaign_delta{1, 0, 0, 0});
  CHECK(here.parked().empty());
}

TEST_CASE("a byte order mark and digits as text are understood") {
  shop here;
  here.send("row_1", "M1");
  CHECK(
      here.tracker.handle("\xef\xbb\xbf" + about(R"("M1")", R"("2")"), {tenant, {}}).http_status ==
      200);
  CHECK(here.status("row_1") == waybill::message_status::delivered);
}

TEST_CASE("a body that is broken in one place is answered, and writes nothing wrong") {
  std::size_t cases = 0;
  for (const std::string dialect : {"evolution", "baileys"}) {
    for (const auto& path : samples_of(dialect)) {
      shop_of_sample here{dialect, read_file(path)};
      for_each_mutation(read_file(path), [&](std::string_view body) {
        ++cases;
        const auto reply = here.tracker.handle(body, {tenant, {}});
        CAPTURE(body);
        const bool advised =
            reply.http_status == 200 || reply.http_status == 400 || reply.http_status == 422;
        if (!advised) FAIL_CHECK("answered " << reply.http_status << ' ' << reply.body);
        if (nlohmann::json::parse(reply.body, nullptr, false).is_discarded()) {
          FAIL_CHECK("no JSON: " << reply.body);
        }
      });
      CAPTURE(path);
      CHECK(here.tracker.verify({tenant, campaign})->holds());
      CHECK(here.status("bystander") == waybill::message_status::sent);
    }
  }
  CHECK(cases > 20'000);
  MESSAGE(cases, " broken bodies handled");
}

TEST_CASE("a dialect that tells nothing of an unknown status still makes a reply of JSON") {
  const auto read = [](const waybill::json_view&, waybill::parse_report& report) {
    report.add(waybill::issue{.code = waybill::issue_code::unmapped_status});
  };
  shop here{{.dialect = {"terse", {}, read}}};
  CHECK(here.handle("{}").body == R"({"status":"unknown_status_code","code":null})");
}
