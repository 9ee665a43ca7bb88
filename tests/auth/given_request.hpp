#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <waybill/auth/request.hpp>

namespace waybill_test {

/// A request of headers and a body, which it owns.
class given_request {
 public:
  using header_lines = std::vector<std::pair<std::string, std::string>>;

  explicit given_request(header_lines headers, std::string body = {}, std::string url = {})
      : headers_(std::move(headers)), body_(std::move(body)), url_(std::move(url)) {
    for (const auto& [name, value] : headers_) views_.push_back({name, value});
  }
  given_request(const given_request&) = delete;
  given_request& operator=(const given_request&) = delete;
  ~given_request() = default;

  [[nodiscard]] waybill::posted_request view() const { return {views_, body_, url_}; }

 private:
  header_lines headers_;
  std::string body_;
  std::string url_;
  std::vector<waybill::posted_header> views_;
};

/// Calls `look` with each text that has one bit of `text` turned, at each position.
template <typename Look>
void each_wrong_byte(const std::string& text, const Look& look) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      auto wrong = text;
      wrong[at] = static_cast<char>(static_cast<unsigned char>(wrong[at]) ^ (1U << bit));
      look(wrong);
    }
  }
}

[[nodiscard]] inline std::string in_capitals(std::string text) {
  for (auto& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

}  // namespace waybill_test
