#include <cstdlib>
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "server/event_reader.hpp"
#include "server/example_server.hpp"
#include "support/contains.hpp"
#include "support/scratch_folder.hpp"

using namespace waybill_test;
using waybill::receipt;

namespace {

/// A server on a new file.
struct place {
  scratch_folder folder{};
  std::string store = "sqlite:" + folder.path("waybill.db");
  example_server server{store};
  httplib::Client client = server.client();
};

/// As one step of a URL's path.
[[nodiscard]] std::string escaped(const std::string& id) {
  std::string result;
  for (const char c : id) {
    if (c == '/') {
      result += "%2F";
    } else if (c == '%') {
      result += "%25";
    } else {
      result += c;
    }
  }
  return result;
}

}  // namespace

TEST_CASE("the reference handler's own call is answered as the reference handler answers it") {
  place here;
  send(here.client, "1");
  const auto answer = post(
      here.client, webhook_path,
      R"({"event":"messages.update","instance":"shop-1","data":{"key":{"id":"3EB01"},"update":{"status":2}}})");
  CHECK(answer.status == 200);
  CHECK(answer.get_header_value("Content-Type") == "application/json");
  CHECK(json_value::parse(answer.body)["status"] == "updated");
  CHECK(json_value::parse(answer.body)["new_status"] == "delivered");
}

TEST_CASE("a webhook's status is the one that waybill advises") {
  place here;
  CHECK(post(here.client, webhook_path, "{").status == 400);
  CHECK(post(here.client, webhook_path, report_of("3EB0X", receipt::read)).status == 200);
}

TEST_CASE("a campaign's counters and rates are there to be read") {
  place here;
  for (const std::string row : {"1", "2", "3", "4"}) CHECK(send(here.client, row).status == 200);
  post(here.client, webhook_path, report_of("3EB01", receipt::read));
  post(here.client, webhook_path, report_of("3EB02", receipt::delivered));
  post(here.client, webhook_path, report_of("3EB03", receipt::failed));
  const auto campaign = get_json(here.client, "/api/campaigns/spring");
  CHECK(campaign["total_contacts"] == 4);
  CHECK(campaign["sent_count"] == 4);
  CHECK(campaign["delivered_count"] == 2);
  CHECK(campaign["read_count"] == 1);
  CHECK(campaign["failed_count"] == 1);
  CHECK(campaign["delivery_rate"] == 50.0);
  CHECK(campaign["read_rate"] == 50.0);
  const auto instance = get_json(here.client, "/api/instances").at(0);
  CHECK(instance["instance"] == "shop-1");
  CHECK(instance["msgs_failed_today"] == 1);
  const auto log = get_json(here.client, "/api/campaigns/spring/log?limit=2");
  CHECK(log.size() == 2);
  CHECK(log[0]["log_type"] == "message_failed");
}

TEST_CASE("a page of the log has the entries that are asked for, and 20 unless a number is given") {
  place here;
  for (int row = 1; row <= 21; ++row) send(here.client, std::to_string(row));
  const std::string log = "/api/campaigns/spring/log";
  CHECK(get_json(here.client, log).size() == 20);
  CHECK(get_json(here.client, log + "?limit=1").size() == 1);
  CHECK(get_json(here.client, log + "?limit=100000").size() == 21);
  for (const std::string limit :
       {"abc", "", "0", "-1", "+5", "5x", "1.5", "%205", "99999999999999999999"}) {
    CAPTURE(limit);
    const auto answer = get(here.client, log + "?limit=" + limit);
    CHECK(answer.status == 400);
    CHECK(json_value::parse(answer.body)["error"] == "limit must be a whole number above 0");
  }
}

TEST_CASE("a campaign's id may hold spaces and slashes") {
  place here;
  send(here.client, "1", "spring sale/2");
  CHECK(get_json(here.client, "/api/campaigns/spring%20sale%2F2")["sent_count"] == 1);
  CHECK(get_json(here.client, "/api/campaigns") == json_value{"spring sale/2"});
}

TEST_CASE("a campaign's id may end as the routes of its log and its events do") {
  place here;
  for (const std::string id : {"log", "events", "spring/log", "spring/events", "a%2Flog", "100%"}) {
    CAPTURE(id);
    send(here.client, "of " + id, id);
    const auto path = "/api/campaigns/" + escaped(id);
    CHECK(get_json(here.client, path)["campaign"] == id);
    CHECK(get_json(here.client, path)["sent_count"] == 1);
    CHECK(get_json(here.client, path + "/log").at(0)["row"] == "of " + id);
    event_reader reader{here.server, escaped(id)};
    CHECK(reader.wait_for("counters", [](const auto&) { return true; })["campaign"] == id);
  }
  CHECK(get(here.client, "/api/campaigns/spring").status == 404);
}

TEST_CASE("a path that names no campaign is refused") {
  place here;
  send(here.client, "1");
  for (const std::string path :
       {"/api/campaigns/", "/api/campaigns//log", "/api/campaigns/spring/other",
        "/api/campaigns/spring/log/log", "/api/%63ampaigns/spring"}) {
    CAPTURE(path);
    CHECK(get(here.client, path).status == 404);
  }
  for (const std::string path : {"/api/campaigns/spring%2", "/api/campaigns/%zzspring/log"}) {
    CAPTURE(path);
    CHECK(get(here.client, path).status == 400);
  }
}

