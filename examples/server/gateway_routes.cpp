#include <exception>
#include <optional>
#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

#include <waybill/auth/cloud_api.hpp>

#include "entry.hpp"
#include "routes.hpp"

namespace waybill_server {

namespace {

using httplib::Request;
using httplib::Response;

/// Answers whether the webhooks' URL is ours.
void take_handshake(const gates& before, const Request& request, Response& response) {
  const auto begin = request.target.find('?');
  const auto query = begin == std::string::npos ? "" : request.target.substr(begin + 1);
  const auto answered = waybill::answer_handshake(query, before.verify_tokens);
  if (answered.verdict != waybill::auth_verdict::accepted) {
    return answer_error(response, 403, why(answered.verdict, "verify token"));
  }
  response.set_content(answered.challenge, "text/plain");
}

void refuse_path(service& /*with*/, const Request& /*request*/, const std::string& /*body*/,
                 Response& response) {
  answer_error(response, 404, "There is no such route");
}

void take_webhook(service& with, const Request& request, const std::string& body,
                  Response& response) {
  const auto reply = with.ingestor().handle(body, {with.tenant()}, std::nullopt,
                                            request.get_header_value("Content-Type"));
  response.status = reply.http_status;
  response.set_content(reply.body, "application/json");
}

/// Refuses JSON so deep that copying it would run out of stack.
[[nodiscard]] nlohmann::json parse_shallow(const std::string& text) {
  constexpr int deepest = 64;
  return nlohmann::json::parse(text, [](int depth, auto /*event*/, const auto& /*value*/) {
    if (depth > deepest) throw std::invalid_argument{"nested too deep"};
    return true;
  });
}

/// A send in a body like `{"row":…,"campaign":…,"contact":…,"instance":…,"response":{…}}`, where
/// `response` is what the gateway answered. Throws for anything else.
[[nodiscard]] waybill::sent_message read_send(const std::string& body, const std::string& tenant) {
  const auto send = parse_shallow(body);
  return {.origin = {tenant},
          .row = send.at("row"),
          .instance = send.value("instance", ""),
          .response = send.at("response").dump(),
          .at = {},
          .resend = send.value("resend", false),
          .campaign = send.value("campaign", ""),
          .contact = send.value("contact", "")};
}

/// The campaign, instance and contact of the send, where they are new.
void add_to_catalog(waybill::store& store, const waybill::sent_message& send) {
  auto* const catalog = store.catalog();
  if (catalog == nullptr) return;
  const auto& tenant = send.origin.tenant;
  if (!send.campaign.empty()) catalog->add_campaign({tenant, send.campaign});
  if (!send.instance.empty()) catalog->add_instance({tenant, send.instance});
  if (!send.contact.empty()) catalog->add_contact({tenant, send.contact}, send.contact);
}

[[nodiscard]] int status_of(waybill::send_outcome outcome) {
  switch (outcome) {
    case waybill::send_outcome::recorded:
    case waybill::send_outcome::already_recorded:
    case waybill::send_outcome::intended:
    case waybill::send_outcome::refused: return 200;
    // The message is still to be sent, once the gateway is well again.
    case waybill::send_outcome::gateway_trouble: return 503;
    case waybill::send_outcome::timed_out: return 202;
    case waybill::send_outcome::unknown_row:
    case waybill::send_outcome::unknown_campaign: return 404;
    case waybill::send_outcome::needs_resend:
    case waybill::send_outcome::foreign_status: return 409;
    case waybill::send_outcome::unknown_answer:
    case waybill::send_outcome::rejected: break;
  }
  return 422;
}

void take_send(service& with, const Request& /*request*/, const std::string& body,
               Response& response) {
  waybill::sent_message send;
  try {
    send = read_send(body, with.tenant());
  } catch (const std::exception&) {
    return answer_error(response, 400,
                        R"(Expected {"row":"1001","campaign":"spring sale","contact":"42",)"
                        R"("instance":"shop-1","response":{"key":{"id":"3EB0D41C9A7E"}}})");
  }
  add_to_catalog(with.store(), send);
  const auto answered = waybill::parse_send_response(send.response, with.gateway());
  const auto result = with.tracker().record_sent(send, answered);
  answer(response, status_of(result.outcome), to_json(result));
}

}  // namespace

void add_gateway_routes(httplib::Server& server, service& with, const gates& before) {
  // With or without the slash; a gateway that posts by event adds the name of the event.
  const auto path = "/api/webhooks/" + with.gateway() + "(?:/+[a-z-]*)?";
  server.Post(path, behind({before, true, with.takes_forms()}, with, take_webhook));
  if (with.gateway() == "cloud_api" && !before.verify_tokens.current.empty()) {
    server.Get(path, [&before](const Request& request, Response& response) {
      take_handshake(before, request, response);
    });
  }
  const entry of_senders{before, false, false};
  server.Post("/api/sends", behind(of_senders, with, take_send));
  // Every other path: by itself the library does not always read a body to its end.
  server.Post(R"([\s\S]*)", behind(of_senders, with, refuse_path));
}

}  // namespace waybill_server
