// The first request is the example of Twilio's page on the security of webhooks, the second that of
// the tests of its libraries. The others are signed by another program.

#include <string>

#include <doctest/doctest.h>

#include <waybill/auth/twilio.hpp>

#include "auth/given_request.hpp"

using namespace waybill_test;
using waybill::auth_verdict;

namespace {

const std::string twilio_token = "12345";
const std::string twilio_url = "https://mycompany.com/myapp.php?foo=1&bar=2";
const std::string twilio_body =
    "Digits=1234&To=%2B18005551212&From=%2B14158675309&Caller=%2B14158675309&"
    "CallSid=CA1234567890ABCDE";
const std::string twilio_signature = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";

[[nodiscard]] auth_verdict judge_twilio(const std::string& form, const std::string& to,
                                        const std::string& signed_as,
                                        const waybill::auth_secrets& secrets = {twilio_token}) {
  const given_request request{{{"X-Twilio-Signature", signed_as}}, form, to};
  return waybill::check_twilio_signature(request.view(), secrets);
}

}  // namespace

TEST_CASE("Twilio's published example is accepted, in whatever order the form is") {
  CHECK(judge_twilio(twilio_body, twilio_url, twilio_signature) == auth_verdict::accepted);
  CHECK(judge_twilio(
            "CallSid=CA1234567890ABCDE&Caller=%2b14158675309&From=%2B14158675309&To=%2B18005551212"
            "&Digits=1234&",
            twilio_url, twilio_signature) == auth_verdict::accepted);
}

TEST_CASE("of a parameter that is there several times each value is signed once, sorted") {
  const std::string other = "IK+Dwps556ElfBT0I3Rgjkr1wJU=";
  CHECK(judge_twilio("Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234", twilio_url,
                     other) == auth_verdict::accepted);
  CHECK(judge_twilio("Sid=CA123&SidAccount=AC123&Digits=5678", twilio_url, other) ==
        auth_verdict::wrong);
}

TEST_CASE("one wrong bit of the form, the URL, the signature or the token is refused") {
  each_wrong_byte(twilio_body, [](const auto& wrong) {
    CAPTURE(wrong);
    const bool accepted =
        judge_twilio(wrong, twilio_url, twilio_signature) == auth_verdict::accepted;
    // The hexadecimal digits of an escape may be in either case.
    CHECK(accepted ==
          (wrong.size() == twilio_body.size() && in_capitals(wrong) == in_capitals(twilio_body) &&
           wrong.find("%2b") != std::string::npos));
  });
  each_wrong_byte(twilio_url, [](const auto& wrong) {
    CAPTURE(wrong);
    CHECK(judge_twilio(twilio_body, wrong, twilio_signature) == auth_verdict::wrong);
  });
  each_wrong_byte(twilio_signature, [](const auto& wrong) {
    CAPTURE(wrong);
    CHECK(judge_twilio(twilio_body, twilio_url, wrong) != auth_verdict::accepted);
  });
  each_wrong_byte(twilio_token, [](const auto& wrong) {
    CHECK(judge_twilio(twilio_body, twilio_url, twilio_signature, {wrong}) == auth_verdict::wrong);
  });
}

TEST_CASE("the URL may be told with or without the port of its scheme") {
  const std::string with_443 = "kvajT1Ptam85bY51eRf/AJRuM3w=";
  const std::string with_1234 = "CYn1h0gLBdNxDGkKJg6hYohgeD8=";
  const std::string http_with_80 = "0ZXoZLH/DfblKGATFgpif+LLRf4=";
  CHECK(judge_twilio(twilio_body, twilio_url, with_443) == auth_verdict::accepted);
  CHECK(judge_twilio(twilio_body, "https://mycompany.com:443/myapp.php?foo=1&bar=2",
                     twilio_signature) == auth_verdict::accepted);
  CHECK(judge_twilio(twilio_body, "https://mycompany.com:1234/myapp.php?foo=1&bar=2", with_1234) ==
        auth_verdict::accepted);
  CHECK(judge_twilio(twilio_body, "https://mycompany.com:1234/myapp.php?foo=1&bar=2",
                     twilio_signature) == auth_verdict::accepted);
  CHECK(judge_twilio(twilio_body, "http://mycompany.com/myapp.php?foo=1&bar=2", http_with_80) ==
        auth_verdict::accepted);
  CHECK(judge_twilio(twilio_body, twilio_url, with_1234) == auth_verdict::wrong);
  CHECK(judge_twilio(twilio_body, "http://mycompany.com/myapp.php?foo=1&bar=2", with_443) ==
        auth_verdict::wrong);
}

