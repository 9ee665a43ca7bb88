// A server on Boost.Beast, with one thread and callbacks: POST /webhook, and GET /ping.
#include <chrono>
#include <csignal>
#include <exception>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include "shop.hpp"

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

/// One connection. Whoever will call it back holds it.
class session : public std::enable_shared_from_this<session> {
 public:
  session(tcp::socket socket, waybill::ingestor& ingestor)
      : stream_(std::move(socket)), ingestor_(ingestor) {}

  void read() {
    request_.emplace();
    request_->body_limit(shop::largest_body);
    stream_.expires_after(std::chrono::seconds{60});
    http::async_read(
        stream_, buffer_, *request_,
        [self = shared_from_this()](beast::error_code failed, std::size_t) { self->take(failed); });
  }

 private:
  void take(beast::error_code failed) {
    if (failed == http::error::body_limit) return respond(413, {}, false);
    if (failed) return;  // with the last who holds it the connection closes
    const auto& request = request_->get();
    if (request.target() == "/ping") return respond(200, "pong");
    if (request.target() != "/webhook") return respond(404, {});
    if (request.method() != http::verb::post) return respond(405, {});
    handle(request.body());
  }

  void handle(const std::string& body) {
    stream_.expires_never();  // the tracker's deadline ends it
    ingestor_.submit(body, {"shop"}, [self = shared_from_this()](waybill::reply reply) {
      // This is a thread of the ingestor's.
      const auto loop = self->stream_.get_executor();
      asio::post(loop, [self, reply = std::move(reply)] {
        self->respond(static_cast<unsigned>(reply.http_status), reply.body);
      });
    });
  }

  void respond(unsigned status, std::string body, bool stays_open = true) {
    response_ = {};
    response_.result(status);
    response_.set(http::field::content_type, "application/json");
    response_.body() = std::move(body);
    response_.keep_alive(stays_open && request_->get().keep_alive());
    response_.prepare_payload();
    stream_.expires_after(std::chrono::seconds{60});
    http::async_write(stream_, response_,
                      [self = shared_from_this()](beast::error_code failed, std::size_t) {
                        if (!failed && self->response_.keep_alive()) self->read();
                      });
  }

  beast::tcp_stream stream_;
  waybill::ingestor& ingestor_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> request_;
  http::response<http::string_body> response_;
};

void accept(tcp::acceptor& from, waybill::ingestor& ingestor) {
  from.async_accept([&](beast::error_code failed, tcp::socket socket) {
    if (failed) {
      std::cerr << "not accepted: " << failed.message() << '\n';
    } else {
      std::make_shared<session>(std::move(socket), ingestor)->read();
    }
    accept(from, ingestor);
  });
}

}  // namespace

int main(int count, char** values) try {
  const shop::arguments given{count, values};
  shop::place place{given.file};
  asio::io_context loop{1};  // outlives the ingestor, whose threads post to it
  waybill::ingestor ingestor{place.tracker()};
  tcp::acceptor acceptor{loop, {asio::ip::address_v4::loopback(), given.port}};
  accept(acceptor, ingestor);
  asio::signal_set signals{loop, SIGINT, SIGTERM};
  signals.async_wait([&](auto, auto) { loop.stop(); });
  shop::announce(acceptor.local_endpoint().port());
  loop.run();
  // Whoever has no answer yet posts again, which is harmless.
  ingestor.stop(std::chrono::seconds{10});
  place.print_counters();
} catch (const std::exception& failed) {
  std::cerr << failed.what() << '\n';
  return 1;
}
