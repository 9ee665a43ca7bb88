#include "page.hpp"
#include "routes.hpp"

namespace waybill_server {

namespace {

using httplib::Request;
using httplib::Response;

/// Throws where the store does not answer.
void look_into(service& with) {
  static_cast<void>(with.tracker().campaign_stats({with.tenant(), "healthz"}));
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
  for (const auto& file : page_files()) {
    server.Get(file.path, [&file](const Request&, Response& response) {
      response.set_header("Content-Security-Policy",
                          "default-src 'none'; connect-src 'self'; script-src 'self'; "
                          "style-src 'self'; img-src data:; base-uri 'none'; "
                          "form-action 'none'; frame-ancestors 'none'");
      response.set_content(file.text, file.type);
    });
  }
}

}  // namespace waybill_server
