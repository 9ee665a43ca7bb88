#include <cstddef>
#include <exception>
#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

#include "routes.hpp"

namespace waybill_server {

namespace {

using httplib::ContentReader;
using httplib::Request;
using httplib::Response;
using waybill_cli::to_json;

using body_handler = void (*)(service&, const std::string& body, Response&);

/// Reads a body to its end, so that the next request on the connection begins where it should, and
/// keeps it only if it is wanted and no larger than waybill takes. False if it was not kept.
[[nodiscard]] bool read_body(const Request& request, const ContentReader& read, bool wanted,
                             std::string& body) {
  if (request.is_multipart_form_data()) {
    read([](const auto& /*part*/) { return true; }, [](const char*, std::size_t) { return true; });
    return false;
  }
  const auto most = waybill::json_limits{}.bytes;
  const bool whole = read([&](const char* data, std::size_t size) {
    wanted = wanted && body.size() + size <= most;
    if (wanted) body.append(data, size);
    return true;
  });
  return whole && wanted;
}

/// A handler behind the gate: without the token nothing of a body is kept.
[[nodiscard]] httplib::Server::HandlerWithContentReader behind(const token_gate& gate,
                                                               service& with, body_handler handle) {
  return [&gate, &with, handle](const Request& request, Response& response,
                                const ContentReader& read) {
    const bool admitted = gate.admits(request);
    std::string body;
    const bool kept = read_body(request, read, admitted, body);
    if (!admitted) return answer_error(response, 401, "A valid token is required");
    if (!kept) return answer_error(response, 400, "Body too large or not whole");
    handle(with, body, response);
  };
}

void take_webhook(service& with, const std::string& body, Response& response) {
  const auto reply = with.ingestor().handle(body, {with.tenant(), {}});
  response.status = reply.http_status;
  response.set_content(reply.body, "application/json");
}

/// JSON without the depth at which copying it would run out of stack.
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

void take_send(service& with, const std::string& body, Response& response) {
  waybill::sent_message send;
  try {
    send = read_send(body, with.tenant());
  } catch (const std::exception&) {
    return answer_error(response, 400,
                        R"(Expected {"row":"1001","campaign":"spring sale","contact":"42",)"
                        R"("instance":"shop-1","response":{"key":{"id":"3EB0D41C9A7E"}}})");
  }
  add_to_catalog(with.store(), send);
  const auto result = with.tracker().record_sent(send);
  for (const auto& moved : result.transitions) with.feed().publish(moved);
  answer(response, status_of(result.outcome), to_json(result));
}

}  // namespace

void add_gateway_routes(httplib::Server& server, service& with, const token_gate& gate) {
  // With or without the slash; gateways that are told to post by event add its name.
  server.Post(R"(/api/webhooks/evolution(?:/+[a-z-]*)?)", behind(gate, with, take_webhook));
  server.Post("/api/sends", behind(gate, with, take_send));
}

}  // namespace waybill_server
