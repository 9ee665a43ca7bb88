#include "demo_traffic.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "text.hpp"

namespace waybill_server {

namespace {

using nlohmann::json;

constexpr int messages = 2000;
constexpr std::chrono::milliseconds between_posts{25};
constexpr auto instance = "shop-1";

/// `spring sale 1`, or the first number after it that is not in the store yet.
[[nodiscard]] int new_number(service& with) {
  const auto played = with.store().catalog()->campaigns(with.tenant());
  int number = 1;
  while (std::find(played.begin(), played.end(), "spring sale " + std::to_string(number)) !=
         played.end()) {
    ++number;
  }
  return number;
}

/// A message of the campaign with this number.
[[nodiscard]] std::string id_of(int campaign, int message) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "3EB0%08X%08X", static_cast<unsigned>(campaign),
                static_cast<unsigned>(message));
  return text.data();
}

[[nodiscard]] std::string send_of(int campaign, int message) {
  const auto contact = "contact-" + std::to_string(campaign) + '-' + std::to_string(message);
  const json key{{"id", id_of(campaign, message)}};
  return json{{"row", contact},
              {"campaign", "spring sale " + std::to_string(campaign)},
              {"contact", contact},
              {"instance", instance},
              {"response", {{"key", key}}}}
      .dump();
}

/// A webhook of Evolution API v2.
[[nodiscard]] std::string report_of(const std::string& message_id, const char* status) {
  return json{{"event", "messages.update"},
              {"instance", instance},
              {"data", {{"keyId", message_id}, {"fromMe", true}, {"status", status}}}}
      .dump();
}

}  // namespace

demo_traffic::demo_traffic(service& with, const std::string& host, int port,
                           const std::string& token)
    : server_(host, port) {
  server_.set_keep_alive(true);
  server_.set_default_headers({{"X-Webhook-Token", token}});
  thread_ = std::thread{[this, &with] { play(with); }};
}

demo_traffic::~demo_traffic() {
  stops_ = true;
  thread_.join();
}

void demo_traffic::play(service& with) noexcept {
  try {
    play_campaign(new_number(with));
  } catch (const std::exception& error) {
    write_error_line(std::string{"warning: the demo is over: "} + error.what());
  }
}

void demo_traffic::play_campaign(int campaign) {
  std::printf("Demo: the campaign \"spring sale %d\" goes by in a few minutes.\n", campaign);
  std::fflush(stdout);
  // Reports come a few sends later. One message in forty fails, one in twelve does not arrive, and
  // a third is not read.
  constexpr int until_delivered = 2;
  constexpr int until_read = 6;
  const auto fails = [](int message) { return message % 40 == 7; };
  const auto arrives = [&](int message) { return message % 12 != 5 && !fails(message); };
  for (int sent = 0; sent < messages && !stops_; ++sent) {
    post("/api/sends", send_of(campaign, sent));
    if (const int message = sent - until_delivered; message >= 0) {
      if (fails(message)) report(campaign, message, "ERROR");
      if (arrives(message)) report(campaign, message, "DELIVERY_ACK");
    }
    const int message = sent - until_read;
    if (message >= 0 && arrives(message) && message % 3 != 0) report(campaign, message, "READ");
  }
}

void demo_traffic::report(int campaign, int message, const char* status) {
  const auto body = report_of(id_of(campaign, message), status);
  post("/api/webhooks/evolution/", body);
  // Gateways send a report again when its answer came too late.
  if (message % 8 == 0) post("/api/webhooks/evolution/", body);
}

void demo_traffic::post(const char* path, const std::string& body) {
  if (!server_.Post(path, body, "application/json")) {
    throw std::runtime_error{"the server does not answer"};
  }
  std::this_thread::sleep_for(between_posts);
}

}  // namespace waybill_server