TEST_CASE("a campaign that is not there is 404, and a send without a row 400") {
  place here;
  CHECK(get(here.client, "/api/campaigns/none").status == 404);
  CHECK(get(here.client, "/api/campaigns/none/log").status == 404);
  CHECK(get(here.client, "/api/campaigns/none/events").status == 404);
  CHECK(post(here.client, "/api/sends", R"({"campaign":"spring"})").status == 400);
  CHECK(post(here.client, "/api/sends", "[").status == 400);
}

TEST_CASE("a send that is not recorded as sent is told with its reason") {
  place here;
  const auto answered = [&](const char* answer) {
    const auto body = R"({"row":"1","campaign":"spring","response":)" + std::string{answer} + "}";
    const auto response = post(here.client, "/api/sends", body);
    return std::pair{response.status, json_value::parse(response.body)};
  };
  const auto told = [](const char* outcome, const char* code, const char* text,
                       const char* kind = "unknown") {
    return json_value{{"send", outcome},
                      {"message_id", ""},
                      {"error_code", code},
                      {"error_message", text},
                      {"failure_kind", kind}};
  };
  CHECK(answered(R"({"status":500,"error":"Error","response":{"message":"Timed Out"}})") ==
        std::pair{202, told("timed_out", "500", "Timed Out")});
  CHECK(answered(R"({"queued":true})") ==
        std::pair{422, told("unknown_answer", "", "it has neither a message id nor an error")});
  CHECK(answered(R"({"status":500,"error":"Error","response":{"message":"Connection Closed"}})") ==
        std::pair{503, told("gateway_trouble", "500", "Connection Closed", "gateway")});
  CHECK(answered(
            R"({"status":400,"error":"Bad Request","response":{"message":[{"exists":false}]}})") ==
        std::pair{200, told("refused", "400", "the number is not on WhatsApp", "not_on_whatsapp")});
}

TEST_CASE("live events begin with the counters, and tell each transition after its commit") {
  place here;
  send(here.client, "1");
  event_reader reader{here.server, "spring"};
  reader.wait_for("counters", [](const auto& counters) { return counters["sent_count"] == 1; });
  post(here.client, webhook_path, report_of("3EB01", receipt::delivered));
  const auto moved = reader.wait_for("transition", [](const auto&) { return true; });
  CHECK(moved["message_id"] == "3EB01");
  CHECK(moved["old_status"] == "sent");
  CHECK(moved["new_status"] == "delivered");
  reader.wait_for("counters",
                  [](const auto& counters) { return counters["delivered_count"] == 1; });
}

TEST_CASE("live events are of one campaign alone") {
  place here;
  send(here.client, "1", "spring");
  event_reader reader{here.server, "spring"};
  reader.wait_for("counters", [](const auto&) { return true; });
  send(here.client, "2", "autumn");
  send(here.client, "3", "spring");
  const auto moved = reader.wait_for("transition", [](const auto&) { return true; });
  CHECK(moved["message_id"] == "3EB03");
}

TEST_CASE("the command line works on the same database while the server runs, and readers see it") {
  place here;
  send(here.client, "1");
  event_reader reader{here.server, "spring"};
  reader.wait_for("counters", [](const auto&) { return true; });
  const auto body = here.folder.write("body", report_of("3EB01", receipt::delivered));
  const auto harness = std::string{WAYBILL_PROGRAM} + " handle " + body + " --store " + here.store +
                       " >" + here.folder.path("out");
  CHECK(std::system(harness.c_str()) == 0);
  reader.wait_for("counters",
                  [](const auto& counters) { return counters["delivered_count"] == 1; });
}

TEST_CASE("the server says that it is well, and gives its numbers to Prometheus") {
  place here;
  post(here.client, webhook_path, report_of("3EB0X", receipt::read));
  CHECK(get(here.client, "/healthz").status == 200);
  CHECK(contains(get(here.client, "/metrics").body, "\nwaybill_accepted_updates_total 1\n"));
}

TEST_CASE("a port that is taken is told, and nobody shares it") {
  place here;
  started_program second{{WAYBILL_SERVER, "--port", std::to_string(here.server.port()), "--store",
                          "sqlite:" + here.folder.path("other.db")}};
  CHECK_THROWS(static_cast<void>(second.read_line()));
  CHECK(second.wait() == 1);
}

TEST_CASE(
    "what is too large, too deep or sent in an odd way is refused, and the next is answered") {
  place here;
  const std::string large(9 * 1024 * 1024, ' ');
  const auto refused = post(here.client, webhook_path, large);
  CHECK(refused.status == 400);
  CHECK(json_value::parse(refused.body)["error"] == "Body too large or not whole");
  const auto deep = R"({"row":"1","response":)" + std::string(100'000, '[');
  CHECK(post(here.client, "/api/sends", deep).status == 400);
  const httplib::MultipartFormDataItems parts{{"body", "{}", "body.json", "application/json"}};
  CHECK(here.client.Post(webhook_path, parts)->status == 415);
  CHECK(send(here.client, "1").status == 200);
}

TEST_CASE("a webhook's path may end without the slash, or with the event's name") {
  place here;
  for (const std::string path : {"/api/webhooks/evolution", "/api/webhooks/evolution/",
                                 "/api/webhooks/evolution//messages-update"}) {
    CHECK(post(here.client, path, "{").status == 400);
  }
  CHECK(post(here.client, "/api/webhooks/other", "{").status == 404);
}
