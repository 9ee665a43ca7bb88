// Who posted it? A route of Meta's webhooks: the signature first, then the body.
#include <iostream>
#include <string_view>
#include <vector>

#include <waybill/auth/cloud_api.hpp>
#include <waybill/dialects/cloud_api.hpp>
#include <waybill/waybill.hpp>

namespace {

const waybill::auth_secrets app_secrets{"the app secret of Meta's dashboard", "the one before"};

void respond(int status, std::string_view body) { std::cout << status << ' ' << body << '\n'; }

void take(const waybill::tracker& tracker, const std::vector<waybill::posted_header>& headers,
          std::string_view body) {
  const auto verdict = waybill::check_hub_signature({headers, body}, app_secrets);
  if (verdict != waybill::auth_verdict::accepted) {
    std::clog << "refused: " << to_string(verdict) << '\n';  // never a secret
    return respond(401, R"({"error":"not signed"})");
  }
  const auto reply = tracker.handle(body, {"shop"});
  respond(reply.http_status, reply.body);
}

}  // namespace

int main() {
  waybill::memory_store store;
  const waybill::tracker tracker{store, {.dialect = waybill::cloud_api()}};

  const auto* const body = R"({"object":"whatsapp_business_account","entry":[]})";
  const auto* const signature =
      "sha256=b37fd4ef02ea27e7b8afe877a127607ddfc8632115d6a5866e32e1f9e3a29ec7";
  take(tracker, {{"X-Hub-Signature-256", signature}}, body);
  take(tracker, {{"X-Hub-Signature-256", signature}}, "other bytes");
  take(tracker, {}, body);

  // Meta asks once, by a GET, whether the URL is ours. What follows its `?`:
  const auto asked = waybill::answer_handshake(
      "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=meatyhamhock",
      {"meatyhamhock"});
  respond(asked.verdict == waybill::auth_verdict::accepted ? 200 : 403, asked.challenge);
}
