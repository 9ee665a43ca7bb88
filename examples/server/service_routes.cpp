#include "page.hpp"
#include "routes.hpp"

namespace waybill_server {

namespace {

using httplib::Request;
using httplib::Response;

/// Throws where the store does not answer.
void look_into(service& with) {
  static_cast<void>(with.tracker().campaign_stats(with.tenant(), "healthz"));
}

}  // namespace

void add_service_routes(httplib::Server& server, service& with) {
  server.Get("/healthz", [&with](const Request&, Response& response) {
    look_into(with);
    answer(response, 200, {{"status", "ok"}});
  });
  server.Get("/metrics", [&with](const Request&, Response& response) {
    response.set_content(waybill::prometheus_text(with.ingestor().stats()),
                         "text/plain; version=0.0.4");
  });
  server.Get("/", [](const Request&, Response& response) {
    response.set_header("Content-Security-Policy",
                        "default-src 'none'; connect-src 'self'; style-src 'unsafe-inline'; "
                        "script-src 'unsafe-inline'; img-src data:");
    response.set_content(page(), "text/html; charset=utf-8");
  });
}

}  // namespace waybill_server
