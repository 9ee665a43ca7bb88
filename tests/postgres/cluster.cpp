#include "postgres/cluster.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <random>
#include <stdexcept>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "postgres/observer.hpp"
#include "support/scratch_folder.hpp"

namespace waybill_test {

namespace {

const std::string script = WAYBILL_POSTGRES_SCRIPT;

[[nodiscard]] std::string read_line(int from) {
  std::string line;
  char c = 0;
  while (::read(from, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

[[nodiscard]] bool is_unused(int port) {
  const auto socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto bound = ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::close(socket);
  return bound == 0;
}

}  // namespace

int unused_port() {
  std::random_device random;
  std::uniform_int_distribution<int> ports{20'000, 31'999};
  for (int tries = 0; tries < 100; ++tries) {
    if (const auto port = ports(random); is_unused(port)) return port;
  }
  throw std::runtime_error{"no port of the loopback interface is unused"};
}

cluster::cluster(const std::string& configuration) : folder_(new_folder()) {
  run("WAYBILL_POSTGRES_OPTIONS", configuration);
}

cluster::cluster(standby_of which) : folder_(new_folder()) {
  run("WAYBILL_POSTGRES_PRIMARY", which.primary.url());
}

/// Runs the script, told something in a variable of its environment, until our end of its standard
/// input closes.
void cluster::run(const char* variable, const std::string& value) {
  std::array<int, 2> to_script{};
  std::array<int, 2> from_script{};
  if (::pipe2(to_script.data(), O_CLOEXEC) != 0 || ::pipe2(from_script.data(), O_CLOEXEC) != 0) {
    throw std::runtime_error{"no pipe"};
  }
  script_ = ::fork();
  if (script_ == 0) {
    ::setenv(variable, value.c_str(), 1);
    ::dup2(to_script[0], STDIN_FILENO);
    ::dup2(from_script[1], STDOUT_FILENO);
    ::execl(script.c_str(), script.c_str(), "run", folder_.c_str(), nullptr);
    ::_exit(127);
  }
  ::close(to_script[0]);
  ::close(from_script[1]);
  keep_alive_ = to_script[1];
  const auto url = read_line(from_script[0]);
  ::close(from_script[0]);
  const auto colon = url.rfind(':');
  if (colon == std::string::npos) {
    throw std::runtime_error{"PostgreSQL did not start; what it says is above"};
  }
  port_ = std::stoi(url.substr(colon + 1));
}

cluster::~cluster() {
  ::close(keep_alive_);
  ::waitpid(script_, nullptr, 0);
}

cluster& cluster::shared() {
  static cluster instance;
  return instance;
}

std::string cluster::url(const std::string& database) const {
  return "postgresql://waybill@127.0.0.1:" + std::to_string(port_) + "/" + database;
}

std::string cluster::new_database() {
  const auto name = "test_" + std::to_string(++databases_);
  observer{url()}.run("CREATE DATABASE " + name);
  return url(name);
}

void cluster::crash() { control("crash"); }
void cluster::restart() { control("restart"); }
void cluster::pause() { signal_all(SIGSTOP); }
void cluster::resume() { signal_all(SIGCONT); }

void cluster::control(const std::string& verb) const {
  if (std::system((script + " " + verb + " " + folder_).c_str()) != 0) {
    throw std::runtime_error{"postgres.sh " + verb + " failed"};
  }
}

/// The postmaster and its children: backends come and go, the postmaster is asked who they are.
void cluster::signal_all(int signal) const {
  std::ifstream pid_file{folder_ + "/data/postmaster.pid"};
  pid_t postmaster = 0;
  pid_file >> postmaster;
  std::ifstream children{"/proc/" + std::to_string(postmaster) + "/task/" +
                         std::to_string(postmaster) + "/children"};
  ::kill(postmaster, signal);
  for (pid_t child = 0; children >> child;) ::kill(child, signal);
}

}  // namespace waybill_test
