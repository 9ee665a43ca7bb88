// A server on epoll alone, with one thread and a coroutine for each connection: POST /webhook, and
// GET /ping. The loop is in epoll_loop.hpp.
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>

#include <netinet/in.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

#include <waybill/async_handle.hpp>

#include "epoll_loop.hpp"
#include "http.hpp"
#include "shop.hpp"

namespace {

bool must_wait(ssize_t result) { return result < 0 && (errno == EAGAIN || errno == EINTR); }

task serve(epoll_loop& loop, waybill::ingestor& ingestor, owned_file client) {
  // Both have names: g++ 12 destroys what is written inside a co_await twice.
  const auto post = [&loop](waybill::resumption resume) { loop.post(std::move(resume)); };
  const waybill::origin from{"shop"};
  http::request_reader requests;
  std::string bytes(16 * 1024, '\0');
  for (bool stays_open = true; stays_open;) {
    const auto count = ::recv(client.get(), bytes.data(), bytes.size(), 0);
    if (must_wait(count)) {
      co_await loop.until(client.get(), EPOLLIN);
      continue;
    }
    if (count <= 0) co_return;  // the client has left
    stays_open = requests.feed(std::string_view{bytes}.substr(0, static_cast<std::size_t>(count)));
    while (auto request = requests.next()) {
      stays_open = stays_open && request->stays_open;
      auto text = http::answer_without_webhook(*request);
      if (text.empty()) {
        const auto reply =
            co_await waybill::async_handle(ingestor, std::move(request->body), from, post);
        text = http::response(reply.http_status, reply.body, request->stays_open);
      }
      for (std::string_view rest = text; !rest.empty();) {
        const auto sent = ::send(client.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
        if (must_wait(sent)) {
          co_await loop.until(client.get(), EPOLLOUT);
          continue;
        }
        if (sent < 0) co_return;
        rest.remove_prefix(static_cast<std::size_t>(sent));
      }
    }
  }
}

task accept(epoll_loop& loop, waybill::ingestor& ingestor, const owned_file& from) {
  while (true) {
    const int client = ::accept4(from.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (client >= 0) {
      serve(loop, ingestor, owned_file{client});
      continue;
    }
    if (errno != EAGAIN) std::cerr << "not accepted: " << std::strerror(errno) << '\n';
    co_await loop.until(from.get(), EPOLLIN);
  }
}

task stop_at(epoll_loop& loop, const owned_file& signals) {
  co_await loop.until(signals.get(), EPOLLIN);
  loop.stop();
}

owned_file listen_at(std::uint16_t& port) {
  owned_file result{::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  const int yes = 1;
  checked(::setsockopt(result.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes));
  sockaddr_in address{};
  socklen_t size = sizeof address;
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  checked(::bind(result.get(), any, size));
  checked(::listen(result.get(), SOMAXCONN));
  checked(::getsockname(result.get(), any, &size));
  port = ntohs(address.sin_port);
  return result;
}

/// A file that can be read once the server has to end.
owned_file signals_of_the_end() {
  sigset_t signals{};
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGINT);
  ::sigaddset(&signals, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // before there are other threads
  return owned_file{::signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC)};
}

}  // namespace

int main(int count, char** values) try {
  shop::arguments given{count, values};
  shop::place place{given.file};
  const auto signals = signals_of_the_end();
  const auto listener = listen_at(given.port);
  epoll_loop loop;  // outlives the ingestor, whose threads post to it
  waybill::ingestor ingestor{place.tracker()};
  accept(loop, ingestor, listener);
  stop_at(loop, signals);
  shop::announce(given.port);
  loop.run();
  // Whoever has no answer yet posts again, which is harmless.
  ingestor.stop(std::chrono::seconds{10});
  place.print_counters();
} catch (const std::exception& failed) {
  std::cerr << failed.what() << '\n';
  return 1;
}
