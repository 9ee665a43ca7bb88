// A server on RESTinio, with one thread: POST /webhook, and GET /ping.
#include <chrono>
#include <csignal>
#include <cstdint>
#include <exception>
#include <iostream>
#include <string>
#include <utility>

#define RESTINIO_USE_BOOST_ASIO 1
#include <restinio/http_server.hpp>

#include "shop.hpp"

namespace {

using traits = restinio::default_single_thread_traits_t;

/// May be called on any thread: RESTinio itself goes back to that of the connection.
void respond(const restinio::request_handle_t& to, int status, std::string body) {
  const restinio::http_status_code_t code{static_cast<std::uint16_t>(status)};
  const auto* const phrase = http_status_str(static_cast<http_status>(status));
  to->create_response(restinio::http_status_line_t{code, phrase})
      .append_header(restinio::http_field::content_type, "application/json")
      .set_body(std::move(body))
      .done();
}

restinio::request_handling_status_t handle(const restinio::request_handle_t& request,
                                           waybill::ingestor& ingestor) {
  const auto& header = request->header();
  if (header.path() == "/ping") {
    respond(request, 200, "pong");
  } else if (header.path() != "/webhook") {
    respond(request, 404, {});
  } else if (header.method() != restinio::http_method_post()) {
    respond(request, 405, {});
  } else {
    ingestor.submit(request->body(), {"shop"}, [request](waybill::reply reply) {
      respond(request, reply.http_status, std::move(reply.body));
    });
  }
  return restinio::request_accepted();
}

}  // namespace

int main(int count, char** values) try {
  const shop::arguments given{count, values};
  shop::place place{given.file};
  restinio::asio_ns::io_context loop{1};  // outlives the ingestor, whose threads post to it
  waybill::ingestor ingestor{place.tracker()};
  std::uint16_t port = 0;
  std::exception_ptr failure;
  restinio::http_server_t<traits> server{
      restinio::external_io_context(loop), [&](auto& settings) {
        settings.address("127.0.0.1")
            .port(given.port)
            .incoming_http_msg_limits(
                restinio::incoming_http_msg_limits_t{}.max_body_size(shop::largest_body))
            // Longer than the tracker's deadline, which ends a request before.
            .handle_request_timeout(std::chrono::seconds{30})
            .acceptor_post_bind_hook(
                [&](auto& acceptor) { port = acceptor.local_endpoint().port(); })
            .request_handler([&](auto request) { return handle(request, ingestor); });
      }};
  server.open_async([&] { shop::announce(port); },
                    [&](std::exception_ptr why) {
                      failure = std::move(why);
                      loop.stop();
                    });
  restinio::asio_ns::signal_set signals{loop, SIGINT, SIGTERM};
  signals.async_wait([&](auto, auto) { loop.stop(); });
  loop.run();
  if (failure != nullptr) std::rethrow_exception(failure);
  // Whoever has no answer yet posts again, which is harmless.
  ingestor.stop(std::chrono::seconds{10});
  place.print_counters();
} catch (const std::exception& failed) {
  std::cerr << failed.what() << '\n';
  return 1;
}
