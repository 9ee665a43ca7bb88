#pragma once

#include <cstddef>
#include <new>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/impl/service/answers.hpp>
#include <waybill/impl/service/warnings.hpp>
#include <waybill/parse.hpp>
#include <waybill/reply.hpp>

namespace waybill::detail {

/// A body between its parsing and its answer.
struct opened_body {
  std::vector<answer> answers{};           ///< of each item; of those below still to be written
  std::vector<incoming_update> updates{};  ///< what needs the store, in order
};

[[nodiscard]] inline parse_report read_body(const service& of, std::string_view body,
                                            const origin& from, std::string_view content_type) {
  auto report = parse(of.options.dialect, body, of.options.limits, content_type);
  warn_of_report(of, report, body, from);
  return report;
}

/// The updates of a report that can move anything; `pending` reports never do.
[[nodiscard]] inline std::vector<incoming_update> movers(const parse_report& report,
                                                         const origin& from, time_point now) {
  std::vector<incoming_update> result;
  for (const auto& update : report.updates) {
    if (update.receipt != receipt::pending) result.push_back({from, update, now});
  }
  return result;
}

/// The answers that need no store.
[[nodiscard]] inline std::vector<answer> early_answers(const parse_report& report) {
  std::vector<answer> answers(report.items);
  for (const auto& problem : report.issues) answers[problem.item] = answer_to(problem);
  for (const auto& each : report.ignored) answers[each.item] = ignored_answer(report.event);
  for (const auto& update : report.updates) {
    if (update.receipt == receipt::pending) answers[update.item] = unknown_status(update.word);
  }
  return answers;
}

[[nodiscard]] inline opened_body open_body(const parse_report& report, const origin& from,
                                           time_point now) {
  return {early_answers(report), movers(report, from, now)};
}

/// The answer to a body, once `settled[i]` tells how its `updates[i]` ended.
[[nodiscard]] inline reply close_body(opened_body body, std::span<const settled_update> settled,
                                      bool names_contact) {
  for (std::size_t i = 0; i < body.updates.size(); ++i) {
    const auto& update = body.updates[i].update;
    body.answers[update.item] = answer_to(update, settled[i], names_contact);
  }
  return reply_of(std::move(body.answers));
}

/// The answer to a body that may or may not have been stored. Where there is no memory for
/// its text, the text is an object that is short enough to need none.
[[nodiscard]] inline reply not_processed() noexcept {
  reply result{503, "{}", {}};
  try {
    result.body = R"({"error":"Processing failed"})";
  } catch (const std::bad_alloc&) {  // NOLINT(bugprone-empty-catch): it is still the short one
  }
  return result;
}

}  // namespace waybill::detail
