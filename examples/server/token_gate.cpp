#include "token_gate.hpp"

#include <algorithm>
#include <string>

#include <waybill/auth/key.hpp>
#include <waybill/auth/signed_token.hpp>
#include <waybill/clock.hpp>

#include "text.hpp"

namespace waybill_server {

using waybill::auth_verdict;

namespace {

/// Whether the bearer token looks like a signed one: three parts, with dots between them.
[[nodiscard]] bool has_signed_token(const waybill::posted_request& request) {
  return std::any_of(request.headers.begin(), request.headers.end(), [](const auto& each) {
    return lower_case(std::string{each.name}) == "authorization" &&
           std::count(each.value.begin(), each.value.end(), '.') == 2;
  });
}

}  // namespace

auth_verdict any_of(auth_verdict one, auth_verdict other) {
  const bool is_accepted = one == auth_verdict::accepted || other == auth_verdict::accepted;
  return is_accepted ? auth_verdict::accepted : std::max(one, other);
}

auth_verdict token_gate::judge(const waybill::posted_request& request) const {
  if (is_open()) return auth_verdict::accepted;
  const auto in_header = waybill::check_key_in_header(request, "X-Webhook-Token", tokens_);
  auto as_bearer = waybill::check_bearer_key(request, tokens_);
  if (as_bearer != auth_verdict::accepted && has_signed_token(request)) {
    as_bearer = waybill::check_signed_token(request, tokens_, waybill::clock::system().now());
  }
  return any_of(in_header, as_bearer);
}

}  // namespace waybill_server
