#pragma once

// HTTP/1.1 for servers that read their sockets themselves: http_parser, as Node.js had it.

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <http_parser.h>

#include "shop.hpp"

namespace http {

struct request {
  std::string method{};
  std::string target{};
  std::string body{};
  bool stays_open = true;  ///< the connection, after the answer
};

/// Finds the requests in the bytes of one connection.
class request_reader {
 public:
  request_reader() {
    http_parser_init(&parser_, HTTP_REQUEST);
    parser_.data = this;
  }
  request_reader(const request_reader&) = delete;
  request_reader& operator=(const request_reader&) = delete;

  /// False where the bytes are no HTTP, or a body is too large.
  [[nodiscard]] bool feed(std::string_view bytes) {
    static const auto hooks = make_hooks();
    return http_parser_execute(&parser_, &hooks, bytes.data(), bytes.size()) == bytes.size();
  }
  /// The next one that is whole.
  [[nodiscard]] std::optional<request> next() {
    if (whole_.empty()) return std::nullopt;
    auto result = std::move(whole_.front());
    whole_.pop_front();
    return result;
  }

 private:
  static request_reader& of(http_parser* parser) {
    return *static_cast<request_reader*>(parser->data);
  }
  static http_parser_settings make_hooks() {
    http_parser_settings hooks{};
    hooks.on_url = [](http_parser* parser, const char* at, std::size_t size) {
      of(parser).begun_.target.append(at, size);
      return 0;
    };
    hooks.on_body = [](http_parser* parser, const char* at, std::size_t size) {
      auto& body = of(parser).begun_.body;
      body.append(at, size);
      return body.size() > shop::largest_body ? 1 : 0;
    };
    hooks.on_message_complete = [](http_parser* parser) {
      auto& done = of(parser).begun_;
      done.method = http_method_str(static_cast<http_method>(parser->method));
      done.stays_open = http_should_keep_alive(parser) != 0;
      of(parser).whole_.push_back(std::exchange(done, {}));
      return 0;
    };
    return hooks;
  }

  http_parser parser_{};
  request begun_{};
  std::deque<request> whole_{};
};

/// The text of an answer.
[[nodiscard]] inline std::string response(int status, std::string_view body, bool stays_open) {
  std::string text = "HTTP/1.1 " + std::to_string(status) + ' ';
  text += http_status_str(static_cast<http_status>(status));
  text += "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size());
  text += stays_open ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n";
  return text.append(body);
}

/// The answer to a request that is no webhook; empty for one that is.
[[nodiscard]] inline std::string answer_without_webhook(const request& to) {
  if (to.target == "/ping") return response(200, "pong", to.stays_open);
  if (to.target != "/webhook") return response(404, {}, to.stays_open);
  if (to.method != "POST") return response(405, {}, to.stays_open);
  return {};
}

}  // namespace http
