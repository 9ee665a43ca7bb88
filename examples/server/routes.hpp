#pragma once

#include <string>

#include <httplib.h>

#include "gates.hpp"
#include "service.hpp"
#include "views.hpp"

namespace waybill_server {

// The routes, by who calls them. Service and gates must outlive the server.

/// What all answers have in common: headers, refusals, and the answers to failures.
void prepare_answers(httplib::Server& server, const gates& before);

/// For the gateway and the sender: `POST /api/webhooks/<dialect>/`, `POST /api/sends`, each behind
/// its gates, and Meta's handshake, a GET of its webhooks' path.
void add_gateway_routes(httplib::Server& server, service& with, const gates& before);

/// For readers: campaigns, their log and their live events, instances.
void add_report_routes(httplib::Server& server, service& with);

/// `GET /healthz`, `GET /metrics`, and the files of the page, which is at `/`.
void add_service_routes(httplib::Server& server, service& with);

inline void answer(httplib::Response& response, int status, const nlohmann::ordered_json& json) {
  response.status = status;
  response.set_content(to_text(json), "application/json");
}

inline void answer_error(httplib::Response& response, int status, const std::string& text) {
  answer(response, status, {{"error", text}});
}

}  // namespace waybill_server
