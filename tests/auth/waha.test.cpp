// The example is that of WAHA's page on webhooks.

#include <string>

#include <doctest/doctest.h>

#include <waybill/auth/waha.hpp>

#include "auth/given_request.hpp"

using namespace waybill_test;
using waybill::auth_verdict;

namespace {

const waybill::auth_secrets published_key{"my-secret-key"};
const std::string waha_body = R"({"event":"message","session":"default","engine":"WEBJS"})";
const std::string waha_digits =
    "208f8a55dde9e05519e898b10b89bf0d0b3b0fdf11fdbf09b6b90476301b98d8"
    "097c462b2b17a6ce93b6b47a136cf2e78a33a63f6752c2c1631777076153fa89";

[[nodiscard]] auth_verdict judge_waha(const std::string& posted, const std::string& code,
                                      const waybill::auth_secrets& secrets = published_key) {
  const given_request request{{{"X-Webhook-Hmac", code}, {"X-Webhook-Hmac-Algorithm", "sha512"}},
                              posted};
  return waybill::check_waha_hmac(request.view(), secrets);
}

}  // namespace

TEST_CASE("WAHA's published example is accepted") {
  CHECK(judge_waha(waha_body, waha_digits) == auth_verdict::accepted);
}

TEST_CASE("one wrong bit of WAHA's body, key or code is refused") {
  each_wrong_byte(waha_body, [](const auto& wrong) {
    CHECK(judge_waha(wrong, waha_digits) == auth_verdict::wrong);
  });
  each_wrong_byte(published_key.current, [](const auto& wrong) {
    CHECK(judge_waha(waha_body, waha_digits, {wrong}) == auth_verdict::wrong);
  });
  each_wrong_byte(waha_digits, [](const auto& wrong) {
    CAPTURE(wrong);
    const bool is_the_same = in_capitals(wrong) == in_capitals(waha_digits);
    CHECK((judge_waha(waha_body, wrong) == auth_verdict::accepted) == is_the_same);
  });
}

TEST_CASE("while WAHA's key changes, the one before signs as well") {
  CHECK(judge_waha(waha_body, waha_digits, {"a new one", "my-secret-key"}) ==
        auth_verdict::accepted);
  CHECK(judge_waha(waha_body, waha_digits, {"a new one"}) == auth_verdict::wrong);
  CHECK(judge_waha(waha_body, waha_digits, {}) == auth_verdict::wrong);
}

TEST_CASE("WAHA's code in capitals is the same code, and its algorithm may be left out") {
  const given_request loud{
      {{"X-WEBHOOK-HMAC", in_capitals(waha_digits)}, {"X-WEBHOOK-HMAC-ALGORITHM", "SHA512"}},
      waha_body};
  CHECK(waybill::check_waha_hmac(loud.view(), published_key) == auth_verdict::accepted);
  const given_request bare{{{"X-Webhook-Hmac", waha_digits}}, waha_body};
  CHECK(waybill::check_waha_hmac(bare.view(), published_key) == auth_verdict::accepted);
}

TEST_CASE("another algorithm than sha512 is malformed, as is any other length") {
  const given_request other{
      {{"X-Webhook-Hmac", waha_digits}, {"X-Webhook-Hmac-Algorithm", "sha256"}}, waha_body};
  CHECK(waybill::check_waha_hmac(other.view(), published_key) == auth_verdict::malformed);
  CHECK(judge_waha(waha_body, waha_digits.substr(0, 64)) == auth_verdict::malformed);
  CHECK(judge_waha(waha_body, waha_digits + "0") == auth_verdict::malformed);
  CHECK(judge_waha(waha_body, "sha512=" + waha_digits) == auth_verdict::malformed);
}

TEST_CASE("WAHA's code that is absent is missing, twice it is malformed") {
  const given_request none{{{"X-Webhook-Hmac-Algorithm", "sha512"}}, waha_body};
  CHECK(waybill::check_waha_hmac(none.view(), published_key) == auth_verdict::missing);
  const given_request twice{{{"X-Webhook-Hmac", waha_digits}, {"x-webhook-hmac", waha_digits}},
                            waha_body};
  CHECK(waybill::check_waha_hmac(twice.view(), published_key) == auth_verdict::malformed);
  const given_request two_algorithms{{{"X-Webhook-Hmac", waha_digits},
                                      {"X-Webhook-Hmac-Algorithm", "sha512"},
                                      {"X-Webhook-Hmac-Algorithm", "sha512"}},
                                     waha_body};
  CHECK(waybill::check_waha_hmac(two_algorithms.view(), published_key) == auth_verdict::malformed);
}
