// A small server with waybill in it.

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <httplib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <waybill/dialects/known.hpp>

#include "demo_traffic.hpp"
#include "gates.hpp"
#include "routes.hpp"
#include "service.hpp"

namespace waybill_server {

namespace {

struct settings {
  std::string host = "127.0.0.1";
  int port = 8080;
  std::string store = "sqlite:./waybill.db";
  std::string tenant{};
  std::string gateway = "evolution";
  gate_settings gates{};
  std::size_t connections = 256;
  bool demo = false;
  bool behind_pooler = false;
};

/// Signals that end the server go to the main thread alone, which waits for them.
[[nodiscard]] sigset_t block_ending_signals() {
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGINT);
  sigaddset(&ending, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  return ending;
}

/// Waits for a signal that ends the server. Meanwhile it reads the instances now and then, so that
/// their health is kept also while nobody looks at the page.
void wait_for_end(service& with, const sigset_t& ending) {
  constexpr timespec ten_seconds{10, 0};
  do {
    try {
      const waybill::deadline_scope soon{std::chrono::steady_clock::now() +
                                         std::chrono::seconds{2}};
      with.read_instances();
    } catch (const std::exception&) {
      // The store may answer the next time; /healthz says that it does not.
    }
  } while (::sigtimedwait(&ending, nullptr, &ten_seconds) < 0);
}

void prepare(httplib::Server& server, const settings& chosen) {
  // An open connection holds a thread.
  server.new_task_queue = [&chosen] { return new httplib::ThreadPool(chosen.connections); };
  server.set_keep_alive_max_count(1'000'000);
  server.set_keep_alive_timeout(1);  // seconds: an idle connection may delay the end as long
  server.set_tcp_nodelay(true);
  server.set_payload_max_length(waybill::json_limits{}.bytes);
}

/// Returns the port, which the system chooses for 0.
[[nodiscard]] int bind(httplib::Server& server, const settings& chosen) {
  socket_t listener = -1;
  // By itself the library shares its port silently with any other server that does.
  server.set_socket_options([&listener](socket_t socket) {
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    listener = socket;
  });
  const auto port = chosen.port == 0 ? server.bind_to_any_port(chosen.host)
                    : server.bind_to_port(chosen.host, chosen.port) ? chosen.port
                                                                    : -1;
  if (port <= 0) {
    throw std::runtime_error{"cannot listen on " + chosen.host + ':' + std::to_string(chosen.port) +
                             "; is another server there? --port chooses another"};
  }
  // The library also lets only five connections wait to be accepted, and resets the others.
  ::listen(listener, SOMAXCONN);
  server.set_socket_options([](socket_t /*socket*/) {});  // `listener` is gone after this
  return port;
}

/// The server's own thread.
class listening {
 public:
  explicit listening(httplib::Server& server) : server_(server) {
    // A server that does not run yet cannot be stopped.
    while (!server_.is_running() && !ended_) std::this_thread::yield();
  }
  listening(const listening&) = delete;
  listening& operator=(const listening&) = delete;
  /// Takes no more connections, and waits for the requests that came in.
  ~listening() {
    is_asked_ = true;
    server_.stop();
    thread_.join();
  }

  /// It ended by itself, because the system let it accept no more.
  [[nodiscard]] bool failed() const noexcept { return ended_; }

 private:
  void run() {
    server_.listen_after_bind();
    ended_ = true;
    if (!is_asked_) ::kill(::getpid(), SIGTERM);  // which the main thread waits for
  }

  httplib::Server& server_;
  std::atomic<bool> is_asked_ = false;
  std::atomic<bool> ended_ = false;
  std::thread thread_{[this] { run(); }};
};

void run(const settings& chosen) {
  if (chosen.gates.tokens.current.empty() && chosen.host != "127.0.0.1") {
    throw std::runtime_error{"without a --token the server listens on 127.0.0.1 alone"};
  }
  if (chosen.demo && chosen.gateway != "evolution") {
    throw std::runtime_error{"--demo plays webhooks of the gateway evolution"};
  }
  const auto ending = block_ending_signals();
  const auto before = make_gates(chosen.gates, chosen.host);
  service with{chosen.store, chosen.tenant, chosen.gateway, chosen.behind_pooler};
  httplib::Server server;
  prepare(server, chosen);
  prepare_answers(server, before);
  add_gateway_routes(server, with, before);
  add_report_routes(server, with);
  add_service_routes(server, with);
  const auto port = bind(server, chosen);
  {
    const listening open{server};
    std::printf("Listening on http://%s:%d/. Ctrl-C ends it.\n", chosen.host.c_str(), port);
    std::fflush(stdout);
    std::optional<demo_traffic> demo;
    if (chosen.demo) demo.emplace(with, chosen.host, port, chosen.gates.tokens.current);
    wait_for_end(with, ending);
    pthread_sigmask(SIG_UNBLOCK, &ending, nullptr);  // a second Ctrl-C waits for nothing
    if (open.failed()) throw std::runtime_error{"no more connections could be accepted"};
    with.feed().close();
  }
  with.ingestor().stop(std::chrono::seconds{10});
  std::puts("Every webhook that came in is answered; what was answered 200 is stored.");
}

void add_options(CLI::App& app, settings& chosen) {
  app.add_option("--host", chosen.host, "The address to listen on")->capture_default_str();
  app.add_option("--port", chosen.port, "The port; 0 takes a free one")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  app.add_option("--store", chosen.store, "sqlite:FILE or postgresql://user@host/database")
      ->envname("WAYBILL_STORE")
      ->capture_default_str();
  app.add_flag("--pooler", chosen.behind_pooler,
               "PostgreSQL is reached through a pooler that shares connections by the transaction")
      ->envname("WAYBILL_POOLER");
  app.add_option("--tenant", chosen.tenant, "Whose webhooks these are");
  std::vector<std::string> gateways;
  for (const auto& each : waybill::known_dialects) gateways.emplace_back(each.name);
  app.add_option("--gateway,--dialect", chosen.gateway,
                 "Whose webhooks these are; they come to /api/webhooks/GATEWAY/")
      ->check(CLI::IsMember(gateways))
      ->capture_default_str();
  add_gate_options(app, chosen.gates);
  app.add_option("--connections", chosen.connections, "How many may be open at once")
      ->check(CLI::Range(128, 4096))
      ->capture_default_str();
  app.add_flag("--demo", chosen.demo, "Play a campaign through it");
}

}  // namespace

}  // namespace waybill_server

int main(int count, char** arguments) {
  waybill_server::settings chosen;
  CLI::App app{"A server that takes webhooks and shows campaigns live."};
  waybill_server::add_options(app, chosen);
  CLI11_PARSE(app, count, arguments);
  chosen.gates.gateway.gateway = chosen.gateway;
  try {
    waybill_server::run(chosen);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "waybill_server: %s\n", error.what());
    return 1;
  }
}
