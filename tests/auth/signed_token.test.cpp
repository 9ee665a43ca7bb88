// The first token is the example of RFC 7515, appendix A.1. The others are what Evolution API 2.3
// signs, made by hand: the claims of its source, with HS256 and the key `an invented secret`, by
// another program.

#include <chrono>
#include <string>

#include <doctest/doctest.h>

#include <waybill/auth/signed_token.hpp>

#include "auth/given_request.hpp"
#include "auth/hand_made_token.hpp"

using namespace waybill_test;
using namespace std::chrono_literals;
using std::chrono::seconds;
using waybill::auth_verdict;

namespace {

const waybill::auth_secrets jwt_key{"an invented secret"};
const std::string hs256 = R"({"alg":"HS256","typ":"JWT"})";
const std::string claims =
    R"({"iat":1700000000,"exp":1700000600,"app":"evolution","action":"webhook"})";
const std::string of_evolution =
    token_of(hs256, claims, "jt9ZtupJOLZBNAQ1KT55tn2PT5yksbs4ziHpOIfKjbY");

constexpr waybill::time_point issued{seconds{1'700'000'000}};
constexpr waybill::time_point expiry{seconds{1'700'000'600}};

[[nodiscard]] auth_verdict judge_token(const std::string& token, waybill::time_point now = issued,
                                       const waybill::auth_secrets& secrets = jwt_key,
                                       seconds leeway = 0s) {
  const auto authorization = "Bearer " + token;
  const given_request request{{{"Authorization", authorization}}, "{}"};
  return waybill::check_signed_token(request.view(), secrets, now, leeway);
}

}  // namespace

TEST_CASE("the token of RFC 7515, A.1, is accepted until it expires") {
  const std::string key{
      "\x03\x23\x35\x4b\x2b\x0f\xa5\xbc\x83\x7e\x06\x65\x77\x7b\xa6\x8f\x5a\xb3\x28\xe6\xf0\x54"
      "\xc9\x28\xa9\x0f\x84\xb2\xd2\x50\x2e\xbf\xd3\xfb\x5a\x92\xd2\x06\x47\xef\x96\x8a\xb4\xc3"
      "\x77\x62\x3d\x22\x3d\x2e\x21\x72\x05\x2e\x4f\x08\xc0\xcd\x9a\xf5\x67\xd0\x80\xa3"};
  const std::string token =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
      "fQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  const waybill::time_point end{seconds{1'300'819'380}};
  CHECK(judge_token(token, end - 1s, {key}) == auth_verdict::accepted);
  CHECK(judge_token(token, end, {key}) == auth_verdict::expired);
}

TEST_CASE("one wrong bit of the token or of the secret is refused") {
  each_wrong_byte(of_evolution, [](const auto& wrong) {
    CAPTURE(wrong);
    CHECK(judge_token(wrong) != auth_verdict::accepted);
  });
  each_wrong_byte(jwt_key.current, [](const auto& wrong) {
    CHECK(judge_token(of_evolution, issued, {wrong}) == auth_verdict::wrong);
  });
}

TEST_CASE("a token counts until exp, and for the leeway after it") {
  CHECK(judge_token(of_evolution, expiry - 1us) == auth_verdict::accepted);
  CHECK(judge_token(of_evolution, expiry) == auth_verdict::expired);
  CHECK(judge_token(of_evolution, expiry + 30s - 1us, jwt_key, 30s) == auth_verdict::accepted);
  CHECK(judge_token(of_evolution, expiry + 30s, jwt_key, 30s) == auth_verdict::expired);
  const std::string until_and_a_half =
      token_of(hs256, R"({"exp":1700000600.5})", "BUxTN7IgitSTG-d4xs5u5FLHxRbqpRtskIptzB1T3YM");
  CHECK(judge_token(until_and_a_half, expiry + 499ms) == auth_verdict::accepted);
  CHECK(judge_token(until_and_a_half, expiry + 500ms) == auth_verdict::expired);
}

TEST_CASE("the last of Evolution's retries, 20 minutes after the first try, is accepted") {
  CHECK(judge_token(of_evolution, issued + 20min, jwt_key, waybill::token_leeway) ==
        auth_verdict::accepted);
}

TEST_CASE("a clock that is an hour fast finds every token expired, one that is an hour slow none") {
  CHECK(judge_token(of_evolution, issued + 1h, jwt_key, waybill::token_leeway) ==
        auth_verdict::expired);
  CHECK(judge_token(of_evolution, issued - 1h, jwt_key, waybill::token_leeway) ==
        auth_verdict::accepted);
}

TEST_CASE("a token does not count before nbf") {
  const std::string from_1700000000 = token_of(hs256, R"({"nbf":1700000000,"exp":1700000600})",
                                               "olTiJVS4ftvPBjI4eHvAalMOcgECb2cuyHSFNUfl2Es");
  CHECK(judge_token(from_1700000000, issued) == auth_verdict::accepted);
  CHECK(judge_token(from_1700000000, issued - 1us) == auth_verdict::expired);
  CHECK(judge_token(from_1700000000, issued - 30s, jwt_key, 30s) == auth_verdict::accepted);
}

TEST_CASE("a token of none, or of any other algorithm than HS256, is malformed") {
  const struct {
    std::string header;
    std::string signature;
  } tokens[] = {
      {R"({"alg":"none","typ":"JWT"})", ""},
      {R"({"alg":"none","typ":"JWT"})", "R9K6wUBseHERV0o7phpJTOM7uEqHMvPxEusK4KvDB18"},
      {R"({"alg":"hs256"})", "4BfP1dCj4G1i-NURA-IJGjFxuSde2KsFHVDWRAB7zUc"},
      {R"({"alg":"HS512","typ":"JWT"})",
       "UV55QEvxIWWKacjsXxXSMUpHHFueBlC027xFXMCSI9GP34_2xE4Z8Y1lJbPB7LwTjGqDr-ae7ySpecfK6QUthA"},
      {R"({"typ":"JWT"})", "HTykJUklY118-DOP8piV8eevDYVbbIHqzdp-A_H6yR8"},
      {R"({"alg":"HS256","alg":"none"})", "avtOFIB8fI1P5UC8OZE5qY1o2UcPJlWlEQtlYdWMseA"},
      {R"({"alg":"HS256","crit":["exp"]})", "C1DqhxWKbpOicScxw8lz3AUYQi-FfqfIdWhMJMvd6LA"},
  };
  for (const auto& each : tokens) {
    CAPTURE(each.header);
    CHECK(judge_token(token_of(each.header, claims, each.signature)) == auth_verdict::malformed);
  }
}

TEST_CASE("a token without a number exp is malformed, though it is signed rightly") {
  const struct {
    std::string claims;
    std::string signature;
  } tokens[] = {
      {R"({"iat":1700000000,"app":"evolution"})", "9FOvThLLnmnS3xcFdqUQ6KpdvzmzRh-ocNBQcdDPhas"},
      {R"({"exp":"1700000600"})", "9iJfQ8lysbwcv9a9aNKTGLdHDho8Y4NnwhmMW3d9eKk"},
      {R"({"exp":1700000600,"exp":4102444800})", "fu4Tk8B_uvmfNj8YkHInNCfVKIzB8kw9IxmcZju2M0I"},
      {R"({"exp":null})", "R2FqVyapX_9SuE6dHS--K0-4WlJUIjXW5bPv8AZE0zE"},
      {R"({"exp":1e999})", "Q7sxz587XMW1HT7vlWLitnwN94RIQ-32nBaPdkWF3Vg"},
      {R"({"nbf":"soon","exp":1700000600})", "aZwO3y2XOE5CF64CFxJlw-nL6JX5Z8xL1ceA8b_9JrU"},
      {"[1700000600]", "-aM9lXlipoyIYx_kbhYVhkaQlEunO-Fo_uaDuh8IaCo"},
      {"exp", "mUnHv4ZhDeAjShW69QdaNNw7fgrxTlPB2FFbP1FvXrQ"},
  };
  for (const auto& each : tokens) {
    CAPTURE(each.claims);
    CHECK(judge_token(token_of(hs256, each.claims, each.signature)) == auth_verdict::malformed);
  }
}

TEST_CASE("a signed token with other characters than those of base64url is malformed") {
  const auto spaced = base64url(hs256) + ".    " + base64url(R"({"exp":1700000600})") +
                      ".YqPUxp93Zrdt4h4-7LqbbYZkEraiyhkBK7hcHntGhTw";
  CHECK(judge_token(spaced) == auth_verdict::malformed);
}

TEST_CASE("while jwt_key changes, the one before signs as well") {
  const auto of_before = token_of(hs256, claims, "pv20worFq3y_N1z9ub9A9UgEjKeUHqouDKJLVMkFJHg");
  CHECK(judge_token(of_before, issued, {"an invented secret", "the one before"}) ==
        auth_verdict::accepted);
  CHECK(judge_token(of_evolution, issued, {"an invented secret", "the one before"}) ==
        auth_verdict::accepted);
  CHECK(judge_token(of_before) == auth_verdict::wrong);
  CHECK(judge_token(of_evolution, issued, {}) == auth_verdict::wrong);
}

TEST_CASE("a token that is absent is missing, twice or in capitals malformed") {
  const given_request none{{}};
  CHECK(waybill::check_signed_token(none.view(), jwt_key, issued) == auth_verdict::missing);
  const auto authorization = "Bearer " + of_evolution;
  const given_request twice{{{"Authorization", authorization}, {"AUTHORIZATION", authorization}},
                            ""};
  CHECK(waybill::check_signed_token(twice.view(), jwt_key, issued) == auth_verdict::malformed);
  CHECK(judge_token(in_capitals(of_evolution)) == auth_verdict::malformed);
  const auto loud_scheme = "BEARER " + of_evolution;
  const given_request loud{{{"AUTHORIZATION", loud_scheme}}, ""};
  CHECK(waybill::check_signed_token(loud.view(), jwt_key, issued) == auth_verdict::accepted);
}

TEST_CASE("what cannot be a token is malformed") {
  for (const auto& wrong :
       {std::string{"."}, std::string{".."}, std::string{"..."}, std::string{"an invented secret"},
        of_evolution.substr(0, of_evolution.rfind('.')), of_evolution + ".", "x." + of_evolution,
        std::string(8193, 'x'), of_evolution + std::string(8192, 'A')}) {
    CAPTURE(wrong);
    CHECK(judge_token(wrong) == auth_verdict::malformed);
  }
  const auto basic = "Basic " + of_evolution;
  const given_request other_scheme{{{"Authorization", basic}}, ""};
  CHECK(waybill::check_signed_token(other_scheme.view(), jwt_key, issued) ==
        auth_verdict::malformed);
}
