// Meta publishes no signature to compare with. GitHub signs by the same header, and its page on
// validating deliveries has an example. What Meta's page says besides: the signature is of the
// bytes as posted, in which `äöå` is `\u00e4\u00f6\u00e5`. The handshake is the sample of its page.

#include <string>

#include <doctest/doctest.h>

#include <waybill/auth/cloud_api.hpp>

#include "auth/given_request.hpp"

using namespace waybill_test;
using waybill::auth_verdict;

namespace {

const waybill::auth_secrets github_secret{"It's a Secret to Everybody"};
const std::string github_body = "Hello, World!";
const std::string github_digits =
    "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

[[nodiscard]] auth_verdict judge_hub(const std::string& body, const std::string& signature,
                                     const waybill::auth_secrets& secrets = github_secret) {
  const given_request request{{{"X-Hub-Signature-256", signature}}, body};
  return waybill::check_hub_signature(request.view(), secrets);
}

[[nodiscard]] auth_verdict handshake_verdict(const std::string& query) {
  const auto answer = waybill::answer_handshake(query, {"meatyhamhock", "an older token"});
  CHECK(answer.challenge.empty() == (answer.verdict != auth_verdict::accepted));
  return answer.verdict;
}

}  // namespace

TEST_CASE("the published example of X-Hub-Signature-256 is accepted") {
  CHECK(judge_hub(github_body, "sha256=" + github_digits) == auth_verdict::accepted);
}

TEST_CASE("one wrong bit of the body, of the secret or of the signature is refused") {
  each_wrong_byte(github_body, [](const auto& wrong) {
    CHECK(judge_hub(wrong, "sha256=" + github_digits) == auth_verdict::wrong);
  });
  each_wrong_byte(github_secret.current, [](const auto& wrong) {
    CHECK(judge_hub(github_body, "sha256=" + github_digits, {wrong}) == auth_verdict::wrong);
  });
  each_wrong_byte(github_digits, [](const auto& wrong) {
    CAPTURE(wrong);
    const bool is_the_same = in_capitals(wrong) == in_capitals(github_digits);
    const bool accepted = judge_hub(github_body, "sha256=" + wrong) == auth_verdict::accepted;
    CHECK(accepted == is_the_same);
  });
}

TEST_CASE("Meta signs the bytes that it posts, escapes and all") {
  const std::string as_posted =
      R"({"entry":[{"changes":[{"value":{"text":"\u00e4\u00f6\u00e5"}}]}]})";
  const std::string as_read = R"({"entry":[{"changes":[{"value":{"text":"äöå"}}]}]})";
  // By another program.
  const std::string signature =
      "sha256=0824b7d0a2bdd9e46f1f57f7cdd3f38ee7d32a668f8f5496fcf65a6dea708846";
  CHECK(judge_hub(as_posted, signature, {"an app secret"}) == auth_verdict::accepted);
  CHECK(judge_hub(as_read, signature, {"an app secret"}) == auth_verdict::wrong);
}

TEST_CASE("while the secret changes, the one before signs as well") {
  const auto signature = "sha256=" + github_digits;
  CHECK(judge_hub(github_body, signature, {"a new one", github_secret.current}) ==
        auth_verdict::accepted);
  CHECK(judge_hub(github_body, signature, {"a new one", ""}) == auth_verdict::wrong);
}

TEST_CASE("an empty secret signs nothing") {
  // The HMAC-SHA256 of nothing with an empty key, which anybody can compute.
  const std::string of_nothing =
      "sha256=b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad";
  CHECK(judge_hub("", of_nothing, {}) == auth_verdict::wrong);
  CHECK(judge_hub("", of_nothing, {"", ""}) == auth_verdict::wrong);
}

TEST_CASE("a signature in capitals is the same signature") {
  const given_request loud{{{"X-HUB-SIGNATURE-256", "SHA256=" + in_capitals(github_digits)}},
                           github_body};
  CHECK(waybill::check_hub_signature(loud.view(), github_secret) == auth_verdict::accepted);
}

TEST_CASE("a signature that is not there, or empty, is missing") {
  const given_request none{{{"X-Hub-Signature", "sha1=" + github_digits}}, github_body};
  CHECK(waybill::check_hub_signature(none.view(), github_secret) == auth_verdict::missing);
  CHECK(judge_hub(github_body, "") == auth_verdict::missing);
}

TEST_CASE("a signature that is there twice is malformed, even if both are right") {
  const auto signature = "sha256=" + github_digits;
  const given_request twice{
      {{"X-Hub-Signature-256", signature}, {"x-hub-signature-256", signature}}, github_body};
  CHECK(waybill::check_hub_signature(twice.view(), github_secret) == auth_verdict::malformed);
  const given_request second_is_empty{
      {{"X-Hub-Signature-256", signature}, {"x-hub-signature-256", ""}}, github_body};
  CHECK(waybill::check_hub_signature(second_is_empty.view(), github_secret) ==
        auth_verdict::malformed);
  CHECK(judge_hub(github_body, signature + ", " + signature) == auth_verdict::malformed);
}

TEST_CASE("what cannot be a signature is malformed") {
  for (const auto& signature :
       {github_digits, "sha1=" + github_digits, std::string{"sha256="},
        "sha256=" + github_digits.substr(1), "sha256=" + github_digits + "0",
        "sha256=g" + github_digits.substr(1), "sha256= " + github_digits, std::string{"sha256"}}) {
    CAPTURE(signature);
    CHECK(judge_hub(github_body, signature) == auth_verdict::malformed);
  }
}

TEST_CASE("Meta's handshake is answered with its challenge") {
  const std::string sample =
      "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=meatyhamhock";
  CHECK(waybill::answer_handshake(sample, {"meatyhamhock"}).challenge == "1158201444");
  CHECK(waybill::answer_handshake(sample, {"a new one", "meatyhamhock"}).verdict ==
        auth_verdict::accepted);
  CHECK(waybill::answer_handshake(sample, {}).verdict == auth_verdict::wrong);
  CHECK(
      handshake_verdict("hub%2Emode=subscribe&hub.challenge=1&hub.verify_token=an+older%20token") ==
      auth_verdict::accepted);
}

TEST_CASE("a handshake with one wrong bit of the token gets no challenge") {
  each_wrong_byte("meatyhamhock", [](const auto& wrong) {
    const auto answer = waybill::answer_handshake(
        "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=meatyhamhock", {wrong});
    CHECK(answer.verdict == auth_verdict::wrong);
    CHECK(answer.challenge.empty());
  });
}

TEST_CASE("a handshake without a parameter is missing, with one twice malformed") {
  const std::string mode = "hub.mode=subscribe&";
  const std::string token = "hub.verify_token=meatyhamhock&";
  const std::string challenge = "hub.challenge=1158201444&";
  for (const auto& query : {std::string{}, mode + token, mode + challenge, token + challenge,
                            mode + challenge + "hub.verify_token=",
                            mode + challenge + in_capitals("hub.verify_token=") + "meatyhamhock"}) {
    CAPTURE(query);
    CHECK(handshake_verdict(query) == auth_verdict::missing);
  }
  for (const auto& query :
       {mode + token + token + challenge, mode + mode + token + challenge,
        mode + token + challenge + challenge, "hub.mode=unsubscribe&" + token + challenge,
        mode + token + challenge + "%", mode + token + "hub.challenge=%ff"}) {
    CAPTURE(query);
    CHECK(handshake_verdict(query) == auth_verdict::malformed);
  }
}
