#pragma once

#include <string>

#include <httplib.h>

#include "cli/views.hpp"
#include "service.hpp"
#include "token_gate.hpp"

namespace waybill_server {

// The routes, by who calls them. Service and gate must outlive the server.

/// The gateway and the sender: `POST /api/webhooks/evolution/`, `POST /api/sends`. The gate is
/// before both.
void add_gateway_routes(httplib::Server& server, service& with, const token_gate& gate);

/// People and programs that look: campaigns, their log and their live events, instances.
void add_report_routes(httplib::Server& server, service& with);

/// `GET /healthz`, `GET /metrics`, and the page at `/`.
void add_service_routes(httplib::Server& server, service& with);

inline void answer(httplib::Response& response, int status, const nlohmann::ordered_json& json) {
  response.status = status;
  response.set_content(waybill_cli::to_text(json), "application/json");
}

inline void answer_error(httplib::Response& response, int status, const std::string& text) {
  answer(response, status, {{"error", text}});
}

}  // namespace waybill_server
