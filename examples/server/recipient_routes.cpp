#include "recipient_routes.hpp"

#include <exception>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "csv.hpp"
#include "report_views.hpp"
#include "routes.hpp"
#include "text.hpp"

namespace waybill_server {

namespace {

using httplib::Request;
using httplib::Response;
using nlohmann::ordered_json;

constexpr std::size_t longest_page = 500;

/// What a request says wrongly, for the caller to read.
struct bad_parameter {
  std::string text;
};

/// An unknown name is an error: a typing error would show other recipients.
template <typename Parse>
[[nodiscard]] auto named(const Request& request, const std::string& parameter, Parse parse) {
  const auto name = request.get_param_value(parameter);
  auto result = parse(name);
  if (!name.empty() && !result) throw bad_parameter{parameter + " has no such value"};
  return result;
}

[[nodiscard]] waybill::row_order order_of(const Request& request) {
  const auto name = request.get_param_value("order");
  if (name == "descending") return waybill::row_order::descending;
  if (!name.empty() && name != "ascending")
    throw bad_parameter{"order must be ascending or descending"};
  return waybill::row_order::ascending;
}

[[nodiscard]] waybill::recipient_query query_of(const Request& request) {
  const auto limit = limit_of(request, 50, longest_page);
  if (!limit) throw bad_parameter{"limit must be a whole number above 0"};
  return {.status = named(request, "status", waybill::parse_status),
          .kind = named(request, "failure_kind", waybill::parse_failure_kind),
          .order = order_of(request),
          .after = request.get_param_value("after"),
          .limit = *limit};
}

/// The recipients of a campaign as lines of CSV, a page at a time, so that no campaign is too
/// large.
class csv_export {
 public:
  csv_export(service& with, std::string campaign, std::string day)
      : with_(with), campaign_(std::move(campaign)), day_(std::move(day)) {}

  /// Writes the next page; ends the stream after the last one. False once the reader is gone.
  [[nodiscard]] bool write_next(httplib::DataSink& to) {
    try {
      return write_page(to);
    } catch (const std::exception& error) {
      write_error_line(std::string{"error: an export was cut short: "} + error.what());
      return false;  // the reader sees that the end is missing
    }
  }

 private:
  [[nodiscard]] bool write_page(httplib::DataSink& to) {
    const auto page = with_.tracker().recipients({with_.tenant(), campaign_}, query_);
    auto text = std::exchange(heading_, {});
    for (const auto& each : page.recipients) {
      const auto view = to_json(each);
      if (is_of_the_day(view)) text += line_of(view);
    }
    if (!text.empty() && !to.write(text.data(), text.size())) return false;
    query_.after = page.next;
    if (page.next.empty()) to.done();
    return true;
  }
  [[nodiscard]] bool is_of_the_day(const ordered_json& view) const {
    const auto& sent_at = view.at("sent_at");
    return day_.empty() || (sent_at.is_string() && sent_at.get<std::string>().starts_with(day_));
  }
  [[nodiscard]] static std::string line_of(const ordered_json& view) {
    std::vector<std::string> cells;
    for (const auto& each : view) cells.push_back(each.is_null() ? "" : each.get<std::string>());
    return csv_line(cells);
  }
  [[nodiscard]] static std::string names() {
    std::vector<std::string> cells;
    const auto view = to_json(waybill::tracked_message{});
    for (const auto& each : view.items()) cells.push_back(each.key());
    return csv_line(cells);
  }

  service& with_;
  std::string campaign_;
  std::string day_;
  std::string heading_ = names();
  waybill::recipient_query query_{.limit = waybill::most_recipients_on_a_page};
};

}  // namespace

void show_recipients(service& with, const std::string& campaign, const Request& request,
                     Response& response) {
  try {
    const auto query = query_of(request);
    if (!find_campaign(with, campaign, response)) return;
    const auto page = with.tracker().recipients({with.tenant(), campaign}, query);
    auto recipients = ordered_json::array();
    for (const auto& each : page.recipients) recipients.push_back(to_json(each));
    answer(response, 200, {{"recipients", std::move(recipients)}, {"next", page.next}});
  } catch (const bad_parameter& bad) {
    answer_error(response, 400, bad.text);
  }
}

void export_recipients(service& with, const std::string& campaign, const Request& request,
                       Response& response) {
  if (!find_campaign(with, campaign, response)) return;
  const auto lines = std::make_shared<csv_export>(with, campaign, request.get_param_value("day"));
  response.set_header("Content-Disposition", "attachment; filename=\"recipients.csv\"");
  response.set_chunked_content_provider(
      "text/csv; charset=utf-8",
      [lines](std::size_t /*offset*/, httplib::DataSink& to) { return lines->write_next(to); });
}

void show_messages(service& with, const Request& request, Response& response) {
  const auto row = request.get_param_value("row");
  const auto message_id = request.get_param_value("message_id");
  if (row.empty() == message_id.empty())
    return answer_error(response, 400, "Either row or message_id is required");
  std::vector<waybill::message_story> stories;
  if (message_id.empty()) {
    if (auto story = with.tracker().find_message({with.tenant(), row}))
      stories.push_back(std::move(*story));
  } else {
    stories = with.tracker().find_messages({with.tenant(), message_id});
  }
  auto result = ordered_json::array();
  for (const auto& each : stories) result.push_back(to_json(each));
  answer(response, 200, result);
}

}  // namespace waybill_server
