#include <algorithm>
#include <cstddef>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "routes.hpp"
#include "text.hpp"

namespace waybill_server {

namespace {

using httplib::ContentReader;
using httplib::Request;
using httplib::Response;

using body_handler = void (*)(service&, const Request&, const std::string& body, Response&);

/// Reads a body to its end, so that the next request on the connection begins where it should.
/// Keeps the body only while it is `wanted`, which it no longer is once it is larger than waybill
/// takes. False if its end was not reached.
[[nodiscard]] bool read_body(const Request& request, const ContentReader& read, bool& wanted,
                             std::string& body) {
  if (request.is_multipart_form_data()) {
    return read([](const auto& /*part*/) { return true; },
                [](const char*, std::size_t) { return true; });
  }
  const auto most = waybill::json_limits{}.bytes;
  return read([&](const char* data, std::size_t size) {
    wanted = wanted && body.size() + size <= most;
    if (wanted) body.append(data, size);
    return true;
  });
}

/// Ends the connection after this answer: the rest of a body would be taken for the next request.
void close_after(Response& response) {
  const auto text = std::exchange(response.body, {});
  response.headers.erase("Content-Type");
  response.set_header("Connection", "close");
  response.set_content_provider(
      text.size(), "application/json",
      [text](std::size_t /*offset*/, std::size_t /*size*/, httplib::DataSink& to) {
        to.write(text.data(), text.size());
        return false;  // the library then closes the connection
      });
}

/// What the body is declared as, without a charset.
[[nodiscard]] std::string type_of(const Request& request) {
  auto type = request.get_header_value("Content-Type");
  type.erase(std::min(type.find_first_of("; \t"), type.size()));
  return lower_case(type);
}

/// A browser sends JSON to another site only after asking it, and text or a form without asking: a
/// form is let in only where the gateway posts forms.
[[nodiscard]] std::optional<refusal> refusal_of(const gates& before, const Request& request,
                                                bool takes_forms) {
  if (auto refused = before.sites.refusal_of(request)) return refused;
  if (!before.tokens.admits(request)) return refusal{401, "A valid token is required"};
  const auto type = type_of(request);
  if (type == "application/json") return std::nullopt;
  if (takes_forms && type == "application/x-www-form-urlencoded") return std::nullopt;
  return refusal{415, "The body must be application/json"};
}

/// A handler behind the gates. A body that is refused is read and thrown away.
[[nodiscard]] httplib::Server::HandlerWithContentReader behind(const gates& before, service& with,
                                                               body_handler handle,
                                                               bool takes_forms = false) {
  return [&before, &with, handle, takes_forms](const Request& request, Response& response,
                                               const ContentReader& read) {
    const auto refused = refusal_of(before, request, takes_forms);
    std::string body;
    bool wanted = !refused;
    const bool whole = read_body(request, read, wanted, body);
    if (whole && wanted) return handle(with, request, body, response);
    if (refused) {
      answer_error(response, refused->status, refused->text);
    } else {
      answer_error(response, 400, "Body too large or not whole");
    }
    if (!whole) close_after(response);
  };
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
  server.Post("/api/webhooks/" + with.gateway() + "(?:/+[a-z-]*)?",
              behind(before, with, take_webhook, with.takes_forms()));
  server.Post("/api/sends", behind(before, with, take_send));
  // Every other path: by itself the library does not always read a body to its end.
  server.Post(R"([\s\S]*)", behind(before, with, refuse_path));
}

}  // namespace waybill_server
