#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace waybill_test {

/// A request that was sent to a server of this machine, and whose answer may take its time.
class sent_request {
 public:
  sent_request(int port, std::string_view path, std::string_view body)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error{"no connection"};
    }
    auto text = "POST " + std::string{path} + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\n";
    text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    text += body;
    if (::send(socket_, text.data(), text.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(text.size())) {
      throw std::runtime_error{"not sent"};
    }
  }
  sent_request(const sent_request&) = delete;
  sent_request& operator=(const sent_request&) = delete;
  ~sent_request() { ::close(socket_); }

  [[nodiscard]] bool is_answered() const {
    char first = 0;
    return ::recv(socket_, &first, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
  }
  /// Waits for it.
  [[nodiscard]] std::string read_answer() {
    std::string text;
    char bytes[4096];
    for (auto count = ::recv(socket_, bytes, sizeof bytes, 0); count > 0;
         count = ::recv(socket_, bytes, sizeof bytes, 0)) {
      text.append(bytes, static_cast<std::size_t>(count));
    }
    return text;
  }

 private:
  int socket_;
};

}  // namespace waybill_test
