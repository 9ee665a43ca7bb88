#pragma once

// Whapi.

#include <array>
#include <string_view>
#include <utility>

#include <waybill/dialects/bodies.hpp>
#include <waybill/dialects/words.hpp>

namespace waybill {

namespace detail::whapi {

using namespace dialects;

inline constexpr std::array<word_meaning, 6> words{{
    {"failed", receipt::failed},
    {"pending", receipt::pending},
    {"sent", receipt::sent},
    {"delivered", receipt::delivered},
    {"read", receipt::read},
    {"played", receipt::played},
}};

/// `code` has the same as a number, in Baileys' numbers.
inline void read_status(const json_view& status, parse_report& report) {
  if (!status.is(json_kind::object)) {
    return report.add(issue{issue_code::wrong_type, status.pointer(), "not an object", "", 0});
  }
  if (const auto reason = not_a_chat(status["chat_id"].string())) {
    return report.ignore(*reason, status);
  }
  if (equal_words(status["status"].string(), "deleted")) {
    return report.ignore(ignore_reason::no_delivery_status, status);
  }
  const auto what = find_word(words, status["status"]);
  if (!what) return report.add(bad_status(status, "status"));
  auto update = update_of(*what, status["status"]);
  update.occurred_at = moment_in(status, "timestamp", report);
  if (*what == receipt::failed) update.reason = reason_in(status);
  add_for_id(status, "id", std::move(update), report);
}

inline void read(const json_view& body, parse_report& report) {
  const auto type = body["event"]["type"].string();
  report.event = type.empty() ? "null" : to_json_text(type);
  const auto statuses = body["statuses"];
  if (statuses.is_missing()) return report.ignore(why_no_receipt(body, {"channel_id", "event"}));
  if (!statuses.is(json_kind::array)) {
    return report.add(field_issue(issue_code::wrong_type, body, "statuses", "not a list"));
  }
  if (!statuses.first().exists()) return report.ignore(ignore_reason::no_items, statuses);
  for (auto each = statuses.first(); each.exists(); each = each.next()) read_status(each, report);
}

}  // namespace detail::whapi

/// Whapi's `statuses`, each of them. The body names a channel and no instance, so none is compared.
[[nodiscard]] inline dialect whapi() {
  return dialects::of_bodies("whapi",
                             {{"statuses"},
                              {"event"},
                              {"type"},
                              {"channel_id", true},
                              {"id"},
                              {"chat_id"},
                              {"status"},
                              {"timestamp"},
                              {"error"},
                              {"errors"},
                              {"code"},
                              {"title"},
                              {"message"},
                              {"error_data"},
                              {"details"}},
                             detail::whapi::read);
}

}  // namespace waybill
