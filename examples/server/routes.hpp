#pragma once

#include <cstddef>
#include <optional>
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

/// Nothing where there is no such campaign; then the response says so.
[[nodiscard]] std::optional<waybill::campaign_stats> find_campaign(service& with,
                                                                   const std::string& campaign,
                                                                   httplib::Response& response);

/// What `?limit=` asks for, at most so many; nothing where it is not a whole number above 0.
[[nodiscard]] std::optional<std::size_t> limit_of(const httplib::Request& request,
                                                  std::size_t without, std::size_t most);

inline void answer(httplib::Response& response, int status, const nlohmann::ordered_json& json) {
  response.status = status;
  response.set_content(to_text(json), "application/json");
}

inline void answer_error(httplib::Response& response, int status, const std::string& text) {
  answer(response, status, {{"error", text}});
}

}  // namespace waybill_server
