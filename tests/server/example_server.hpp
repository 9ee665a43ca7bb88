#pragma once

#include <csignal>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <httplib.h>
#include <nlohmann/json.hpp>

#include "server/started_program.hpp"
#include "support/webhooks.hpp"

namespace waybill_test {

using json_value = nlohmann::json;

/// The port in what a server tells when it has started: Listening on http://127.0.0.1:8080/ with …
[[nodiscard]] inline int port_in(const std::string& line) {
  const auto colon = line.find(':', line.find("://") + 3);
  if (colon == std::string::npos) throw std::runtime_error{"the server said: " + line};
  return std::stoi(line.substr(colon + 1));
}

/// The example server, on a port of the loopback interface that nobody else has.
class example_server {
 public:
  /// On a store, with further arguments; `port` to be where another one was.
  explicit example_server(std::string store, std::vector<std::string> more = {}, int port = 0)
      : program_(command(std::move(store), std::move(more), port)),
        port_(port_in(program_.read_line())) {}

  [[nodiscard]] int port() const noexcept { return port_; }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] started_program& program() noexcept { return program_; }
  /// A connection that stays open.
  [[nodiscard]] httplib::Client client() const {
    httplib::Client result{"127.0.0.1", port_};
    result.set_keep_alive(true);
    result.set_tcp_nodelay(true);  // a request is two packets, and waits 40 ms between them without
    result.set_read_timeout(20);
    return result;
  }

  /// Asks it to end, and returns its exit code.
  int end() {
    program_.signal(SIGTERM);
    return program_.wait();
  }
  void kill() {
    program_.signal(SIGKILL);
    program_.wait();
  }

 private:
  [[nodiscard]] static std::vector<std::string> command(std::string store,
                                                        std::vector<std::string> more, int port) {
    std::vector<std::string> result{WAYBILL_SERVER, "--store", std::move(store), "--port",
                                    std::to_string(port)};
    result.insert(result.end(), more.begin(), more.end());
    return result;
  }

  started_program program_;
  int port_;
};

inline const std::string webhook_path = "/api/webhooks/evolution/";

/// A webhook of the reference's form, with a word for its status.
[[nodiscard]] inline std::string report_of(const std::string& message_id, waybill::receipt what) {
  return webhook(shape::v2, "shop-1", message_id, what);
}

/// Posts JSON text; throws where nothing comes back.
inline httplib::Response post(httplib::Client& to, const std::string& path,
                              const std::string& body) {
  auto result = to.Post(path, body, "application/json");
  if (!result) throw std::runtime_error{"no answer: " + httplib::to_string(result.error())};
  return *result;
}

[[nodiscard]] inline httplib::Response get(httplib::Client& from, const std::string& path) {
  auto result = from.Get(path);
  if (!result) throw std::runtime_error{"no answer: " + httplib::to_string(result.error())};
  return *result;
}

[[nodiscard]] inline json_value get_json(httplib::Client& from, const std::string& path) {
  return json_value::parse(get(from, path).body);
}

/// The send of a row; the message's id is made of the row's.
[[nodiscard]] inline std::string send_body(const std::string& row, const std::string& campaign) {
  const json_value key{{"id", "3EB0" + row}};
  return json_value{{"row", row},
                    {"campaign", campaign},
                    {"contact", "contact-" + row},
                    {"instance", "shop-1"},
                    {"response", {{"key", key}}}}
      .dump();
}

/// Records it.
inline httplib::Response send(httplib::Client& to, const std::string& row,
                              const std::string& campaign = "spring") {
  return post(to, "/api/sends", send_body(row, campaign));
}

}  // namespace waybill_test
