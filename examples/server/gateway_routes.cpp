#include <stdexcept>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "routes.hpp"

namespace waybill_server {

namespace {

using httplib::Request;
using httplib::Response;

/// A handler behind the gate: nothing of a request without the token is looked at.
[[nodiscard]] httplib::Server::Handler behind(const token_gate& gate,
                                              httplib::Server::Handler handle) {
  return [&gate, handle = std::move(handle)](const Request& request, Response& response) {
    if (gate.admits(request)) return handle(request, response);
    answer_error(response, 401, "A valid token is required");
  };
}

void take_webhook(service& with, const Request& request, Response& response) {
  const auto reply = with.ingestor().handle(request.body, {with.tenant(), {}});
  response.status = reply.http_status;
  response.set_content(reply.body, "application/json");
}

/// A send in a body like `{"row":…,"campaign":…,"contact":…,"instance":…,"response":{…}}`, where
/// `response` is what the gateway answered. Throws for anything else.
[[nodiscard]] waybill::sent_message read_send(const std::string& body, const std::string& tenant) {
  const auto send = nlohmann::json::parse(body);
  return {.origin = {tenant, {}},
          .row = send.at("row"),
          .instance = send.value("instance", ""),
          .response = send.at("response").dump(),
          .at = {},
          .resend = send.value("resend", false),
          .campaign = send.value("campaign", ""),
          .contact = send.value("contact", "")};
}

/// What the send speaks of and is not there yet. Existing tables are left to whoever owns them.
void add_to_catalog(waybill::store& store, const waybill::sent_message& send) {
  auto* const catalog = store.catalog();
  if (catalog == nullptr) return;
  const auto& tenant = send.origin.tenant;
  if (!send.campaign.empty()) catalog->add_campaign(tenant, send.campaign);
  if (!send.instance.empty()) catalog->add_instance(tenant, send.instance);
  if (!send.contact.empty()) catalog->add_contact(tenant, send.contact, send.contact);
}

[[nodiscard]] int status_of(waybill::send_outcome outcome) {
  switch (outcome) {
    case waybill::send_outcome::recorded:
    case waybill::send_outcome::already_recorded:
    case waybill::send_outcome::refused: return 200;
    case waybill::send_outcome::unknown_row: return 404;
    case waybill::send_outcome::needs_resend:
    case waybill::send_outcome::foreign_status: return 409;
    case waybill::send_outcome::rejected: break;
  }
  return 422;
}

void take_send(service& with, const Request& request, Response& response) {
  waybill::sent_message send;
  try {
    send = read_send(request.body, with.tenant());
  } catch (const nlohmann::json::exception&) {
    return answer_error(response, 400,
                        R"(Expected {"row":"1001","campaign":"spring sale","contact":"42",)"
                        R"("instance":"shop-1","response":{"key":{"id":"3EB0D41C9A7E"}}})");
  }
  add_to_catalog(with.store(), send);
  const auto result = with.tracker().record_sent(send);
  for (const auto& moved : result.transitions) with.feed().publish(moved);
  answer(response, status_of(result.outcome),
         {{"send", to_string(result.outcome)}, {"message_id", result.message_id}});
}

}  // namespace

void add_gateway_routes(httplib::Server& server, service& with, const token_gate& gate) {
  const auto webhook = behind(gate, [&with](const Request& request, Response& response) {
    take_webhook(with, request, response);
  });
  server.Post("/api/webhooks/evolution/", webhook);
  // Gateways that are told to post by event add its name.
  server.Post(R"(/api/webhooks/evolution/[a-z-]+)", webhook);
  server.Post("/api/sends", behind(gate, [&with](const Request& request, Response& response) {
                take_send(with, request, response);
              }));
}

}  // namespace waybill_server
