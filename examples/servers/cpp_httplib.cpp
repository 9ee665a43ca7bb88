// A server on cpp-httplib, whose threads wait: POST /webhook, and GET /ping. As many requests are
// served at once as there are threads.
#include <chrono>
#include <csignal>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <thread>

#include <httplib.h>

#include "shop.hpp"

int main(int count, char** values) try {
  const shop::arguments given{count, values};
  shop::place place{given.file};
  sigset_t signals{};
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGINT);
  ::sigaddset(&signals, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // before there are other threads
  waybill::ingestor ingestor{place.tracker()};

  httplib::Server server;
  server.set_payload_max_length(shop::largest_body);
  server.set_tcp_nodelay(true);  // an answer is two packets, and waits 40 ms between them without
  server.new_task_queue = [] { return new httplib::ThreadPool{64}; };
  server.Get("/ping",
             [](const auto&, auto& response) { response.set_content("pong", "application/json"); });
  server.Post("/webhook", [&](const auto& request, auto& response) {
    const auto reply = ingestor.handle(request.body, {"shop"});
    response.status = reply.http_status;
    response.set_content(reply.body, "application/json");
  });
  int port = given.port;
  if (port == 0) {
    port = server.bind_to_any_port("127.0.0.1");
  } else if (!server.bind_to_port("127.0.0.1", port)) {
    throw std::runtime_error{"the port is taken"};
  }
  std::thread end{[&] {
    int which = 0;
    ::sigwait(&signals, &which);
    server.stop();
  }};
  shop::announce(static_cast<std::uint16_t>(port));
  server.listen_after_bind();
  end.join();
  ingestor.stop(std::chrono::seconds{10});
  place.print_counters();
} catch (const std::exception& failed) {
  std::cerr << failed.what() << '\n';
  return 1;
}
