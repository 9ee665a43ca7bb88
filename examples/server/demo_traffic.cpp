#include "demo_traffic.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <httplib.h>
#include <nlohmann/json.hpp>

#include "cli/campaign_day.hpp"

namespace waybill_server {

namespace {

constexpr std::size_t messages = 2000;
constexpr std::chrono::milliseconds between_events{25};

/// A day that was not played into this store yet.
[[nodiscard]] waybill_cli::campaign_day new_day(service& with) {
  const auto played = with.store().catalog()->campaigns(with.tenant());
  for (std::uint32_t seed = 1;; ++seed) {
    auto day = waybill_cli::make_campaign_day(messages, seed);
    if (std::find(played.begin(), played.end(), day.campaign) == played.end()) return day;
  }
}

[[nodiscard]] std::string send_of(const waybill_cli::campaign_day& day,
                                  const waybill_cli::day_event& event) {
  return nlohmann::json{{"row", event.row},
                        {"campaign", day.campaign},
                        {"contact", event.row},
                        {"instance", day.instance},
                        {"response", nlohmann::json::parse(event.body)}}
      .dump();
}

}  // namespace

demo_traffic::demo_traffic(service& with, const std::string& host, int port,
                           const std::string& token) {
  httplib::Client server{host, port};
  server.set_keep_alive(true);
  server.set_default_headers({{"X-Webhook-Token", token}});
  thread_ = std::thread{
      [this, &with, client = std::move(server)]() mutable { play(with, std::move(client)); }};
}

demo_traffic::~demo_traffic() {
  stops_ = true;
  thread_.join();
}

void demo_traffic::play(service& with, httplib::Client server) noexcept {
  try {
    play_day(with, server);
  } catch (const std::exception& error) {
    fmt::print(stderr, "warning: the demo is over: {}\n", error.what());
  }
}

void demo_traffic::play_day(service& with, httplib::Client& server) {
  const auto day = new_day(with);
  with.store().catalog()->add_campaign(with.tenant(), day.campaign);
  fmt::print("Demo: a day of the campaign \"{}\" goes by in a few minutes.\n", day.campaign);
  std::fflush(stdout);
  for (const auto& event : day.events) {
    if (stops_) return;
    const auto* const path = event.row.empty() ? "/api/webhooks/evolution/" : "/api/sends";
    const auto body = event.row.empty() ? event.body : send_of(day, event);
    if (!server.Post(path, body, "application/json")) {
      throw std::runtime_error{"the server does not answer"};
    }
    std::this_thread::sleep_for(between_events);
  }
}

}  // namespace waybill_server
