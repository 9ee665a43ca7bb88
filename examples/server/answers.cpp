#include <exception>
#include <string>

#include "routes.hpp"
#include "text.hpp"

namespace waybill_server {

namespace {

using httplib::Request;
using httplib::Response;

void answer_exception(const Request& /*request*/, Response& response, std::exception_ptr thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const waybill::store_error& error) {
    write_error_line(std::string{"error: "} + error.what());
    if (error.permanent()) return answer_error(response, 422, "The store refuses it");
    answer_error(response, 503, "The store does not answer; try again");
  } catch (...) {
    write_error_line("error: a request failed");
    answer_error(response, 500, "Something went wrong");
  }
}

/// Answers what the library refuses by itself. Gateways retry a 413 for ever, and a 400 never.
void answer_refusal(const Request& /*request*/, Response& response) {
  if (response.has_header("Content-Type")) return;  // a route has answered it
  if (response.status == 413) return answer_error(response, 400, "Body too large");
  answer_error(response, response.status,
               response.status == 404 ? "There is no such route" : "Not understood");
}

/// A request with a body is refused by its route, which reads the body first: an unread rest would
/// be taken for the next request.
[[nodiscard]] httplib::Server::HandlerResponse refuse_other_sites(const site_gate& sites,
                                                                  const Request& request,
                                                                  Response& response) {
  using result = httplib::Server::HandlerResponse;
  if (request.method != "GET" && request.method != "HEAD") return result::Unhandled;
  const auto refused = sites.refusal_of(request);
  if (!refused) return result::Unhandled;
  answer_error(response, refused->status, refused->text);
  return result::Handled;
}

/// A gateway shows its answers to no one: the operator learns from here what is set up wrongly.
void log_refusal(const Request& request, const Response& response) {
  const auto status = response.status;
  if (status != 401 && status != 403 && status != 415 && status != 421) return;
  // The path comes from outside: as JSON it cannot break the line.
  write_error_line("warning: " + request.method + ' ' + to_text(request.path) +
                   " is refused: " + std::to_string(status) + ' ' + response.body);
}

}  // namespace

void prepare_answers(httplib::Server& server, const gates& before) {
  // A browser must neither guess the type of an answer nor keep old numbers.
  server.set_default_headers(
      {{"X-Content-Type-Options", "nosniff"}, {"Cache-Control", "no-store"}});
  server.set_pre_routing_handler([&before](const Request& request, Response& response) {
    return refuse_other_sites(before.sites, request, response);
  });
  server.set_exception_handler(answer_exception);
  server.set_error_handler(httplib::Server::Handler{answer_refusal});
  server.set_logger(log_refusal);
}

}  // namespace waybill_server
