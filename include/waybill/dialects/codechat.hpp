#pragma once

// CodeChat, from which Evolution API was forked: the same event in another envelope.

#include <utility>

#include <waybill/dialects/bodies.hpp>
#include <waybill/dialects/words.hpp>

namespace waybill {

namespace detail::codechat {

using namespace dialects;

inline void read_item(const json_view& item, std::string_view instance, parse_report& report) {
  if (!item.is(json_kind::object)) {
    return report.add(issue{issue_code::wrong_type, item.pointer(), "not an object", "", 0});
  }
  const auto status = item["status"];
  if (equal_words(status.string(), "DELETED")) {
    return report.ignore(ignore_reason::deleted_is_not_a_receipt, item);
  }
  const auto what = find_word(status_words, status);
  if (!what) return report.add(bad_status(item, "status"));
  // No time: `dateTime` is when CodeChat posted.
  auto update = update_of(*what, status);
  update.instance = instance;
  add_for_id(item, "messageMessageId", std::move(update), report);
}

inline void read(const json_view& body, parse_report& report) {
  const auto event = body["event"].string();
  report.event = event.empty() ? "null" : to_json_text(event);
  if (normal_event(event) != "messages.update") {
    return report.ignore(why_no_receipt(body, {"event", "instance", "data"}));
  }
  const auto instance = body["instance"];
  if (auto problem = check_object(body, "instance")) return report.add(std::move(*problem));
  if (auto problem = check_name(instance, "name")) return report.add(std::move(*problem));
  const auto data = body["data"];
  if (data.is_missing()) {
    return report.add(field_issue(issue_code::missing_data, body, "data", "no data"));
  }
  const auto name = instance["name"].string();
  if (!data.is(json_kind::array)) return read_item(data, name, report);
  if (!data.first().exists()) return report.ignore(ignore_reason::no_items, data);
  for (auto item = data.first(); item.exists(); item = item.next()) read_item(item, name, report);
}

}  // namespace detail::codechat

/// CodeChat's `messages.update`: the instance is an object, and the id is `messageMessageId`.
[[nodiscard]] inline dialect codechat() {
  return dialects::of_bodies(
      "codechat", {{"event"}, {"instance"}, {"name"}, {"data"}, {"status"}, {"messageMessageId"}},
      detail::codechat::read);
}

}  // namespace waybill
