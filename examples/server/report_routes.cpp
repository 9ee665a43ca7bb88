#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "event_stream.hpp"
#include "routes.hpp"

namespace waybill_server {

namespace {

using httplib::Request;
using httplib::Response;
using nlohmann::ordered_json;
using waybill_cli::to_json;

constexpr std::size_t longest_log_page = 500;

template <typename Names, typename View>
[[nodiscard]] ordered_json list_of(const Names& names, View view_of_one) {
  auto result = ordered_json::array();
  for (const auto& each : names) result.push_back(view_of_one(each));
  return result;
}

void list_campaigns(service& with, Response& response) {
  auto* const catalog = with.store().catalog();
  const auto campaigns =
      catalog == nullptr ? std::vector<std::string>{} : catalog->campaigns(with.tenant());
  answer(response, 200, list_of(campaigns, [](const auto& id) { return ordered_json(id); }));
}

void list_instances(service& with, Response& response) {
  auto* const catalog = with.store().catalog();
  const auto names =
      catalog == nullptr ? std::vector<std::string>{} : catalog->instances(with.tenant());
  answer(
      response, 200, list_of(names, [&](const auto& name) {
        return to_json(
            name,
            with.tracker().instance_stats(with.tenant(), name).value_or(waybill::instance_stats{}));
      }));
}

/// Nothing where there is no such campaign, which then is answered.
[[nodiscard]] std::optional<waybill::campaign_stats> find_campaign(service& with,
                                                                   const std::string& campaign,
                                                                   Response& response) {
  auto stats = with.tracker().campaign_stats(with.tenant(), campaign);
  if (!stats) answer_error(response, 404, "There is no such campaign");
  return stats;
}

void show_campaign(service& with, const std::string& campaign, Response& response) {
  const auto stats = find_campaign(with, campaign, response);
  if (stats) answer(response, 200, to_json(campaign, *stats));
}

void show_log(service& with, const std::string& campaign, Response& response, std::size_t limit) {
  if (!find_campaign(with, campaign, response)) return;
  const auto entries = with.store().reports()->read_log(with.tenant(), campaign, {}, limit);
  answer(response, 200, list_of(entries, [](const auto& entry) { return to_json(entry); }));
}

void stream_events(service& with, const std::string& campaign, Response& response) {
  if (!find_campaign(with, campaign, response)) return;
  if (with.feed().is_full()) return answer_error(response, 503, "Too many readers; try later");
  const auto stream = std::make_shared<event_stream>(with, campaign);
  response.set_header("Cache-Control", "no-store");
  response.set_header("X-Accel-Buffering", "no");  // a proxy before us hands it on at once
  response.set_chunked_content_provider(
      "text/event-stream",
      [stream](std::size_t /*offset*/, httplib::DataSink& to) { return stream->write_next(to); });
}

[[nodiscard]] std::size_t limit_of(const Request& request) {
  const auto text = request.get_param_value("limit");
  const auto asked = text.empty() ? 20 : std::strtoul(text.c_str(), nullptr, 10);
  return std::clamp<std::size_t>(asked, 1, longest_log_page);
}

}  // namespace

void add_report_routes(httplib::Server& server, service& with) {
  server.Get("/api/campaigns",
             [&with](const Request&, Response& response) { list_campaigns(with, response); });
  server.Get("/api/instances",
             [&with](const Request&, Response& response) { list_instances(with, response); });
  server.Get(R"(/api/campaigns/(.+)/events)", [&with](const Request& request, Response& response) {
    stream_events(with, request.matches[1], response);
  });
  server.Get(R"(/api/campaigns/(.+)/log)", [&with](const Request& request, Response& response) {
    show_log(with, request.matches[1], response, limit_of(request));
  });
  server.Get(R"(/api/campaigns/(.+))", [&with](const Request& request, Response& response) {
    show_campaign(with, request.matches[1], response);
  });
}

}  // namespace waybill_server