TEST_CASE("a colon that is no port's stays where it is") {
  // Of "MessageStatus=read", to https://a:b@[2001:db8::1]/x?at=10:30
  CHECK(judge_twilio("MessageStatus=read", "https://a:b@[2001:db8::1]/x?at=10:30",
                     "YKBSSpmV/8xH9lapMb/QpC4Hybk=") == auth_verdict::accepted);
  CHECK(judge_twilio("MessageStatus=read", "https://a:b@[2001:db8::1]:8443/x?at=10:30",
                     "YKBSSpmV/8xH9lapMb/QpC4Hybk=") == auth_verdict::accepted);
}

TEST_CASE("while the auth token changes, the one before signs as well") {
  CHECK(judge_twilio(twilio_body, twilio_url, twilio_signature, {"a new one", twilio_token}) ==
        auth_verdict::accepted);
  CHECK(judge_twilio(twilio_body, twilio_url, twilio_signature, {"a new one"}) ==
        auth_verdict::wrong);
  CHECK(judge_twilio(twilio_body, twilio_url, twilio_signature, {}) == auth_verdict::wrong);
}

TEST_CASE("Twilio's header may be in capitals, its base64 may not") {
  const given_request loud{{{"X-TWILIO-SIGNATURE", twilio_signature}}, twilio_body, twilio_url};
  CHECK(waybill::check_twilio_signature(loud.view(), {twilio_token}) == auth_verdict::accepted);
  CHECK(judge_twilio(twilio_body, twilio_url, in_capitals(twilio_signature)) ==
        auth_verdict::wrong);
}

TEST_CASE("Twilio's header that is absent is missing, twice it is malformed") {
  const given_request none{{}, twilio_body, twilio_url};
  CHECK(waybill::check_twilio_signature(none.view(), {twilio_token}) == auth_verdict::missing);
  const given_request twice{
      {{"X-Twilio-Signature", twilio_signature}, {"X-Twilio-Signature", twilio_signature}},
      twilio_body,
      twilio_url};
  CHECK(waybill::check_twilio_signature(twice.view(), {twilio_token}) == auth_verdict::malformed);
}

TEST_CASE("what is no base64 of an HMAC-SHA1, and what is no form, are malformed") {
  for (const std::string wrong : {"RSOYDt4T1cUTdK1PDd93/VVr8B8",
                                  "RSOYDt4T1cUTdK1PDd93_VVr8B8=", "RSOYDt4T1cUTdK1PDd93/VVr8B8=\n",
                                  "RSOYDt4T1cUTdK1PDd93/VVr8B=="}) {
    CAPTURE(wrong);
    CHECK(judge_twilio(twilio_body, twilio_url, wrong) == auth_verdict::malformed);
  }
  CHECK(judge_twilio("To=%2", twilio_url, twilio_signature) == auth_verdict::malformed);
  CHECK(judge_twilio("To=%ff", twilio_url, twilio_signature) == auth_verdict::malformed);
}

TEST_CASE("a body of JSON does not pass for a form without parameters") {
  const std::string of_the_url_alone = "zYQTYrRWXE7LtzbG4PfP7/bkkGo=";
  CHECK(judge_twilio("", twilio_url, of_the_url_alone) == auth_verdict::accepted);
  CHECK(judge_twilio(R"({"MessageSid":"SM1","MessageStatus":"read"})", twilio_url,
                     of_the_url_alone) == auth_verdict::wrong);
}
