#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "event_stream.hpp"
#include "recipient_routes.hpp"
#include "report_views.hpp"
#include "routes.hpp"

namespace waybill_server {

namespace {

using httplib::Request;
using httplib::Response;
using nlohmann::ordered_json;

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
  answer(response, 200,
         list_of(with.read_instances(), [](const auto& each) { return to_json(each); }));
}

void show_campaign(service& with, const std::string& campaign, Response& response) {
  const auto stats = find_campaign(with, campaign, response);
  if (stats) answer(response, 200, to_json(campaign, *stats));
}

void show_log(service& with, const std::string& campaign, const Request& request,
              Response& response) {
  const auto limit = limit_of(request, 20, longest_log_page);
  if (!limit) return answer_error(response, 400, "limit must be a whole number above 0");
  if (!find_campaign(with, campaign, response)) return;
  const auto entries = with.store().reports()->read_log({with.tenant(), campaign}, {}, *limit);
  answer(response, 200, list_of(entries, [](const auto& entry) { return to_json(entry); }));
}

void show_failures(service& with, const std::string& campaign, Response& response) {
  if (!find_campaign(with, campaign, response)) return;
  const auto failures = with.store().reports()->failures({with.tenant(), campaign});
  answer(response, 200, list_of(failures, [](const auto& each) { return to_json(each); }));
}

void show_pace(service& with, const std::string& campaign, Response& response) {
  const auto pace = with.store().reports()->read_pace({with.tenant(), campaign});
  if (!pace) return answer_error(response, 404, "There is no such campaign");
  answer(response, 200,
         to_json(*pace,
                 std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now())));
}

void stream_events(service& with, const std::string& campaign, Response& response) {
  if (!find_campaign(with, campaign, response)) return;
  if (with.feed().is_full()) return answer_error(response, 503, "Too many readers; try later");
  const auto stream = std::make_shared<event_stream>(with, campaign);
  response.set_header("X-Accel-Buffering", "no");  // a proxy before us hands it on at once
  response.set_chunked_content_provider(
      "text/event-stream",
      [stream](std::size_t /*offset*/, httplib::DataSink& to) { return stream->write_next(to); });
}

void answer_no_route(Response& response) { answer_error(response, 404, "There is no such route"); }

/// Text of a URL without its escapes; nothing where one is broken.
[[nodiscard]] std::optional<std::string> unescape(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += text[i];
      continue;
    }
    const auto digits = text.substr(i + 1, 2);
    unsigned char byte = 0;
    const auto* const end = digits.data() + digits.size();
    if (digits.size() != 2 || std::from_chars(digits.data(), end, byte, 16).ptr != end) return {};
    result += static_cast<char>(byte);
    i += 2;
  }
  return result;
}

/// `/api/campaigns/{id}` and what follows it. An id is one step of the path as it was sent: a slash
/// of its own is escaped there, so that an id may end in `/log`.
void answer_campaign(service& with, const Request& request, Response& response) {
  constexpr std::string_view campaigns = "/api/campaigns/";
  std::string_view path{request.target};
  path = path.substr(0, path.find('?'));
  if (!path.starts_with(campaigns)) return answer_no_route(response);
  path.remove_prefix(campaigns.size());
  const auto end_of_id = std::min(path.find('/'), path.size());
  const auto what = path.substr(end_of_id);
  const auto id = unescape(path.substr(0, end_of_id));
  if (!id) return answer_error(response, 400, "An escape in the path is broken");
  if (what.empty()) return show_campaign(with, *id, response);
  if (what == "/log") return show_log(with, *id, request, response);
  if (what == "/events") return stream_events(with, *id, response);
  if (what == "/failures") return show_failures(with, *id, response);
  if (what == "/pace") return show_pace(with, *id, response);
  if (what == "/recipients") return show_recipients(with, *id, request, response);
  if (what == "/export.csv") return export_recipients(with, *id, request, response);
  answer_no_route(response);
}

}  // namespace

std::optional<waybill::campaign_stats> find_campaign(service& with, const std::string& campaign,
                                                     Response& response) {
  auto stats = with.tracker().campaign_stats({with.tenant(), campaign});
  if (!stats) answer_error(response, 404, "There is no such campaign");
  return stats;
}

std::optional<std::size_t> limit_of(const Request& request, std::size_t without, std::size_t most) {
  if (!request.has_param("limit")) return without;
  const auto text = request.get_param_value("limit");
  const auto* const end = text.data() + text.size();
  std::size_t limit = 0;
  const auto [rest, error] = std::from_chars(text.data(), end, limit);
  if (error != std::errc{} || rest != end || limit == 0) return std::nullopt;
  return std::min(limit, most);
}

void add_report_routes(httplib::Server& server, service& with) {
  server.Get("/api/campaigns",
             [&with](const Request&, Response& response) { list_campaigns(with, response); });
  server.Get("/api/instances",
             [&with](const Request&, Response& response) { list_instances(with, response); });
  server.Get("/api/messages", [&with](const Request& request, Response& response) {
    show_messages(with, request, response);
  });
  server.Get("/api/campaigns/.+", [&with](const Request& request, Response& response) {
    answer_campaign(with, request, response);
  });
}

}  // namespace waybill_server
