#include <set>
#include <string>

#include <doctest/doctest.h>

#include "server/example_server.hpp"
#include "support/contains.hpp"
#include "support/scratch_folder.hpp"

using namespace waybill_test;
using waybill::receipt;

namespace {

const std::string spring = "/api/campaigns/spring";

/// A server whose campaign has four messages: read, delivered, failed, and sent only.
struct reported_place {
  scratch_folder folder{};
  example_server server{"sqlite:" + folder.path("waybill.db")};
  httplib::Client client = server.client();

  reported_place() {
    for (const std::string row : {"1", "2", "3", "4"}) send(client, row);
    report("1", receipt::read);
    report("2", receipt::delivered);
    report("3", receipt::failed);
  }
  void report(const std::string& row, receipt what) {
    post(client, webhook_path, report_of("3EB0" + row, what));
  }
  [[nodiscard]] std::set<std::string> rows(const std::string& query) {
    std::set<std::string> result;
    const auto page = get_json(client, spring + "/recipients?" + query);
    for (const auto& each : page["recipients"]) result.insert(each["row"]);
    return result;
  }
};

}  // namespace

TEST_CASE("recipients are listed by status and by why they failed") {
  reported_place here;
  using rows = std::set<std::string>;
  CHECK(here.rows("") == rows{"1", "2", "3", "4"});
  CHECK(here.rows("status=read") == rows{"1"});
  CHECK(here.rows("status=sent") == rows{"4"});
  CHECK(here.rows("status=failed&failure_kind=unknown") == rows{"3"});
  CHECK(here.rows("failure_kind=template").empty());
  const auto read = get_json(here.client, spring + "/recipients?status=read")["recipients"][0];
  CHECK(read["contact"] == "contact-1");
  CHECK(read["message_id"] == "3EB01");
  CHECK(read["read_at"].is_string());
  CHECK(read["failed_at"].is_null());
}

TEST_CASE("a page of recipients says where the next one begins") {
  reported_place here;
  const auto first = get_json(here.client, spring + "/recipients?limit=3");
  CHECK(first["recipients"].size() == 3);
  CHECK(here.rows("limit=3&after=" + first["next"].get<std::string>()) ==
        std::set<std::string>{"4"});
  CHECK(get_json(here.client, spring + "/recipients?order=descending")["next"] == "");
}

TEST_CASE("a parameter of recipients that has no such value is refused") {
  reported_place here;
  for (const std::string query :
       {"status=opened", "failure_kind=tired", "order=newest", "limit=0", "limit=x"}) {
    CAPTURE(query);
    CHECK(get(here.client, spring + "/recipients?" + query).status == 400);
  }
}

TEST_CASE("a message is found by its id and by its row, with its story") {
  reported_place here;
  for (const std::string query : {"message_id=3EB01", "row=1"}) {
    CAPTURE(query);
    const auto found = get_json(here.client, "/api/messages?" + query);
    CHECK(found.size() == 1);
    CHECK(found[0]["status"] == "read");
    CHECK(found[0]["log"].size() == 3);
    CHECK(found[0]["log"][0]["new_status"] == "sent");
    CHECK(found[0]["log"][2]["new_status"] == "read");
  }
  CHECK(get_json(here.client, "/api/messages?row=none").empty());
  CHECK(get(here.client, "/api/messages").status == 400);
  CHECK(get(here.client, "/api/messages?row=1&message_id=3EB01").status == 400);
}

TEST_CASE("failures and pace of a campaign are there to be read") {
  reported_place here;
  const auto failures = get_json(here.client, spring + "/failures");
  CHECK(failures.size() == 1);
  CHECK(failures[0]["failure_kind"] == "unknown");
  CHECK(failures[0]["messages"] == 1);
  const auto pace = get_json(here.client, spring + "/pace");
  CHECK(pace["awaited"] == 1);
  CHECK(pace["started_at"].is_string());
  CHECK(pace["completed_at"].is_null());
  CHECK(pace["to_delivered"]["messages"] == 1);  // the other delivery was proved by its read
  int delivered = 0;
  for (const auto& bar : pace["bars"]) delivered += bar["delivered"].get<int>();
  CHECK(delivered == 2);
}

TEST_CASE("a campaign is exported as CSV, and one day of it") {
  reported_place here;
  send(here.client, "=1+1");
  const auto all = get(here.client, spring + "/export.csv");
  CHECK(contains(all.get_header_value("Content-Type"), "text/csv"));
  CHECK(contains(all.body, "\"row\",\"contact\",\"contact_name\",\"message_id\""));
  CHECK(contains(all.body, "\"1\",\"contact-1\",\"contact-1\",\"3EB01\",\"shop-1\",\"read\""));
  CHECK(contains(all.body, "\"'=1+1\""));  // no formula
  const auto none = get(here.client, spring + "/export.csv?day=2020-01-01").body;
  CHECK(contains(none, "\"row\""));
  CHECK_FALSE(contains(none, "contact-1"));
}

TEST_CASE("reports of a campaign that is not there are 404") {
  reported_place here;
  for (const std::string what : {"recipients", "failures", "pace", "export.csv"}) {
    CAPTURE(what);
    CHECK(get(here.client, "/api/campaigns/none/" + what).status == 404);
  }
}
