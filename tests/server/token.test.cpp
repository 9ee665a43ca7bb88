#include <string>

#include <doctest/doctest.h>

#include "server/example_server.hpp"
#include "support/scratch_folder.hpp"

using namespace waybill_test;

namespace {

/// A server that wants a token. Signed tokens below are HS256 with this key.
struct guarded_place {
  scratch_folder folder{};
  example_server server{"sqlite:" + folder.path("waybill.db"), {"--token", "an invented secret"}};

  [[nodiscard]] int status(const httplib::Headers& headers, const std::string& body = "{}") {
    auto client = server.client();
    const auto answer = client.Post(webhook_path, headers, body, "application/json");
    return answer ? answer->status : -1;
  }
  [[nodiscard]] int bearer(const std::string& token) {
    return status({{"Authorization", "Bearer " + token}});
  }
};

// Signed with HS256 by another program. `{"alg":"HS256","typ":"JWT"}`, and the claims
// `{"iat":1700000000,"exp":…,"app":"evolution","action":"webhook"}`.
const std::string header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
const std::string claims_until_2100 =
    "eyJpYXQiOjE3MDAwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMCwiYXBwIjoiZXZvbHV0aW9uIiwiYWN0aW9uIjoid2ViaG9vay"
    "J9";
const std::string claims_until_2023 =
    "eyJpYXQiOjE3MDAwMDAwMDAsImV4cCI6MTcwMDAwMDYwMCwiYXBwIjoiZXZvbHV0aW9uIiwiYWN0aW9uIjoid2ViaG9vay"
    "J9";
const std::string signature = "qf-A0qmpjIV3RhxeTeRAAjzTyj1L7_uBsh7RRIpPfcA";

constexpr int let_in = 200;  // an empty object is another event, and ignored

}  // namespace

TEST_CASE("without the token a webhook is 401, whatever its body") {
  guarded_place here;
  CHECK(here.status({}) == 401);
  CHECK(here.status({}, "no JSON") == 401);
  CHECK(here.status({{"X-Webhook-Token", "an invented secreT"}}) == 401);
  CHECK(here.status({{"X-Webhook-Token", "an invented secre"}}) == 401);
  CHECK(here.bearer("") == 401);
}

TEST_CASE("the token may stand in a header of its own, or be a bearer token") {
  guarded_place here;
  CHECK(here.status({{"X-Webhook-Token", "an invented secret"}}) == let_in);
  CHECK(here.bearer("an invented secret") == let_in);
}

TEST_CASE("the word Bearer may be written in any case, and nothing else takes its place") {
  guarded_place here;
  for (const std::string scheme : {"bearer ", "BEARER ", "bEaReR ", "Bearer   "}) {
    CAPTURE(scheme);
    CHECK(here.status({{"Authorization", scheme + "an invented secret"}}) == let_in);
  }
  for (const std::string scheme : {"", "Bearer", "Bearer:", "Basic ", "Token bearer "}) {
    CAPTURE(scheme);
    CHECK(here.status({{"Authorization", scheme + "an invented secret"}}) == 401);
  }
}

TEST_CASE("a token that the gateway signed with the secret is as good, until it expires") {
  guarded_place here;
  CHECK(here.bearer(header + '.' + claims_until_2100 + '.' + signature) == let_in);
  const std::string of_2023 = "jt9ZtupJOLZBNAQ1KT55tn2PT5yksbs4ziHpOIfKjbY";
  CHECK(here.bearer(header + '.' + claims_until_2023 + '.' + of_2023) == 401);
}

TEST_CASE("a token that is signed otherwise, or not at all, is 401") {
  guarded_place here;
  const std::string with_another_secret = "e6BeKYQVYEVBeSH_eGBh2DYSiOUJNJv4L67rs9HET0M";
  const std::string unsigned_header = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
  CHECK(here.bearer(header + '.' + claims_until_2100 + '.' + with_another_secret) == 401);
  CHECK(here.bearer(header + '.' + claims_until_2023 + '.' + signature) == 401);
  CHECK(here.bearer(unsigned_header + '.' + claims_until_2100 + '.') == 401);
  CHECK(here.bearer("..") == 401);
}

TEST_CASE("a signed token without a time to expire is 401") {
  guarded_place here;
  CHECK(here.bearer(header + ".eyJpYXQiOjF9.XY3he84yH91PgC0RJW9dpfcuVJJ5EKNYlmQxOw8yinY") == 401);
}

TEST_CASE("a server says what is amiss with a token, and does not repeat it") {
  guarded_place here;
  const auto error = [&here](const httplib::Headers& headers) {
    auto client = here.server.client();
    const auto body = client.Post(webhook_path, headers, "{}", "application/json").value().body;
    return json_value::parse(body)["error"].get<std::string>();
  };
  const auto of_bearer = [&error](const std::string& token) {
    return error({{"Authorization", "Bearer " + token}});
  };
  const std::string required = "A valid token is required: ";
  CHECK(error({}) == required + "there is none");
  CHECK(error({{"X-Webhook-Token", "another"}}) == required + "it is wrong");
  CHECK(error({{"X-Webhook-Token", "an invented secret"},
               {"X-Webhook-Token", "an invented secret"}}) == required + "it is malformed");
  CHECK(of_bearer("another") == required + "it is wrong");
  CHECK(of_bearer(header + ".eyJpYXQiOjF9.XY3he84yH91PgC0RJW9dpfcuVJJ5EKNYlmQxOw8yinY") ==
        required + "it is malformed");
  CHECK(of_bearer(header + '.' + claims_until_2023 +
                  ".jt9ZtupJOLZBNAQ1KT55tn2PT5yksbs4ziHpOIfKjbY") ==
        required + "its time is over; is a clock wrong?");
}

TEST_CASE("sends are behind the same gate, and reports are not") {
  guarded_place here;
  auto client = here.server.client();
  CHECK(post(client, "/api/sends", "{}").status == 401);
  CHECK(get(client, "/healthz").status == 200);
}

TEST_CASE("without a token the server listens to its own machine alone") {
  const scratch_folder folder;
  started_program open{{WAYBILL_SERVER, "--host", "0.0.0.0", "--port", "0", "--store",
                        "sqlite:" + folder.path("waybill.db")}};
  CHECK_THROWS(static_cast<void>(open.read_line()));
  CHECK(open.wait() == 1);
  const example_server guarded{"sqlite:" + folder.path("other.db"),
                               {"--host", "0.0.0.0", "--token", "an invented secret"}};
  auto client = guarded.client();
  CHECK(get(client, "/healthz").status == 200);
}
