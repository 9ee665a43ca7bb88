// Keys that a request carries as they are. The bodies are those of Evolution API, Evolution GO and
// wuzapi.

#include <string>

#include <doctest/doctest.h>

#include <waybill/auth/key.hpp>

#include "auth/given_request.hpp"

using namespace waybill_test;
using waybill::auth_verdict;

namespace {

const waybill::auth_secrets invented_keys{"an invented key", "the one before"};

[[nodiscard]] auth_verdict in_header(const std::string& value) {
  const given_request request{{{"X-Webhook-Token", value}}};
  return waybill::check_key_in_header(request.view(), "x-webhook-token", invented_keys);
}

[[nodiscard]] auth_verdict bearer(const std::string& authorization) {
  const given_request request{{{"Authorization", authorization}}};
  return waybill::check_bearer_key(request.view(), invented_keys);
}

[[nodiscard]] auth_verdict in_body(const std::string& body, const std::string& name = "apikey") {
  const given_request request{{{"Content-Type", "application/json"}}, body};
  return waybill::check_key_in_body(request.view(), name, invented_keys);
}

[[nodiscard]] auth_verdict in_form(const std::string& body) {
  const given_request request{
      {{"content-type", "Application/X-WWW-Form-URLencoded; charset=utf-8"}}, body};
  return waybill::check_key_in_body(request.view(), "token", invented_keys);
}

[[nodiscard]] std::string as_member(const std::string& key) {
  return R"({"apikey":")" + key + R"("})";
}

}  // namespace

TEST_CASE("a key in a header is accepted, the old one too") {
  CHECK(in_header("an invented key") == auth_verdict::accepted);
  CHECK(in_header("the one before") == auth_verdict::accepted);
}

TEST_CASE("one wrong bit of a key is wrong, in header and body") {
  each_wrong_byte("an invented key", [](const auto& wrong) {
    CAPTURE(wrong);
    CHECK(in_header(wrong) == auth_verdict::wrong);
    CHECK(bearer("Bearer " + wrong) != auth_verdict::accepted);
    CHECK(in_body(as_member(wrong)) != auth_verdict::accepted);
  });
  for (const std::string wrong : {"an invented ke", "an invented key ", "AN INVENTED KEY",
                                  "an invented keyan invented key"}) {
    CAPTURE(wrong);
    CHECK(in_header(wrong) == auth_verdict::wrong);
    CHECK(in_body(as_member(wrong)) == auth_verdict::wrong);
  }
}

TEST_CASE("a key that is absent or empty is missing, twice it is malformed") {
  CHECK(in_header("") == auth_verdict::missing);
  CHECK(bearer("") == auth_verdict::missing);
  const given_request twice{
      {{"X-Webhook-Token", "an invented key"}, {"X-WEBHOOK-TOKEN", "an invented key"}}};
  CHECK(waybill::check_key_in_header(twice.view(), "X-Webhook-Token", invented_keys) ==
        auth_verdict::malformed);
}

TEST_CASE("no secret lets nobody in, with an empty key either") {
  const given_request request{{{"X-Webhook-Token", ""}, {"Authorization", "Bearer  "}},
                              R"({"apikey":""})"};
  const waybill::auth_secrets none{};
  CHECK(waybill::check_key_in_header(request.view(), "X-Webhook-Token", none) !=
        auth_verdict::accepted);
  CHECK(waybill::check_bearer_key(request.view(), none) != auth_verdict::accepted);
  CHECK(waybill::check_key_in_body(request.view(), "apikey", none) != auth_verdict::accepted);
}

TEST_CASE("a bearer key has its scheme in any case, and no other scheme") {
  for (const std::string scheme : {"Bearer ", "bearer ", "BEARER ", "bEaReR   "}) {
    CAPTURE(scheme);
    CHECK(bearer(scheme + "an invented key") == auth_verdict::accepted);
  }
  for (const std::string scheme : {"", "Bearer", "Bearer:", "Basic ", "Token bearer "}) {
    CAPTURE(scheme);
    CHECK(bearer(scheme + "an invented key") == auth_verdict::malformed);
  }
}

TEST_CASE("a key in the body is accepted as a member of its top, and nowhere below") {
  CHECK(in_body(R"({"event":"messages.update","apikey":"an invented key","data":{}})") ==
        auth_verdict::accepted);
  CHECK(in_body(R"({"instanceToken":"the one before","event":"Receipt"})", "instanceToken") ==
        auth_verdict::accepted);
  CHECK(in_body(R"({"data":{"apikey":"an invented key"}})") == auth_verdict::missing);
  CHECK(in_body(R"([{"apikey":"an invented key"}])") == auth_verdict::missing);
  CHECK(in_body(R"({"data":"\"apikey\":\"an invented key\""})") == auth_verdict::missing);
}

TEST_CASE("what Evolution has in place of a key lets nobody in") {
  CHECK(in_body(R"({"apikey":null})") == auth_verdict::missing);
  CHECK(in_body(R"({"event":"messages.update"})") == auth_verdict::missing);
  CHECK(in_body(R"({"apikey":""})") == auth_verdict::missing);
  CHECK(in_body(R"({"apikey":"Apikey not found"})") == auth_verdict::wrong);
}

TEST_CASE("a key of another type, twice, or in what is not JSON is malformed") {
  for (const std::string body : {R"({"apikey":1})", R"({"apikey":["an invented key"]})",
                                 R"({"apikey":"an invented key","apikey":"an invented key"})",
                                 R"({"apikey":"an invented key")", "", "apikey=an+invented+key"}) {
    CAPTURE(body);
    CHECK(in_body(body) == auth_verdict::malformed);
  }
}

TEST_CASE("wuzapi's form has its token beside the JSON") {
  CHECK(in_form("jsonData=%7B%7D&token=an+invented%20key") == auth_verdict::accepted);
  CHECK(in_form("jsonData=%7B%22token%22%3A%22an%20invented%20key%22%7D") == auth_verdict::missing);
  CHECK(in_form("token=an+invented+key&token=an+invented+key") == auth_verdict::malformed);
  CHECK(in_form("token=%") == auth_verdict::malformed);
}

TEST_CASE("every verdict has a word") {
  CHECK(to_string(auth_verdict::accepted) == "accepted");
  CHECK(to_string(auth_verdict::missing) == "missing");
  CHECK(to_string(auth_verdict::malformed) == "malformed");
  CHECK(to_string(auth_verdict::wrong) == "wrong");
  CHECK(to_string(auth_verdict::expired) == "expired");
}
