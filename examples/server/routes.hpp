#pragma once

#include <string>

#include <httplib.h>

#include "service.hpp"
#include "site_gate.hpp"
#include "token_gate.hpp"
#include "views.hpp"

namespace waybill_server {

// The routes, by who calls them. Service and gates must outlive the server.

/// What stands before the routes.
struct gates {
  site_gate sites;
  token_gate tokens;
};

/// What all answers have in common: headers, refusals, and the answers to failures.
void prepare_answers(httplib::Server& server, const gates& before);

/// For the gateway and the sender: `POST /api/webhooks/<dialect>/`, `POST /api/sends`, behind both
/// gates.
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
