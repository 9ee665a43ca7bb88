// A server on Asio alone, with one thread and a C++20 coroutine for each connection: POST /webhook,
// and GET /ping. Boost.Asio here; for Asio without Boost the headers are <asio.hpp>, and the first
// name below is not needed.
#include <chrono>
#include <csignal>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "http.hpp"
#include "shop.hpp"

namespace {

namespace asio = boost::asio;
using asio::use_awaitable;
using tcp = asio::ip::tcp;

/// `ingestor::submit` as an operation of Asio's, which any of its completion tokens may await. What
/// waits goes on where it belongs, and keeps its loop running meanwhile.
template <typename Token = asio::use_awaitable_t<>>
auto async_handle(waybill::ingestor& ingestor, const std::string& body, const waybill::origin& from,
                  Token&& token = {}) {
  const auto begin = [&](auto handler) {
    auto work = asio::make_work_guard(handler);
    ingestor.submit(
        body, from,
        [work = std::move(work), handler = std::move(handler)](waybill::reply reply) mutable {
          asio::post(work.get_executor(),
                     [handler = std::move(handler), reply = std::move(reply)]() mutable {
                       handler(std::move(reply));
                     });
        });
  };
  return asio::async_initiate<Token, void(waybill::reply)>(begin, token);
}

asio::awaitable<void> serve(tcp::socket client, waybill::ingestor& ingestor) try {
  const waybill::origin from{"shop"};  // with a name: g++ 12 destroys {"shop"} in a co_await twice
  http::request_reader requests;
  std::string bytes(16 * 1024, '\0');
  bool stays_open = true;
  while (stays_open) {
    const auto count = co_await client.async_read_some(asio::buffer(bytes), use_awaitable);
    stays_open = requests.feed(std::string_view{bytes}.substr(0, count));
    while (const auto request = requests.next()) {
      auto text = http::answer_without_webhook(*request);
      if (text.empty()) {
        const auto reply = co_await async_handle(ingestor, request->body, from);
        text = http::response(reply.http_status, reply.body, request->stays_open);
      }
      co_await asio::async_write(client, asio::buffer(text), use_awaitable);
      stays_open = stays_open && request->stays_open;
    }
  }
} catch (const boost::system::system_error&) {  // NOLINT(bugprone-empty-catch): the client has left
}

asio::awaitable<void> accept(tcp::acceptor& from, waybill::ingestor& ingestor) {
  while (true) {
    try {
      auto client = co_await from.async_accept(use_awaitable);
      asio::co_spawn(from.get_executor(), serve(std::move(client), ingestor), asio::detached);
    } catch (const boost::system::system_error& failed) {
      std::cerr << "not accepted: " << failed.what() << '\n';
    }
  }
}

}  // namespace

int main(int count, char** values) try {
  const shop::arguments given{count, values};
  shop::place place{given.file};
  asio::io_context loop{1};  // outlives the ingestor, whose threads post to it
  waybill::ingestor ingestor{place.tracker()};
  tcp::acceptor acceptor{loop, {asio::ip::address_v4::loopback(), given.port}};
  asio::co_spawn(loop, accept(acceptor, ingestor), asio::detached);
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
